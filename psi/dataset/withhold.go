package dataset

import (
	"cmp"
	"encoding/binary"
	"errors"
	"path/filepath"
	"slices"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// withheld are users of whom a row says no, or may: none of their other rows is taken up either, before it or after it. A
// person who objects does so once, and not in every row that there is of the person.
type withheld struct {
	hash   *blindHash
	sorter *extsort.Sorter
	rows   map[uint16]uint64 // records that were admitted before, by context
	values droppedValues
	users  Withheld
	first  []Place // of the rows that say no, of whose users something was admitted
}

// What is sorted is the hash of a reference without its case, and then either saysNo, the line of the row, what else tells
// the reference apart, and whether nothing but an opt-in says so; or hasRecord, what tells the reference apart, and the
// record's number. So what says no comes first.
const (
	withheldWidth = blindWidth + 1 + 8 + 8 + 1

	saysNo    = 0
	hasRecord = 1
)

// why says whether a row says no, or may, by nothing but a column of opt-ins.
type why byte

const (
	byObjection why = iota
	byOptIn
)

// droppedValue is an identifier that was admitted before.
type droppedValue struct {
	typ      byte
	context  uint16
	verified bool
}

type droppedValues map[droppedValue]uint64

// add counts one of what is admitted.
func (d *droppedValues) add(typ byte, owner []byte) {
	if *d == nil {
		*d = droppedValues{}
	}
	(*d)[droppedValue{typ, binary.BigEndian.Uint16(owner[8:]), owner[10] == 1}]++
}

// withhold notes a user of whom nothing gets in, because of what a line says.
func (b *Builder) withhold(user []byte, line uint64, by why) error {
	w := b.withholds()
	h := w.hash.user(user)
	var rec [withheldWidth]byte
	copy(rec[:], h[:blindWidth])
	rec[blindWidth] = saysNo
	binary.BigEndian.PutUint64(rec[blindWidth+1:], line)
	copy(rec[blindWidth+9:], h[blindWidth:])
	rec[withheldWidth-1] = byte(by)
	return w.sorter.Add(rec[:])
}

func (b *Builder) withholds() *withheld {
	if b.withheld == nil {
		b.withheld = &withheld{hash: newBlindHash(), sorter: extsort.New(extsort.Config{Width: withheldWidth, Memory: b.cfg.memory(), Dir: b.dir}), rows: map[uint16]uint64{}}
	}
	return b.withheld
}

// record notes a record with an admitted identifier.
func (w *withheld) record(user []byte, n uint64) error {
	h := w.hash.user(user)
	var rec [withheldWidth]byte
	copy(rec[:], h[:blindWidth])
	rec[blindWidth] = hasRecord
	copy(rec[blindWidth+1:], h[blindWidth:])
	binary.BigEndian.PutUint64(rec[blindWidth+9:], n)
	return w.sorter.Add(rec[:])
}

// dropWithheld returns the records with admitted identifiers of users who are withheld, and writes anew what was decided
// about them; nil if there are none.
func (b *Builder) dropWithheld(m *manifest) (drop *bitset, err error) {
	w := b.withheld
	if w == nil {
		return nil, nil
	}
	made := &Stored{dir: b.dir, m: m}
	admits := func(dec []byte) bool {
		d := decodeDecision(dec)
		return d.codes[0] == decidedAdmitted || d.codes[1] == decidedAdmitted
	}
	err = made.eachRecord(func(n uint64, user, dec []byte) error {
		if !admits(dec) {
			return nil
		}
		return w.record(user, n)
	})
	if err != nil {
		return nil, err
	}
	sorted, err := w.sorter.Sort()
	if err != nil {
		return nil, err
	}
	var said objection
	err = newRows(sorted, withheldWidth).each(func(rec []byte) error {
		if rec[blindWidth] == saysNo {
			said.add(rec)
			return nil
		}
		if !said.is(rec) {
			return nil
		}
		if drop == nil {
			drop = newBitset(m.Records)
		}
		drop.set(binary.BigEndian.Uint64(rec[blindWidth+9:]))
		w.count(&said, [8]byte(rec[blindWidth+1:]))
		return nil
	})
	if err = errors.Join(err, w.sorter.Close()); err != nil || drop == nil {
		return nil, err
	}
	return drop, b.amendDecisions(m, made, drop)
}

// objection is what rows say of users whose references differ in nothing but case.
type objection struct {
	user    [blindWidth]byte
	any     bool
	line    uint64           // the first
	optIn   bool             // nothing but opt-ins say so
	under   map[[8]byte]bool // the references of these rows
	counted [8]byte          // the one that was counted last
	some    bool             // one was
}

func (o *objection) is(rec []byte) bool { return o.any && o.user == [blindWidth]byte(rec) }

func (o *objection) add(rec []byte) {
	if !o.is(rec) {
		clear(o.under)
		*o = objection{user: [blindWidth]byte(rec), any: true, line: binary.BigEndian.Uint64(rec[blindWidth+1:]), optIn: true, under: o.under}
	}
	o.optIn = o.optIn && why(rec[withheldWidth-1]) == byOptIn
	if o.under == nil {
		o.under = map[[8]byte]bool{}
	}
	o.under[[8]byte(rec[blindWidth+9:])] = true
}

// count counts a user who is withheld; records of one come one after another.
func (w *withheld) count(o *objection, user [8]byte) {
	if o.some && o.counted == user {
		return
	}
	if !o.some && o.line > 0 {
		w.says(o.line)
	}
	o.some, o.counted = true, user
	w.users.Users++
	if o.optIn {
		w.users.OptedIn++
	}
	if !o.under[user] {
		w.users.OtherCase++
	}
}

// says notes a line that says no.
func (w *withheld) says(line uint64) {
	i, _ := slices.BinarySearchFunc(w.first, line, func(p Place, line uint64) int { return cmp.Compare(p.Line, line) })
	w.first = slices.Insert(w.first, i, Place{Line: line})
	w.first = w.first[:min(len(w.first), placesKept)]
}

// drop is what becomes of a record with admitted identifiers whose user is withheld.
func (w *withheld) drop(d decision) decision {
	w.rows[d.context]++
	for i, code := range d.codes {
		if code == decidedAdmitted {
			d.codes[i] = decidedExcluded + byte(purpose.Withheld)
		}
	}
	return d
}

// amendDecisions writes the decisions anew.
func (b *Builder) amendDecisions(m *manifest, made *Stored, drop *bitset) error {
	const name = decisionsName + ".new"
	out, err := createFile(b.dir, name)
	if err != nil {
		return err
	}
	err = made.eachRecord(func(n uint64, _, dec []byte) error {
		if drop.has(n) {
			d := b.withheld.drop(decodeDecision(dec))
			enc := d.encode()
			dec = enc[:]
		}
		_, err := out.Write(dec)
		return err
	})
	if err != nil {
		return errors.Join(err, out.f.Close())
	}
	sum, err := out.finish()
	if err != nil {
		return err
	}
	m.Files[decisionsName] = sum
	return durable.Move(filepath.Join(b.dir, name), filepath.Join(b.dir, decisionsName))
}

// withheldOut corrects the report: what was counted as admitted is not.
func (a *accounts) withheldOut(of *Builder) {
	w := of.withheld
	if w == nil || len(w.rows) == 0 {
		return
	}
	a.report.Withheld = w.users
	e := newExcludedCount(purpose.Withheld)
	e.First = w.first
	for context, n := range w.rows {
		a.report.RowsAdmitted -= n
		a.report.RowsExcluded += n
		e.Rows += n
		a.contexts[of.contexts[context]].Rows -= n
	}
	for v, n := range w.values {
		t := a.types[identity.Types()[v.typ]]
		t.Admitted -= n
		t.Excluded += n
		if v.verified {
			t.Verified -= n
		}
		e.Values += n
		a.contexts[of.contexts[v.context]].Values -= n
	}
	a.excluded[purpose.Withheld] = e
	for name, c := range a.contexts {
		if c.Rows == 0 {
			delete(a.contexts, name)
		}
	}
}
