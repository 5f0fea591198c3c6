package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

const rowShares = 8 + 8 + 1 // element, user, verified

// holding is one of a user's identifiers.
type heldElement struct {
	order   [1 + 4 + 8]byte // not verified, given, element: the least are kept
	element [8]byte
}

// cut leaves a user the first 16 of their identifiers: the verified, then those with the older evidence, then by element.
// It returns what is left, by identifier.
func (g *grouper) cut(held *extsort.Sorter) (*extsort.Sorter, error) {
	in, err := g.sorted(held, rowHeld)
	if err != nil {
		return nil, err
	}
	shares := g.sorter(rowShares)
	var user [8]byte
	var kept []heldElement // ascending by order
	end := func() error {
		for _, h := range kept {
			var row [rowShares]byte
			copy(row[:], h.element[:])
			copy(row[8:], user[:])
			row[16] = 1 - h.order[0]
			if err := shares.Add(row[:]); err != nil {
				return err
			}
		}
		kept = kept[:0]
		return nil
	}
	keep := func(h heldElement) error {
		i, _ := slices.BinarySearchFunc(kept, h, func(a, b heldElement) int { return bytes.Compare(a.order[:], b.order[:]) })
		if kept = slices.Insert(kept, i, h); len(kept) <= maxIdentifiers {
			return nil
		}
		last := kept[maxIdentifiers]
		kept = kept[:maxIdentifiers]
		return g.leave(last.element[:], user[:], Over16)
	}
	var next heldElement // of the rows of one user and identifier, not kept yet
	any := false
	flush := func() error {
		if !any {
			return nil
		}
		any = false
		copy(next.order[5:], next.element[:])
		return keep(next)
	}
	err = in.each(func(rec []byte) error {
		same := any && bytes.Equal(rec[:8], user[:])
		if same && bytes.Equal(rec[8:16], next.element[:]) {
			next.order[0] = min(next.order[0], rec[16])
			if bytes.Compare(rec[17:21], next.order[1:5]) < 0 {
				copy(next.order[1:5], rec[17:21])
			}
			return nil
		}
		if err := flush(); err != nil {
			return err
		}
		if !same {
			if err := end(); err != nil {
				return err
			}
			copy(user[:], rec)
		}
		copy(next.element[:], rec[8:16])
		copy(next.order[:5], rec[16:21])
		any = true
		return g.step()
	})
	if err == nil {
		err = flush()
	}
	if err == nil {
		err = end()
	}
	return shares, errors.Join(err, g.done(held))
}

// leave notes that an identifier does not count for a user.
func (g *grouper) leave(element, user []byte, o Outcome) error {
	var row [rowLeft]byte
	copy(row[:], element)
	copy(row[8:], user)
	row[16] = byte(o)
	return g.left.Add(row[:])
}

const (
	rowMembers = 8 + 8 + 1 // user, element, whether it joins several users
	rowEdges   = 8 + 8 + 8 // element, user, label of the user
)

// share decides for whom an identifier of several users counts. It returns what counts by user, and what joins users.
func (g *grouper) share(shares *extsort.Sorter) (members, edges *extsort.Sorter, err error) {
	in, err := g.sorted(shares, rowShares)
	if err != nil {
		return nil, nil, err
	}
	members, edges = g.sorter(rowMembers), g.sorter(rowEdges)
	var element [8]byte
	var by [maxShare + 1]struct { // those who have it; of many only the first
		user     [8]byte
		verified bool
	}
	n := 0
	end := func() error {
		if n > maxShare {
			return nil // each was left out as it came
		}
		verified := 0
		for _, u := range by[:n] {
			if u.verified {
				verified++
			}
		}
		for _, u := range by[:n] {
			if n > 1 && !u.verified {
				if err := g.leave(element[:], u.user[:], SharedUnverified); err != nil {
					return err
				}
				continue
			}
			joins := n > 1 && verified > 1
			var row [rowMembers]byte
			copy(row[:], u.user[:])
			copy(row[8:], element[:])
			row[16] = bit(joins)
			if err := members.Add(row[:]); err != nil {
				return err
			}
			if joins {
				if err := edges.Add(slices.Concat(element[:], u.user[:], u.user[:])); err != nil {
					return err
				}
			}
		}
		return nil
	}
	err = in.each(func(rec []byte) error {
		if n > 0 && !bytes.Equal(rec[:8], element[:]) {
			if err := end(); err != nil {
				return err
			}
			n = 0
		}
		copy(element[:], rec)
		if n <= maxShare {
			copy(by[n].user[:], rec[8:])
			by[n].verified = rec[16] == 1
		}
		n++
		switch {
		case n == maxShare+1:
			for _, u := range by {
				if err := g.leave(element[:], u.user[:], SharedByMany); err != nil {
					return err
				}
			}
		case n > maxShare:
			if err := g.leave(element[:], rec[8:16], SharedByMany); err != nil {
				return err
			}
		}
		return g.step()
	})
	if err == nil {
		err = end()
	}
	return members, edges, errors.Join(err, g.done(shares))
}

// be is a big-endian number of a row.
func be(b []byte) uint64 { return binary.BigEndian.Uint64(b) }
