package dataset

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
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
	// those that it needs: a match key is as good as the identifier. Another row may still withhold it.
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

// row judges one record.
func (b *build) row(r *row) error {
	b.report.Rows++
	user := userOf(r.cell(b.reader.user))
	f := r.fault
	if f == "" {
		f = checkUser(user)
	}
	var said byte
	var err error
	if f != "" {
		said, err = b.rejected(r, user, f)
	} else {
		said, err = b.judge(r, user)
	}
	if err == nil && said != 0 {
		err = b.says(user, said)
	}
	return err
}

// rejected returns what a row that is rejected as a whole says of its user. Nothing of it is taken up, but who may have
// said no in it is out.
func (b *build) rejected(r *row, user []byte, f fault) (said byte, err error) {
	if err := b.rejectRow(r, f); err != nil {
		return 0, err
	}
	if b.cfg.OnlyNo {
		return 0, nil
	}
	may := b.reader.mayObject(r)
	if checkUser(user) != "" {
		if may {
			b.report.Stated.Nobody++
		}
		return 0, nil
	}
	if may {
		return joinNamed | joinUnsure, b.unsure(r, user)
	}
	if b.unchanged(r) {
		return 0, nil
	}
	return joinNamed, nil
}

// judge returns what a row says of its user, for the join; 0 if it is passed over.
func (b *build) judge(r *row, user []byte) (said byte, err error) {
	b.reader.object(r)
	if b.cfg.OnlyNo {
		return b.onlyNo(r, user)
	}
	switch b.changes(r) {
	case rowUnchanged:
		return b.late(r, user)
	case rowUnreadable:
		switch {
		case b.reader.objects():
			return joinNamed | joinWithdrawn, b.withdrawn(r, user)
		case b.reader.unsure:
			return joinNamed | joinUnsure, b.unsure(r, user)
		}
		return joinNamed, nil
	case rowDeleted:
		return joinNamed | joinWithdrawn, b.withdrawn(r, user)
	}
	b.reader.label(r)
	for t, n := range b.reader.readVerified(r) {
		b.types[t].UnreadVerified += n
	}
	rec := &b.reader.record
	d := decision{context: noContext}
	own := false
	for _, c := range b.reader.cells {
		code := &d.codes[typeIndex(c.typ)]
		cells := c.read(r)
		for i := range cells {
			cell := &cells[i]
			b.types[c.typ].read(cell)
			switch cell.reject {
			case identity.Empty:
			case identity.Accepted:
				own = own || isHashOf(user, &cell.key)
				rec.Values = append(rec.Values, purpose.Value{Type: c.typ, Key: cell.key, Verified: b.reader.verifies(c.typ, cells, cell)})
				*code = decidedAdmitted
			default:
				b.log.identifier(cell.reject, Place{Line: r.line, Column: cell.column + 1})
				if *code == decidedNothing {
					*code = decidedRejected + byte(cell.reject)
				}
			}
		}
	}
	if own {
		return joinNamed, b.rejectRow(r, faultUserIdentifier)
	}
	said = joinNamed
	switch {
	case rec.OptedOut || rec.Revoked:
		said |= joinWithdrawn
		b.state()
		err = b.remember(r, user, false)
	case b.reader.unsure:
		said |= joinUnsure
		err = b.unsure(r, user)
	}
	if err != nil {
		return 0, err
	}
	if len(rec.Values) == 0 && !b.cfg.erased(user) {
		if d.codes == [2]byte{} {
			b.report.RowsEmpty++
		} else {
			b.report.RowsRejected++
		}
		return said, b.addRecord(user, d)
	}
	rec.User = string(user)
	if b.cfg.erased(user) {
		return joinNamed | joinWithdrawn | joinErased, b.count(rec, purpose.Decision{Reason: purpose.Erased}, &d, Place{Line: r.line})
	}
	var verdict purpose.Decision
	b.admitted, verdict = b.cfg.Gate.Admit(b.admitted[:0], rec)
	d.expires = minutes(rec.Expires)
	if err := b.count(rec, verdict, &d, Place{Line: r.line, Column: b.reader.bad + 1}); err != nil {
		return 0, err
	}
	if err := b.addRecord(user, d); err != nil {
		return 0, err
	}
	for _, a := range b.admitted {
		said |= joinAdmitted
		if v := a.Value(); v.Verified {
			b.types[v.Type].Verified++
		}
		if err := b.put(a); err != nil {
			return 0, err
		}
	}
	return said, nil
}

