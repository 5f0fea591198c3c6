package dataset

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// grouper makes contact groups of what was admitted, by sorting on disk: whatever the number of records, it holds a few
// sorters and what belongs to one user, one identifier or one group. Users are known by the number of their first record
// with an admitted identifier, so that nothing of the references is sorted but hashes under a key of the moment, and the
// same input gives the same files.
//
//	write     elements, types, starts   what was admitted, by element
//	name      record → user             references by hash, back by record
//	cut       over_16                   identifiers by user
//	share     shared_…                  users by identifier
//	join      components of users       label propagation (components.go)
//	gather    group_too_large           identifiers by component
//	place     groups-W.dat              groups by width
//	settle    owners.dat                owners with their outcomes, by element and user
type grouper struct {
	ctx    context.Context
	dir    string
	memory int
	m      *manifest
	open   []*extsort.Sorter
	steps  int // since the context was looked at

	drop *bitset // records of users who are withheld; nil if there are none
	lost droppedValues

	byType [2]TypeSizes
	named  uint64 // users of whom an identifier was admitted

	owners *extsort.Sorter // element, user, record, context, verified, given
	left   *extsort.Sorter // element, user, Outcome; what is not there is Counted
	slots  *extsort.Sorter // element, width class, key of the group
}

const (
	rowOwners = 8 + 8 + 8 + 2 + 1 + 4
	rowLeft   = 8 + 8 + 1
	rowSlots  = 8 + 1 + 8
)

// newGrouper prepares groups in memory for four sorts, of which it has up to six.
func newGrouper(ctx context.Context, dir string, memory int, m *manifest) *grouper {
	g := &grouper{ctx: ctx, dir: dir, memory: max(memory/3*2, 1), m: m}
	g.owners, g.left, g.slots = g.sorter(rowOwners), g.sorter(rowLeft), g.sorter(rowSlots)
	return g
}

func (g *grouper) sorter(width int) *extsort.Sorter {
	s := extsort.New(extsort.Config{Width: width, Memory: g.memory, Dir: g.dir})
	g.open = append(g.open, s)
	return s
}

// sorted ends a sorter's input.
func (g *grouper) sorted(s *extsort.Sorter, width int) (*rows, error) {
	r, err := s.Sort()
	if err != nil {
		return nil, err
	}
	return newRows(r, width), nil
}

// step ends the work if the context has ended.
func (g *grouper) step() error {
	if g.steps++; g.steps%4096 != 0 || g.ctx.Err() == nil {
		return nil
	}
	return context.Cause(g.ctx)
}

// done gives back what a sorter holds.
func (g *grouper) done(s *extsort.Sorter) error { return s.Close() }

func (g *grouper) close() error {
	var errs []error
	for _, s := range g.open {
		errs = append(errs, s.Close())
	}
	g.open = nil
	return errors.Join(errs...)
}

// run reads what was admitted, and writes all files that are about elements.
func (g *grouper) run(admitted *extsort.Sorter) error {
	g.m.Classes = make([]uint64, len(groupWidths))
	byRecord, err := g.writeElements(admitted)
	if err != nil {
		return err
	}
	held, err := g.name(byRecord)
	if err != nil {
		return err
	}
	shares, err := g.cut(held)
	if err != nil {
		return err
	}
	members, edges, err := g.share(shares)
	if err != nil {
		return err
	}
	c, err := g.components(edges)
	if err != nil {
		return err
	}
	if err := g.gather(members, c); err != nil {
		return err
	}
	if err := g.place(); err != nil {
		return err
	}
	if err := g.settle(); err != nil {
		return err
	}
	g.m.Grouping.Left = g.named - g.m.Grouping.Users
	return nil
}

const rowByRecord = 8 + 8 + 2 + 1 + 4 // record, element, context, verified, given

