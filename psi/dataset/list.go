package dataset

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// ListConfig says what of an advertiser's table is wanted.
type ListConfig struct {
	Type    identity.Type    // the only type that is wanted; "" means all that the table has columns for
	Types   []identity.Type  // to choose from; nil means all that Profile has rules for
	Profile identity.Profile // the zero Profile means identity.Default
	Region  string           // country of phone numbers without a country code, ISO 3166; "" means that they are rejected
	Map     map[string]Role  // columns by header, or by "#number"; overrides what headers say
	Plus    bool             // phone numbers without a plus sign carry their country code, unless they begin with 0
	Strict  bool             // damaged cells are not repaired

	// By names the column, by header or as "#number", whose values cut the list into segments; "" means that there is
	// one. It may have psi.MaxSegments different values.
	By string

	// Rejects receives a CSV line for each reject, and for each row that is kept out:
	// line, column, code, hint. nil means that none are written.
	Rejects io.Writer
	// RejectValues adds the rejected text to the lines of Rejects. It is for a
	// file that only its owner can read.
	RejectValues bool
}

// types are those that are looked for.
func (c *ListConfig) types() ([]identity.Type, error) {
	all := c.Types
	if all == nil {
		all = identity.Types()
	}
	if c.Type != "" {
		if _, err := identity.ParseType(string(c.Type)); err != nil {
			return nil, err
		}
		if !slices.Contains(all, c.Type) {
			return nil, fmt.Errorf("%s is not matched here; what is: %s", c.Type, joinTypes(all))
		}
		return []identity.Type{c.Type}, nil
	}
	supported := slices.DeleteFunc(slices.Clone(all), func(t identity.Type) bool { return !c.Profile.Supports(t) })
	if len(supported) == 0 {
		return nil, fmt.Errorf("profile %q has no rules for %s", c.Profile, joinTypes(all))
	}
	return supported, nil
}

func joinTypes(types []identity.Type) string {
	var names []string
	for _, t := range types {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}

// List is the identifiers in an advertiser's table. It is used from one goroutine.
type List struct {
	table    *Table
	cfg      ListConfig
	cells    []*cellReader // by type, as report.Types
	segments *segments     // nil if there is one
	report   ListReport
	log      rejectLog
	having   map[uint]uint64 // rows by the set of types that they have, a bit for each
	keepOut  *keepOut        // nil if no column says who is to be kept out
	keptOut  rejectLog       // of rows
	inside   *inside
	rejects  *csv.Writer
}

// NewList finds the columns. Its error says which there are and what was wanted.
func NewList(t *Table, cfg ListConfig) (*List, error) {
	if cfg.Profile == (identity.Profile{}) {
		cfg.Profile = identity.Default()
	}
	types, err := cfg.types()
	if err != nil {
		return nil, err
	}
	mapping := cfg.Map
	if t.oneAnonymous(mapping) {
		if len(types) > 1 {
			return nil, &ColumnError{msg: "nothing says what is in the only column: say which it is, " + strings.ReplaceAll(joinTypes(types), ", ", " or "),
				Mappings: []string{"#1=" + string(types[0])}}
		}
		mapping = map[string]Role{"#1": Role(types[0])}
	}
	cols, err := t.columns(mapping)
	if err != nil {
		return nil, err
	}
	l := &List{table: t, cfg: cfg, having: map[uint]uint64{}}
	var wanted []Role
	for _, typ := range types {
		id, err := cols.identifiers(typ, cfg.Profile)
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, Role(typ), Role(typ)+"_sha256")
		if id.none() {
			continue
		}
		cells, err := newCellReader(id, cfg.Profile, identity.Options{Region: cfg.Region, Plus: cfg.Plus, Strict: cfg.Strict})
		if err != nil {
			return nil, err
		}
		cols.use(id.columns()...)
		l.cells, l.report.Types = append(l.cells, cells), append(l.report.Types, typ)
	}
	if len(l.cells) == 0 {
		return nil, cols.missing("", wanted...)
	}
	if cfg.By != "" {
		if l.segments, err = newSegments(cols, cfg.By); err != nil {
			return nil, err
		}
	}
	l.keepOut = newKeepOut(cols)
	if err := cols.read(); err != nil {
		return nil, err
	}
	l.inside = cols.watch(false)
	l.report.Source, l.report.Profile, l.report.Columns = t.source, cfg.Profile, cols.report(listWithheld)
	if len(l.report.Types) == 1 {
		l.report.Type = l.report.Types[0]
	}
	if slices.Contains(l.report.Types, identity.Phone) {
		l.report.PhoneMetadata = identity.PhoneMetadata
	}
	if cfg.Rejects != nil {
		l.rejects = csv.NewWriter(cfg.Rejects)
	}
	return l, nil
}

// listWithheld is said of a column that could keep people out and is not read: what a list is for, its owner knows.
const listWithheld = "may say who objected or did not agree, and keeps nobody out unless it is mapped"

// Columns returns the table's columns, and which are used as what.
func (l *List) Columns() []Column { return l.report.Columns }

// MatchKeys yields the match key of every identifier that is accepted, in the
// order of the table and with its duplicates, once. Rejects are counted in the
// report and not yielded. An error ends the sequence.
func (l *List) MatchKeys(ctx context.Context) iter.Seq2[[32]byte, error] {
	return yields(l, ctx, func(k *found) [32]byte { return k.key })
}

