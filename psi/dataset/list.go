package dataset

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// ListConfig says what of an advertiser's table is wanted.
type ListConfig struct {
	Type    identity.Type
	Profile identity.Profile // the zero Profile means identity.Default
	Region  string           // country of phone numbers without a country code, ISO 3166; "" means that they are rejected
	Map     map[string]Role  // columns by header, or by "#number"; overrides what headers say
	Plus    bool             // phone numbers without a plus sign carry their country code, unless they begin with 0
	Strict  bool             // damaged cells are not repaired

	// Rejects receives a CSV line for each reject, and for each row that is kept out:
	// line, column, code, hint. nil means that none are written.
	Rejects io.Writer
	// RejectValues adds the rejected text to the lines of Rejects. It is for a
	// file that only its owner can read.
	RejectValues bool
}

// List is the identifiers of one type in an advertiser's table. It is used from
// one goroutine.
type List struct {
	table   *Table
	cfg     ListConfig
	cells   *cellReader
	report  ListReport
	log     rejectLog
	keepOut *keepOut  // nil if no column says who is to be kept out
	keptOut rejectLog // of rows
	rejects *csv.Writer
}

// NewList finds the columns. Its error says which there are and what was wanted.
func NewList(t *Table, cfg ListConfig) (*List, error) {
	if cfg.Profile == (identity.Profile{}) {
		cfg.Profile = identity.Default()
	}
	if _, err := identity.ParseType(string(cfg.Type)); err != nil {
		return nil, err
	}
	mapping := cfg.Map
	if t.oneAnonymous(mapping) {
		mapping = map[string]Role{"#1": Role(cfg.Type)}
	}
	cols, err := t.columns(mapping)
	if err != nil {
		return nil, err
	}
	id, err := cols.identifiers(cfg.Type, cfg.Profile)
	if err != nil {
		return nil, err
	}
	if id.none() {
		return nil, cols.missing("", Role(cfg.Type), Role(cfg.Type)+"_sha256")
	}
	cells, err := newCellReader(id, cfg.Profile, identity.Options{Region: cfg.Region, Plus: cfg.Plus, Strict: cfg.Strict})
	if err != nil {
		return nil, err
	}
	cols.use(id.columns()...)
	keepOut := newKeepOut(cols)
	if err := cols.read(); err != nil {
		return nil, err
	}
	l := &List{table: t, cfg: cfg, cells: cells, keepOut: keepOut}
	l.report = ListReport{Source: t.source, Type: cfg.Type, Profile: cfg.Profile, Columns: cols.report(listWithheld)}
	if cfg.Type == identity.Phone {
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
	return func(yield func([32]byte, error) bool) {
		stopped := errors.New("stopped")
		err := l.each(ctx, func(key *identity.Key) error {
			if !yield(*key, nil) {
				return stopped
			}
			return nil
		})
		if err != nil && err != stopped {
			yield([32]byte{}, err)
		}
	}
}

// each calls f for every accepted identifier.
func (l *List) each(ctx context.Context, f func(*identity.Key) error) error {
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
		if err := l.row(r, f); err != nil {
			return err
		}
	}
	if l.report.Rows == 0 {
		return errHeaderOnly
	}
	if l.rejects != nil {
		if l.rejects.Flush(); l.rejects.Error() != nil {
			return fmt.Errorf("rejects file: %w", l.rejects.Error())
		}
	}
	return l.table.end()
}

func (l *List) row(r *row, f func(*identity.Key) error) error {
	l.report.Rows++
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
	accepted, rejected := false, false
	cells := l.cells.read(r)
	for i := range cells {
		c := &cells[i]
		if c.lacksPlus {
			l.report.LacksPlus++
			if c.reject != identity.Accepted {
				l.report.PlusSaves++
			}
		}
		if c.repaired {
			l.report.Repaired++
		}
		switch c.reject {
		case identity.Empty:
			continue
		case identity.Accepted:
			accepted = true
			l.report.Accepted++
			if c.nonASCII {
				l.report.NonASCII++
			}
			if err := f(&c.key); err != nil {
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
	switch {
	case accepted:
		l.report.RowsUsed++
	case rejected:
		l.report.RowsRejected++
	default:
		l.report.RowsEmpty++
	}
	return nil
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
		line = append(line, string(value))
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
	return r
}
