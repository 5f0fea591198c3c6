package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// rowParts: label, element, user, whether the identifier joins several users.
const rowParts = 8 + 8 + 8 + 1

// groupPart is a row of a group.
type groupPart [rowParts]byte

func (p *groupPart) element() []byte { return p[8:16] }
func (p *groupPart) user() []byte    { return p[16:24] }
func (p *groupPart) joins() bool     { return p[24] == 1 }

// gather makes groups of what counts. A component with more than 16 identifiers loses those that joined it, and each of
// its users is a group.
func (g *grouper) gather(members *extsort.Sorter, c *component) error {
	in, err := g.sorted(members, rowMembers)
	if err != nil {
		return err
	}
	parts := g.sorter(rowParts)
	err = in.each(func(rec []byte) error {
		label, err := c.label(rec[:8])
		if err != nil {
			return err
		}
		var p groupPart
		copy(p[:], label[:])
		copy(p[8:], rec[8:16])
		copy(p[16:], rec[:8])
		p[24] = rec[16]
		return errors.Join(parts.Add(p[:]), g.step())
	})
	if err = errors.Join(err, g.done(members)); err != nil {
		return err
	}
	alone := g.sorter(rowParts) // label is the user: of components that are too large
	if in, err = g.sorted(parts, rowParts); err != nil {
		return err
	}
	if err := g.groups(in, c, alone); err != nil {
		return err
	}
	if err := g.done(parts); err != nil {
		return err
	}
	if in, err = g.sorted(alone, rowParts); err != nil {
		return err
	}
	return errors.Join(g.groups(in, nil, nil), g.done(alone))
}

// groups makes a group of each label; what is too large goes to alone. c is nil where nothing can be.
func (g *grouper) groups(in *rows, c *component, alone *extsort.Sorter) error {
	var of []groupPart // of one label, unless it is too large
	var label [8]byte
	started, large, elements := false, false, 0
	split := func(p *groupPart) error {
		if p.joins() {
			return g.leave(p.element(), p.user(), GroupTooLarge)
		}
		copy(p[:8], p.user())
		return alone.Add(p[:])
	}
	end := func() error {
		if len(of) == 0 {
			return nil
		}
		err := g.group(of, elements)
		of, elements = of[:0], 0
		return err
	}
	err := in.each(func(rec []byte) error {
		if !started || !bytes.Equal(rec[:8], label[:]) {
			if err := end(); err != nil {
				return err
			}
			started, large = true, false
			copy(label[:], rec)
			if c != nil {
				var err error
				if large, err = c.isBad(label[:]); err != nil {
					return err
				}
			}
		}
		p := groupPart(rec)
		if !large && (len(of) == 0 || !bytes.Equal(of[len(of)-1].element(), p.element())) {
			if elements++; elements > maxIdentifiers {
				large, elements = true, 0
				for i := range of {
					if err := split(&of[i]); err != nil {
						return err
					}
				}
				of = of[:0]
			}
		}
		if large {
			return split(&p)
		}
		of = append(of, p)
		return g.step()
	})
	return errors.Join(err, end())
}

// group enters a group into what is to be placed.
func (g *grouper) group(of []groupPart, elements int) error {
	class, _ := slices.BinarySearch(groupWidths[:], elements)
	g.m.Classes[class]++
	var users [][]byte
	for i := range of {
		users = append(users, of[i].user())
		if i > 0 && bytes.Equal(of[i].element(), of[i-1].element()) {
			continue
		}
		var row [rowSlots]byte
		copy(row[:], of[i].element())
		row[8] = byte(class)
		copy(row[9:], of[i][:8])
		if err := g.slots.Add(row[:]); err != nil {
			return err
		}
	}
	slices.SortFunc(users, bytes.Compare)
	g.m.Grouping.add(elements, len(slices.CompactFunc(users, bytes.Equal)))
	return nil
}

// rowPlaced: width class, key of the group, number of the element, element.
const rowPlaced = 1 + 8 + 8 + elementWidth

// place writes the files of groups.
func (g *grouper) place() error {
	in, err := g.sorted(g.slots, rowSlots)
	if err != nil {
		return err
	}
	made := &Stored{dir: g.dir, m: g.m}
	elements, err := made.stream(elementsName)
	if err != nil {
		return err
	}
	defer elements.close()
	types, err := made.stream(typesName)
	if err != nil {
		return err
	}
	defer types.close()
	placed := g.sorter(rowPlaced)
	var e [elementWidth]byte
	var t [1]byte
	at := uint64(0) // number of the element behind e
	err = in.each(func(rec []byte) error {
		for ; at <= be(rec); at++ {
			if err := errors.Join(elements.full(e[:]), types.full(t[:])); err != nil {
				return err
			}
		}
		g.byType[t[0]].Counted++
		var row [rowPlaced]byte
		copy(row[:], rec[8:])
		copy(row[9:], rec[:8])
		copy(row[17:], e[:])
		return errors.Join(placed.Add(row[:]), g.step())
	})
	if err = errors.Join(err, g.done(g.slots)); err != nil {
		return err
	}
	if in, err = g.sorted(placed, rowPlaced); err != nil {
		return err
	}
	return errors.Join(g.writeGroups(in), g.done(placed))
}

func (g *grouper) writeGroups(in *rows) error {
	number := uint64(0)
	for class, n := range g.m.Classes {
		if n == 0 {
			continue
		}
		width := groupWidths[class]
		out, err := g.create(groupsName(width))
		if err != nil {
			return err
		}
		record := make([]byte, groupRecordWidth(width))
		for range n {
			clear(record)
			binary.BigEndian.PutUint64(record, number)
			number++
			var key [9]byte
			for {
				row, err := in.peek()
				if err != nil {
					out.abort()
					return err
				}
				if row == nil || record[8] > 0 && !bytes.Equal(row[:9], key[:]) {
					break
				}
				copy(key[:], row)
				slot := record[9+int(record[8])*slotWidth:]
				copy(slot, row[17:])
				copy(slot[elementWidth:], row[9:17])
				record[8]++
				in.next()
			}
			if err := errors.Join(out.write(record), g.step()); err != nil {
				out.abort()
				return err
			}
		}
		if err := out.finish(g.m); err != nil {
			return err
		}
	}
	return nil
}