// Items is MatchKeys with the type, as an index among the given types of a dataset, and the segment of each identifier.
// The types must hold all of the list's.
func (l *List) Items(ctx context.Context, types psi.Types) iter.Seq2[psi.Item, error] {
	at := make([]int, len(l.report.Types))
	for i, t := range l.report.Types {
		if at[i] = types.Index(string(t)); at[i] < 0 {
			panic("dataset: internal error: a list of a type that is not wanted")
		}
	}
	return yields(l, ctx, func(k *found) psi.Item { return psi.Item{Type: at[k.typ], Segment: k.segment, Key: k.key} })
}

func yields[T any](l *List, ctx context.Context, of func(*found) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		stopped := errors.New("stopped")
		err := l.each(ctx, func(k *found) error {
			if !yield(of(k), nil) {
				return stopped
			}
			return nil
		})
		if err != nil && err != stopped {
			var none T
			yield(none, err)
		}
	}
}

// found is an identifier that was accepted.
type found struct {
	typ     int // index in the report's types
	segment int
	key     identity.Key
}

// each calls f for every accepted identifier.
func (l *List) each(ctx context.Context, f func(*found) error) error {
	rows, err := l.table.begin()
	if err != nil {
		return err
	}
	if l.rejects != nil {
		header := []string{"line", "column", "code", "hint"}
		if l.cfg.RejectValues {
			header = append(header, "value")
		}
		if err := l.rejects.Write(header); err != nil {
			return fmt.Errorf("rejects file: %w", err)
		}
	}
	for n := uint64(0); ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		r, err := rows.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if n == 0 {
			if err := l.table.moreNames(r, l.keys()); err != nil {
				return err
			}
		}
		if err := l.row(r, f); err != nil {
			return err
		}
	}
	if l.report.Rows == 0 {
		return errHeaderOnly
	}
	if l.segments != nil {
		if err := l.segments.check(); err != nil {
			return err
		}
	}
	if l.rejects != nil {
		if l.rejects.Flush(); l.rejects.Error() != nil {
			return fmt.Errorf("rejects file: %w", l.rejects.Error())
		}
	}
	return l.table.end()
}

// keys are the columns of identifiers.
func (l *List) keys() (at []int) {
	for _, c := range l.cells {
		at = append(append(at, c.plain...), c.hashed...)
	}
	return at
}

func (l *List) row(r *row, f func(*found) error) error {
	l.report.Rows++
	if err := l.inside.row(r); err != nil {
		return err
	}
	if r.fault != "" {
		l.report.RowsRejected++
		l.log.row(r.fault, r.line)
		return l.writeReject(Place{Line: r.line}, string(r.fault), faultHints[r.fault], nil)
	}
	if l.keepOut != nil {
		if code, hint, at := l.keepOut.row(r); code != "" {
			l.report.RowsKeptOut++
			l.keptOut.add(code, hint, at)
			return l.writeReject(at, code, hint, nil)
		}
	}
	has, rejected := uint(0), false // has: a bit for each type
	k := found{}
	for typ, reader := range l.cells {
		cells := reader.read(r)
		for i := range cells {
			c := &cells[i]
			l.count(c)
			switch c.reject {
			case identity.Empty:
				continue
			case identity.Accepted:
				if has == 0 && l.segments != nil {
					k.segment = l.segments.of(r)
				}
				has |= 1 << typ
				k.typ, k.key = typ, c.key
				if k.segment < 0 { // there are too many: only counted
					continue
				}
				if err := f(&k); err != nil {
					return err
				}
				continue
			}
			rejected = true
			at := Place{Line: r.line, Column: c.column + 1}
			l.log.identifier(c.reject, at)
			if err := l.writeReject(at, c.reject.Code(), c.reject.Hint(), c.text); err != nil {
				return err
			}
		}
	}
	switch {
	case has != 0:
		l.report.RowsUsed++
		l.having[has]++
	case rejected:
		l.report.RowsRejected++
	default:
		l.report.RowsEmpty++
	}
	return nil
}

// count counts what a cell was.
func (l *List) count(c *cell) {
	if c.lacksPlus {
		l.report.LacksPlus++
		if c.reject != identity.Accepted {
			l.report.PlusSaves++
		}
	}
	if c.repaired {
		l.report.Repaired++
	}
	if c.reject != identity.Accepted {
		return
	}
	l.report.Accepted++
	if c.nonASCII {
		l.report.NonASCII++
	}
}

func (l *List) writeReject(at Place, code, hint string, value []byte) error {
	if l.rejects == nil {
		return nil
	}
	column := ""
	if at.Column > 0 {
		column = strconv.Itoa(at.Column)
	}
	line := []string{strconv.FormatUint(at.Line, 10), column, code, hint}
	if l.cfg.RejectValues {
		line = append(line, Inert(string(value)))
	}
	if err := l.rejects.Write(line); err != nil {
		return fmt.Errorf("rejects file: %w", err)
	}
	return nil
}

// Report says what was found up to now.
func (l *List) Report() ListReport {
	r := l.report
	r.Source.Notes = l.table.notesAfter(r.Source.Notes)
	r.Rejected = l.log.total
	r.Rejects = l.log.list()
	r.KeptOut = l.keptOut.list()
	r.Having = l.combinations()
	if l.segments != nil {
		r.Segments = slices.Clone(l.segments.all)
	}
	return r
}

// combinations counts rows by the types that they have.
func (l *List) combinations() (all []RowsHaving) {
	for _, has := range slices.Sorted(maps.Keys(l.having)) {
		x := RowsHaving{Rows: l.having[has]}
		for i, t := range l.report.Types {
			if has&(1<<i) != 0 {
				x.Types = append(x.Types, t)
			}
		}
		all = append(all, x)
	}
	return all
}
