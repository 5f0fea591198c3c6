package dataset

import (
	"encoding/binary"
	"errors"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// withheld are users of whom a row says no, or may: none of their other rows is taken up either, before it or after it. A
// person who objects does so once, and not in every row that there is of the person.
type withheld struct {
	hash   *blindHash
	sorter *extsort.Sorter   // reference by hash; 0, or 1 + number of a record
	rows   map[uint16]uint64 // records that were admitted before, by context
	values droppedValues
}

const withheldWidth = blindWidth + 8

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

// withhold notes a user of whom nothing gets in.
func (b *Builder) withhold(user []byte) error {
	if b.withheld == nil {
		b.withheld = &withheld{hash: newBlindHash(), sorter: extsort.New(extsort.Config{Width: withheldWidth, Memory: b.cfg.memory(), Dir: b.dir}), rows: map[uint16]uint64{}}
	}
	return b.withheld.add(user, 0)
}

func (w *withheld) add(user []byte, n uint64) error {
	h := w.hash.sum(make([]byte, 32), user)
	return w.sorter.Add(binary.BigEndian.AppendUint64(h[:], n))
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
		return w.add(user, n+1)
	})
	if err != nil {
		return nil, err
	}
	sorted, err := w.sorter.Sort()
	if err != nil {
		return nil, err
	}
	var user [blindWidth]byte
	any := false
	err = newRows(sorted, withheldWidth).each(func(rec []byte) error {
		n := binary.BigEndian.Uint64(rec[blindWidth:])
		switch {
		case n == 0:
			any, user = true, [blindWidth]byte(rec)
		case any && user == [blindWidth]byte(rec):
			if drop == nil {
				drop = newBitset(m.Records)
			}
			drop.set(n - 1)
		}
		return nil
	})
	if err = errors.Join(err, w.sorter.Close()); err != nil || drop == nil {
		return nil, err
	}
	return drop, b.amendDecisions(m, made, drop)
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
			d := decodeDecision(dec)
			b.withheld.rows[d.context]++
			for i, code := range d.codes {
				if code == decidedAdmitted {
					d.codes[i] = decidedExcluded + byte(purpose.Withheld)
				}
			}
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
func (b *build) withheldOut() {
	w := b.withheld
	if w == nil || len(w.rows) == 0 {
		return
	}
	e := newExcludedCount(purpose.Withheld)
	e.First = []Place{}
	for context, n := range w.rows {
		b.report.RowsAdmitted -= n
		b.report.RowsExcluded += n
		e.Rows += n
		b.contexts[b.Builder.contexts[context]].Rows -= n
	}
	for v, n := range w.values {
		t := b.types[identity.Types()[v.typ]]
		t.Admitted -= n
		t.Excluded += n
		if v.verified {
			t.Verified -= n
		}
		e.Values += n
		b.contexts[b.Builder.contexts[v.context]].Values -= n
	}
	b.excluded[purpose.Withheld] = e
	for name, c := range b.contexts {
		if c.Rows == 0 {
			delete(b.contexts, name)
		}
	}
}