// change is what a row says about itself.
type change int

const (
	rowChanged change = iota
	rowUnchanged
	rowUnreadable // what can't be read about a deletion must not keep anything
	rowDeleted
)

// changes reads it, and counts the row unless something else of it matters.
func (b *build) changes(r *row) change {
	at, ok := b.updated(r)
	if !at.IsZero() {
		switch {
		case at.After(b.cfg.Gate.Now()):
			b.report.RowsFuture++ // "no end", a wrong clock: what changes until then would never be read
		case b.report.Newest == nil || at.After(*b.report.Newest):
			b.report.Newest = &at
		}
	}
	bad := b.reader.updated
	if b.isUnchanged(at) {
		b.report.RowsUnchanged++
		return rowUnchanged
	}
	if b.reader.deletes {
		b.report.RowsDeleted++
		return rowDeleted
	}
	if i := b.reader.bad; slices.Contains(b.reader.deleted, i) {
		ok, bad = false, i
	}
	if !ok {
		b.report.RowsRejected++
		b.log.add(string(faultBadChange), faultHints[faultBadChange], Place{Line: r.line, Column: bad + 1})
		return rowUnreadable
	}
	return rowChanged
}

// updated is when the row changed; zero if it does not say so.
func (b *build) updated(r *row) (at time.Time, ok bool) {
	if b.reader.updated < 0 {
		return time.Time{}, true
	}
	return parseTime(r.cell(b.reader.updated))
}

func (b *build) isUnchanged(at time.Time) bool {
	return !at.IsZero() && !b.cfg.Since.IsZero() && !at.After(b.cfg.Since)
}

// unchanged says whether the row surely is.
func (b *build) unchanged(r *row) bool {
	at, _ := b.updated(r)
	return b.isUnchanged(at)
}

func (b *build) rejectRow(r *row, f fault) error {
	b.report.RowsRejected++
	b.log.row(f, r.line)
	return nil
}

// count enters a verdict into the report and the decision.
func (b *build) count(rec *purpose.Record, verdict purpose.Decision, d *decision, at Place) error {
	values := uint64(len(rec.Values))
	admitted := verdict.Reason == purpose.Admits
	if admitted {
		n, err := b.context(verdict.Context)
		if err != nil {
			return err
		}
		d.context = n
		b.report.RowsAdmitted++
		c := b.contexts[verdict.Context]
		if c == nil {
			c = &ContextCount{Context: verdict.Context}
			b.contexts[verdict.Context] = c
		}
		c.Rows++
		c.Values += values
	} else {
		b.report.RowsExcluded++
		if verdict.Reason == purpose.OptedOut || verdict.Reason == purpose.Revoked {
			b.report.OptedOut++
		}
		e := b.excluded[verdict.Reason]
		if e == nil {
			e = newExcludedCount(verdict.Reason)
			b.excluded[verdict.Reason] = e
		}
		e.add(at)
		e.Values += values
		var err error
		if d.context, err = b.knownContext(rec.Context); err != nil {
			return err
		}
		for i, code := range d.codes {
			if code == decidedAdmitted {
				d.codes[i] = decidedExcluded + byte(verdict.Reason)
			}
		}
	}
	for _, v := range rec.Values {
		t := b.types[v.Type]
		t.Values++
		if admitted {
			t.Admitted++
		} else {
			t.Excluded++
		}
		if err := b.overlaps(rec, v, verdict); err != nil {
			return err
		}
	}
	return nil
}

// knownContext numbers the first context of a label that the policy knows. The
// others are text from the table, and are not stored.
func (b *build) knownContext(label string) (uint16, error) {
	for name := range strings.SplitSeq(label, ";") {
		name = strings.TrimSpace(name)
		if _, ok := b.cfg.Gate.Policy().Context(name); ok {
			return b.context(name)
		}
	}
	return noContext, nil
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
