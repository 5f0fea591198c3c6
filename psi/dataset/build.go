package dataset

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// BuildConfig says how a platform's dataset is made.
type BuildConfig struct {
	// Key is the dataset's key d. It is used with the domain of each type; its own does
	// not matter.
	Key *ecdh.Key
	// Types are the identifier types that are wanted; nil means all that Profile has
	// rules for.
	Types   []identity.Type
	Gate    *purpose.Gate    // decides about every record; required
	Profile identity.Profile // the zero Profile means identity.Default
	Region  string           // country of phone numbers without a country code; "" means that they are rejected
	Map     map[string]Role  // columns by header, or by "#number"; overrides what headers say
	Plus    bool             // phone numbers without a plus sign carry their country code, unless they begin with 0
	Strict  bool             // damaged cells are not repaired

	// Previous is the dataset that this one replaces; the report then counts the
	// users that come and go. nil means that there is none.
	Previous *Stored
	// Merge says that the table holds what changed since Previous, if anything: the records of the
	// users that it names replace all of theirs, and other users' records are taken
	// over, except where a grant has ended. It needs the same key, types, policy,
	// purpose and profile. Contact groups are made anew from all of it.
	Merge bool
	// Since, if not zero, skips rows whose column updated_at is not after it.
	Since time.Time

	// OnlyNo takes up nothing but who plainly says no, for a rewriting without them. Columns that may say so and are not
	// decided are not read.
	OnlyNo bool

	// Erased says of a user that the person was erased, and is never admitted again; nil means nobody was. Neither a row
	// nor a previous record of such a user is stored.
	Erased func(user []byte) bool

	// Memory is how many bytes each of up to four sorts may hold; 0 means 64 MiB, or a quarter of what psi.LimitSorts
	// allows. What does not fit is spilled into the dataset's directory, masked.
	Memory int
	// Progress, if not nil, is called now and then with the number of rows read.
	Progress func(rows uint64)
	// Masked, if not nil, is shown every admitted identifier with what becomes of it, for an audit. It must keep only
	// those that it needs: a match key is as good as the identifier. Another row may still withhold it. It is called from
	// goroutines of its own, by one at a time.
	Masked func(t identity.Type, key *identity.Key, e ecdh.Element)
}

func (c *BuildConfig) check() error {
	if c.Gate == nil {
		return errors.New("no gate: nothing gets into a dataset without one")
	}
	if c.Profile == (identity.Profile{}) {
		c.Profile = identity.Default()
	}
	for _, t := range c.Types {
		if _, err := identity.ParseType(string(t)); err != nil {
			return err
		}
		if !c.Profile.Supports(t) {
			return fmt.Errorf("profile %q has no rules for type %q", c.Profile, t)
		}
	}
	switch {
	case c.Key == nil:
		return errors.New("no dataset key")
	case len(c.types()) == 0:
		return errors.New("no identifier type: want at least one")
	}
	return c.checkMerge()
}

// types are the wanted types, in the order of identity.Types.
func (c *BuildConfig) types() []identity.Type {
	return slices.DeleteFunc(identity.Types(), func(t identity.Type) bool {
		return c.Types != nil && !slices.Contains(c.Types, t) || c.Types == nil && !c.Profile.Supports(t)
	})
}

func (c *BuildConfig) erased(user []byte) bool { return c.Erased != nil && c.Erased(user) }

func (c *BuildConfig) memory() int { return extsort.Share(c.Memory) }

// sink takes what a build finds: the Builder of a whole dataset, or the rows of a part.
type sink interface {
	addRecord(user []byte, d decision) error
	put(a purpose.Admitted) error
	context(name string) (uint16, error)
	// overlaps is told of every value and what the gate says of it.
	overlaps(rec *purpose.Record, v purpose.Value, d purpose.Decision) error
	// withhold notes a user of whom nothing gets in, because of what a line says.
	withhold(user []byte, line uint64, by why) error
	// addWithdrawn notes a user whom the table withdraws or deletes, or may.
	addWithdrawn(user []byte, unsure bool) error
	// says is told what a row says of its user, if anything.
	says(user []byte, said byte) error
	endRow(line uint64) error
}

// whole is the sink of a table that is read in one go.
type whole struct {
	*Builder
	overlap *overlap
	join    *userJoin // nil without a previous dataset
}

func (w *whole) overlaps(rec *purpose.Record, v purpose.Value, d purpose.Decision) error {
	return w.overlap.add(rec, v, d)
}

func (w *whole) addWithdrawn(user []byte, unsure bool) error {
	if w.join == nil { // there is nothing to roll back to
		return nil
	}
	return w.Builder.addWithdrawn(user, unsure)
}

func (w *whole) says(user []byte, said byte) error {
	if w.join == nil {
		return nil
	}
	return w.join.add(user, said, 0)
}

func (w *whole) endRow(uint64) error { return nil }

// build is a Build under way.
type build struct {
	sink
	*accounts
	cfg      *BuildConfig
	reader   *recordReader
	admitted []purpose.Admitted
	inside   *inside // nil if nobody asks
}

// accounts is a report that is being made.
type accounts struct {
	report   *BuildReport
	log      rejectLog
	types    map[identity.Type]*TypeReport
	excluded map[purpose.Reason]*ExcludedCount
	contexts map[string]*ContextCount
}

func newAccounts(r *BuildReport) *accounts {
	return &accounts{report: r, types: map[identity.Type]*TypeReport{}, excluded: map[purpose.Reason]*ExcludedCount{}, contexts: map[string]*ContextCount{}}
}

