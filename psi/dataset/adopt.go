package dataset

import (
	"context"
	"errors"
	"fmt"
)

// ErrErased says that runs hold persons who were erased since they were made.
var ErrErased = errors.New("runs hold persons who were erased")

// Adopt writes a dataset of runs into dir, as Build would have of the table that they were made of: the same files, byte by
// byte, under the same key. It reads all of them in order once, in bounded memory but for two bits an owner, and sorts
// nothing but who is in the previous dataset. What it finds out of order or disagreeing is an error; if it fails, nothing
// remains in dir. The report is valid as far as it goes when there is an error too.
func Adopt(ctx context.Context, dir string, cfg BuildConfig, join JoinKey, runs Runs) (report *BuildReport, err error) {
	report = &BuildReport{Columns: []Column{}}
	if err := cfg.check(); err != nil {
		return report, err
	}
	if cfg.Merge || cfg.OnlyNo || !cfg.Since.IsZero() {
		return report, errors.New("runs are of a whole table, not of changes")
	}
	b, err := NewBuilder(dir, cfg)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	all, err := runs.Parts()
	if err != nil {
		return report, err
	}
	is := b.is
	is.KeyCheck = keyCheck(cfg.Key, is.Purpose, is.Profile)
	p, err := mergeParts(all, &is)
	if err != nil {
		return report, err
	}
	report = p.report
	report.Saved, report.Lost = runs.Overlaps()
	b.contexts = p.names
	a := &adoption{ctx: ctx, Builder: b, parts: p, runs: runs}
	if cfg.Previous != nil {
		a.join = newUserJoin(cfg.Previous, dir, cfg.memory())
		a.join.hash = join.users()
		defer func() { err = errors.Join(err, a.join.close()) }()
	}
	err = a.run()
	p.summarise()
	return report, err
}

// adoption is an Adopt under way.
type adoption struct {
	*Builder
	ctx   context.Context
	parts *parts
	runs  Runs
	join  *userJoin // nil without a previous dataset
	steps int

	m      *manifest
	byType [2]TypeSizes
	first  bitset           // rows of owners that are the first of their element
	from   map[int64]uint64 // rows of owners before each run
	in     bitset           // elements that count for somebody, and are not in a group yet
	named  uint64           // users of whom an identifier was admitted
}

func (a *adoption) step() error {
	if a.steps++; a.steps%4096 != 0 || a.ctx.Err() == nil {
		return nil
	}
	return context.Cause(a.ctx)
}

func (a *adoption) run() (err error) {
	if err := a.rows(); err != nil {
		return err
	}
	gone := newBitset(0)
	if a.join != nil {
		found, err := a.join.finish()
		if err != nil {
			return err
		}
		users := found.changes
		users.replacesAll()
		a.parts.report.Users, gone = &users, found.withdrawn
	}
	if a.m, err = a.finishRecords(); err != nil {
		return err
	}
	a.m.Classes = make([]uint64, len(groupWidths))
	if err := a.owners(); err != nil {
		return err
	}
	if err := a.groups(); err != nil {
		return err
	}
	a.m.Grouping.Left = a.named - a.m.Grouping.Users
	sum, err := a.finishAll(a.m, &a.byType)
	if err != nil {
		return err
	}
	return a.parts.finished(&a.cfg, a.Builder, sum, gone)
}

// rows writes the records, and joins what rows say with the previous dataset.
func (a *adoption) rows() error {
	dropped, stop := pull(a.runs.Withheld())
	defer stop()
	next, err := dropped()
	if err != nil {
		return err
	}
	last, erased := int64(-1), uint64(0)
	for r, err := range a.runs.Rows() {
		if err != nil {
			return err
		}
		if r.Line <= last {
			return fmt.Errorf("rows: %w", errRunsOrder)
		}
		last = r.Line
		if a.join != nil && r.Said != 0 {
			if len(r.Fold) != blindWidth || len(r.Rest) != len(userHash{})-blindWidth {
				return fmt.Errorf("rows: %w", errRunsOrder)
			}
			var h userHash
			copy(h[copy(h[:], r.Fold):], r.Rest)
			if err := a.join.addHash(h, byte(r.Said), 0); err != nil {
				return err
			}
		}
		if r.User != nil {
			if f := checkUser(r.User); f != "" {
				return fmt.Errorf("user reference: %s", faultHints[f])
			}
			if a.cfg.erased(r.User) {
				erased++
			}
		}
		if r.Withdrawn && a.join != nil {
			if err := a.addWithdrawn(r.User, r.Unsure); err != nil {
				return err
			}
		}
		if r.Record == nil {
			continue
		}
		n, err := a.parts.record(*r.Record)
		if err != nil || n != a.records || len(r.Decision) != decisionWidth {
			return fmt.Errorf("records: %w", errRunsOrder)
		}
		d := decodeDecision(r.Decision)
		if d.context, err = a.parts.context(*r.Record, d.context); err != nil {
			return err
		}
		if next != nil && next.Record == *r.Record {
			if err := a.withheldRecord(next, d); err != nil {
				return err
			}
			d = a.withheld.drop(d)
			if next, err = dropped(); err != nil {
				return err
			}
		}
		if err := errors.Join(a.addRecord(r.User, d), a.step()); err != nil {
			return err
		}
		if a.cfg.Progress != nil && a.records%4096 == 0 {
			a.cfg.Progress(a.records)
		}
	}
	all := uint64(0)
	parts, err := a.runs.Parts()
	for _, p := range parts {
		all += p.Records
	}
	switch {
	case err != nil:
		return err
	case next != nil || a.records != all:
		return fmt.Errorf("records: %w", errRunsOrder)
	case erased > 0:
		return fmt.Errorf("%w since the job was prepared (%d): prepare and run it again", ErrErased, erased)
	}
	return nil
}

// withheldRecord counts a record whose user is withheld.
func (a *adoption) withheldRecord(r *RunWithheld, d decision) error {
	w := a.withholds()
	if r.FoldHead {
		line, err := a.parts.line(r.First)
		if err != nil {
			return err
		}
		w.says(line)
	}
	if r.Head {
		w.users.Users++
		if r.OptIn {
			w.users.OptedIn++
		}
		if r.OtherCase {
			w.users.OtherCase++
		}
	}
	if w.values == nil {
		w.values = droppedValues{}
	}
	for typ, n := range [2][2]int64{{r.Email, r.EmailSure}, {r.Phone, r.PhoneSure}} {
		if n[0] < n[1] || n[1] < 0 {
			return fmt.Errorf("withheld: %w", errRunsOrder)
		}
		if sure := uint64(n[1]); sure > 0 {
			w.values[droppedValue{byte(typ), d.context, true}] += sure
		}
		if rest := uint64(n[0] - n[1]); rest > 0 {
			w.values[droppedValue{byte(typ), d.context, false}] += rest
		}
	}
	return nil
}