// writeElements writes the distinct elements, their types and where their owners begin, and returns the owners to be
// sorted by record. A value that comes twice in one record counts once.
func (g *grouper) writeElements(admitted *extsort.Sorter) (*extsort.Sorter, error) {
	out, err := g.create(elementsName, typesName, startsName)
	if err != nil {
		return nil, err
	}
	defer out.abort()
	byRecord := g.sorter(rowByRecord)
	in, err := g.sorted(admitted, admittedWidth)
	if err != nil {
		return nil, err
	}
	var element [elementWidth]byte
	var row [rowByRecord]byte
	var start [8]byte
	pending := false
	flush := func() error {
		if !pending {
			return nil
		}
		pending = false
		g.m.Owners++
		return byRecord.Add(row[:])
	}
	err = in.each(func(rec []byte) error {
		isNew := g.m.Elements == 0 || [elementWidth]byte(rec) != element
		owner := rec[elementWidth+1:]
		if g.drop != nil && g.drop.has(binary.BigEndian.Uint64(owner)) {
			g.lost.add(rec[elementWidth], owner)
			return g.step()
		}
		if !isNew && pending && bytes.Equal(owner[:8], row[:8]) {
			row[18] |= owner[10]
			return nil
		}
		if err := flush(); err != nil {
			return err
		}
		if isNew {
			element = [elementWidth]byte(rec)
			g.byType[rec[elementWidth]].Elements++
			g.m.Elements++
			binary.BigEndian.PutUint64(start[:], g.m.Owners)
			if err := out.write(rec[:elementWidth], rec[elementWidth:elementWidth+1], start[:]); err != nil {
				return err
			}
		}
		copy(row[:8], owner)
		binary.BigEndian.PutUint64(row[8:], g.m.Elements-1)
		copy(row[16:], owner[8:])
		pending = true
		return g.step()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return nil, err
	}
	binary.BigEndian.PutUint64(start[:], g.m.Owners)
	if err := out.write(nil, nil, start[:]); err != nil {
		return nil, err
	}
	return byRecord, errors.Join(out.finish(g.m), g.done(admitted))
}

const rowFirst = 8 + 8 // record, user

// firsts returns each record with an admitted identifier, and the first of the same user.
func (g *grouper) firsts() (*extsort.Sorter, error) {
	const wide = len(userHash{})
	const width = wide + 8
	byHash := g.sorter(width)
	hash := newBlindHash()
	err := (&Stored{dir: g.dir, m: g.m}).eachRecord(func(n uint64, user, dec []byte) error {
		if d := decodeDecision(dec); d.codes[0] != decidedAdmitted && d.codes[1] != decidedAdmitted {
			return nil
		}
		h := hash.user(user)
		var row [width]byte
		copy(row[:], h[:])
		binary.BigEndian.PutUint64(row[wide:], n)
		return errors.Join(byHash.Add(row[:]), g.step())
	})
	if err != nil {
		return nil, err
	}
	in, err := g.sorted(byHash, width)
	if err != nil {
		return nil, err
	}
	byRecord := g.sorter(rowFirst)
	var user userHash
	var row [rowFirst]byte
	alike := uint64(0) // users whose references differ from this one's in nothing but case
	err = in.each(func(rec []byte) error {
		if next := userHash(rec); g.named == 0 || user != next {
			if g.named == 0 || user.folded() != next.folded() {
				alike = 0
			}
			switch alike++; alike {
			case 1:
			case 2:
				g.m.Grouping.OnlyCase += 2
			default:
				g.m.Grouping.OnlyCase++
			}
			user = next
			copy(row[8:], rec[wide:])
			g.named++
		}
		copy(row[:8], rec[wide:])
		return errors.Join(byRecord.Add(row[:]), g.step())
	})
	return byRecord, errors.Join(err, g.done(byHash))
}

// rowHeld: user, element, 0 if verified and else 1, given with none last, so that what comes first is kept first.
const rowHeld = 8 + 8 + 1 + 4

// name adds to each owner which user it is, and returns the identifiers by user.
func (g *grouper) name(byRecord *extsort.Sorter) (*extsort.Sorter, error) {
	first, err := g.firsts()
	if err != nil {
		return nil, err
	}
	users, err := g.sorted(first, rowFirst)
	if err != nil {
		return nil, err
	}
	in, err := g.sorted(byRecord, rowByRecord)
	if err != nil {
		return nil, err
	}
	held := g.sorter(rowHeld)
	err = in.each(func(rec []byte) error {
		u, err := users.peek()
		for u != nil && err == nil && bytes.Compare(u[:8], rec[:8]) < 0 {
			users.next()
			u, err = users.peek()
		}
		if err != nil {
			return err
		}
		if u == nil || !bytes.Equal(u[:8], rec[:8]) {
			return errors.New("an identifier belongs to a record of which none was admitted")
		}
		var h [rowHeld]byte
		copy(h[:], u[8:])
		copy(h[8:], rec[8:16])
		h[16] = 1 - rec[18]
		given := binary.BigEndian.Uint32(rec[19:])
		if given == 0 {
			given = math.MaxUint32
		}
		binary.BigEndian.PutUint32(h[17:], given)
		var o [rowOwners]byte
		copy(o[:], rec[8:16])
		copy(o[8:], u[8:])
		copy(o[16:], rec[:8])
		copy(o[24:], rec[16:])
		return errors.Join(held.Add(h[:]), g.owners.Add(o[:]), g.step())
	})
	return held, errors.Join(err, g.done(first), g.done(byRecord))
}
