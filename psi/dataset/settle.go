package dataset

import (
	"bytes"
	"errors"
)

// settle writes the owners of each element with their outcomes, and counts what is left out.
func (g *grouper) settle() error {
	in, err := g.sorted(g.owners, rowOwners)
	if err != nil {
		return err
	}
	left, err := g.sorted(g.left, rowLeft)
	if err != nil {
		return err
	}
	types, err := (&Stored{dir: g.dir, m: g.m}).stream(typesName)
	if err != nil {
		return err
	}
	defer types.close()
	out, err := g.create(ownersName)
	if err != nil {
		return err
	}
	defer out.abort()
	tally := tally{byType: &g.byType}
	var held [16]byte // element and user
	var t [1]byte
	outcome := Counted
	any := false
	err = in.each(func(rec []byte) error {
		if !any || !bytes.Equal(rec[:8], held[:8]) {
			if any {
				tally.endElement(t[0])
			}
			if err := types.full(t[:]); err != nil {
				return err
			}
		}
		if !any || !bytes.Equal(rec[:16], held[:]) {
			any = true
			copy(held[:], rec)
			outcome = Counted
			l, err := left.peek()
			if err != nil {
				return err
			}
			if l != nil && bytes.Equal(l[:16], held[:]) {
				outcome = Outcome(l[16])
				left.next()
			}
			tally.holder(t[0], outcome)
		}
		var row [ownerWidth]byte
		copy(row[:], rec[16:])
		row[ownerWidth-1] = byte(outcome)
		return errors.Join(out.write(row[:]), g.step())
	})
	if err != nil {
		return err
	}
	if any {
		tally.endElement(t[0])
	}
	if l, err := left.peek(); l != nil || err != nil {
		return errors.Join(err, errors.New("an outcome belongs to nobody"))
	}
	tally.finish()
	return errors.Join(out.finish(g.m), g.done(g.owners), g.done(g.left))
}

// tally counts what is left out, and who shares.
type tally struct {
	byType *[2]TypeSizes
	counts [2][outcomes]LeftOut
	found  [outcomes]bool // among the users of the element
	users  uint64         // of the element
}

// holder counts a user of an element.
func (t *tally) holder(typ byte, o Outcome) {
	t.users++
	t.found[o] = true
	t.counts[typ][o].Held++
}

// endElement ends the users of an element.
func (t *tally) endElement(typ byte) {
	t.byType[typ].Shared.add(t.users)
	for o, found := range t.found {
		if found {
			t.counts[typ][o].Identifiers++
		}
	}
	t.found, t.users = [outcomes]bool{}, 0
}

func (t *tally) finish() {
	for i := range t.counts {
		for _, o := range LeavesOut() {
			if n := t.counts[i][o]; n.Held > 0 {
				n.Outcome = o
				t.byType[i].LeftOut = append(t.byType[i].LeftOut, n)
			}
		}
	}
}

// outFiles are files that are written side by side.
type outFiles struct {
	names []string
	files []*outFile
}

func (g *grouper) create(names ...string) (*outFiles, error) { return createFiles(g.dir, names...) }

func createFiles(dir string, names ...string) (*outFiles, error) {
	o := &outFiles{names: names}
	for _, name := range names {
		f, err := createFile(dir, name)
		if err != nil {
			o.abort()
			return nil, err
		}
		o.files = append(o.files, f)
	}
	return o, nil
}

// write appends to each file.
func (o *outFiles) write(parts ...[]byte) error {
	for i, b := range parts {
		if _, err := o.files[i].Write(b); err != nil {
			return err
		}
	}
	return nil
}

// finish makes the files durable, and enters them into the manifest.
func (o *outFiles) finish(m *manifest) (err error) {
	files := o.files
	o.files = nil
	for i, f := range files {
		sum, e := f.finish()
		err = errors.Join(err, e)
		m.Files[o.names[i]] = sum
	}
	return err
}

// abort closes what was not finished.
func (o *outFiles) abort() {
	for _, f := range o.files {
		f.f.Close()
	}
	o.files = nil
}