// Build reads a platform's table, lets the gate decide about every record, masks
// what it admits under the dataset's keys, and writes the dataset into dir, which
// must not exist or be empty. If it fails, nothing remains in dir. The report is
// valid as far as it goes when there is an error too.
func Build(ctx context.Context, dir string, cfg BuildConfig, t *Table) (*BuildReport, error) {
	b, err := newBuild(&cfg, t)
	if err != nil {
		return b.report, err
	}
	report := b.report
	builder, err := NewBuilder(dir, cfg)
	if err != nil {
		return report, err
	}
	w := &whole{Builder: builder, overlap: newOverlap(dir, cfg.memory())}
	b.sink = w
	if cfg.Previous != nil {
		w.join = newUserJoin(cfg.Previous, dir, cfg.memory())
		if cfg.Merge {
			w.join.over = cfg.Gate.Now()
		}
	}
	err = b.run(ctx, t)
	if err == nil {
		if report.Rows == 0 && !cfg.Merge { // where nothing has changed there is nothing to merge
			err = errHeaderOnly
		} else if err = t.end(); err == nil {
			err = b.close(ctx, w)
		}
	}
	b.summarise()
	report.Source.Notes = t.notesAfter(report.Source.Notes)
	if w.join != nil {
		err = errors.Join(err, w.join.close())
	}
	return report, errors.Join(err, w.overlap.close(), builder.Close())
}

// newBuild prepares the reading of a table. The report is valid when there is an error, too.
func newBuild(cfg *BuildConfig, t *Table) (*build, error) {
	report := &BuildReport{Source: t.source, Purpose: "", Columns: []Column{}}
	b := &build{cfg: cfg, accounts: newAccounts(report)}
	if err := cfg.check(); err != nil {
		return b, err
	}
	cols, err := t.columns(cfg.Map)
	if err != nil {
		return b, err
	}
	if b.reader, err = newRecordReader(cols, cfg); err != nil {
		return b, err
	}
	if err := cols.read(); err != nil {
		return b, err
	}
	if !cfg.OnlyNo {
		b.inside = cols.watch(true)
	}
	report.Columns = cols.report("")
	digest := cfg.Gate.Policy().Digest()
	report.Profile, report.Purpose, report.Policy = cfg.Profile, cfg.Gate.Purpose(), hex.EncodeToString(digest[:])
	for _, c := range b.reader.cells {
		b.types[c.typ] = &TypeReport{Type: c.typ}
		if c.typ == identity.Phone {
			report.PhoneMetadata = identity.PhoneMetadata
		}
	}
	return b, nil
}

func (b *build) run(ctx context.Context, t *Table) error {
	rows, err := t.begin()
	if err != nil {
		return err
	}
	for n := uint64(1); ; n++ {
		r, err := rows.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if n == 1 {
			if err := t.moreNames(r, b.reader.keys()); err != nil {
				return err
			}
		}
		if b.inside != nil && r.fault == "" {
			if err := b.inside.row(r); err != nil {
				return err
			}
		}
		if err := errors.Join(b.row(r), b.endRow(r.line)); err != nil {
			return err
		}
		if n%4096 == 0 {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if b.cfg.Progress != nil {
				b.cfg.Progress(n)
			}
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// close writes the dataset.
func (b *build) close(ctx context.Context, w *whole) error {
	var err error
	if b.report.Saved, b.report.Lost, err = w.overlap.count(); err != nil {
		return err
	}
	if err := w.overlap.close(); err != nil {
		return err
	}
	gone, err := b.joined(w)
	if err != nil {
		return err
	}
	sum, err := w.Finish(ctx)
	if err != nil {
		return err
	}
	return b.finished(b.cfg, w.Builder, sum, gone)
}

// joined compares the table's users with those of the previous dataset, and takes over what a merge does. Of the previous
// records it returns those whose users are withdrawn, deleted or over.
func (b *build) joined(w *whole) (*bitset, error) {
	if w.join == nil {
		return newBitset(0), nil
	}
	found, err := w.join.finish()
	if err != nil {
		return nil, err
	}
	users, gone := found.changes, found.withdrawn
	if b.cfg.Merge {
		if users.Expired, err = w.takeOver(found.others, gone, b.cfg.Gate.Now()); err != nil {
			return nil, err
		}
	} else {
		users.replacesAll()
	}
	b.report.Users = &users
	return gone, nil
}

// finished enters what was written into the report. gone are previous records, as joined returns them.
func (a *accounts) finished(cfg *BuildConfig, w *Builder, sum *Summary, gone *bitset) error {
	a.withheldOut(w)
	a.report.Grouping = sum.Grouping
	for t, sizes := range sum.Types {
		if a.types[t] == nil && sizes.Elements > 0 { // all of them were taken over
			a.types[t] = &TypeReport{Type: t}
		}
		if r := a.types[t]; r != nil {
			r.TypeSizes = sizes
		}
	}
	if cfg.Previous == nil {
		return nil
	}
	return a.compare(cfg.Previous, gone)
}

// compare counts what the previous dataset had, and what of that is gone by right.
func (a *accounts) compare(previous *Stored, gone *bitset) error {
	before := previous.Summary()
	a.report.Before = &before.Grouping
	less := false
	for t, sizes := range before.Types {
		if sizes.Elements == 0 {
			continue
		}
		if a.types[t] == nil {
			a.types[t] = &TypeReport{Type: t}
		}
		r := a.types[t]
		r.Previous = sizes.Elements
		less = less || r.Elements < sizes.Elements
	}
	if !less {
		return nil
	}
	withdrawn, err := previous.onlyOf(gone)
	for t, r := range a.types {
		if r.Elements < r.Previous {
			r.Withdrawn = withdrawn[t]
		}
	}
	return err
}
