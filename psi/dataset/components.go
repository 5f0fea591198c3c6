package dataset

import (
	"bytes"
	"errors"
	"slices"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

const (
	rowLabels = 8 + 8 + 8 // user, label, element
	rowBad    = 8         // label
)

// component finds out who belongs together.
type component struct {
	labels *rows // user, label; those who share nothing are not there
	bad    *rows // labels that are too large, whatever they have
}

// components gives users who share identifiers a label: the least user of their component, or a component of more than 16
// identifiers may get several, which are then bad. In a round each identifier takes the least label of its users, and then
// each user the least of their identifiers. A label travels one identifier a round, so what has not settled after 16 rounds
// has more than 16. There, a label's users are next to those of another label, and that shows.
func (g *grouper) components(edges *extsort.Sorter) (*component, error) {
	bad := g.sorter(rowBad)
	for round := 0; ; round++ {
		byUser := g.sorter(rowLabels)
		settled, err := g.meet(edges, byUser, bad, round == maxRounds)
		if err = errors.Join(err, g.done(edges)); err != nil {
			return nil, err
		}
		labels, err := g.sorted(byUser, rowLabels)
		if err != nil {
			return nil, err
		}
		if settled || round == maxRounds {
			c := &component{labels: labels}
			c.bad, err = g.sorted(bad, rowBad)
			return c, err
		}
		edges = g.sorter(rowEdges)
		if err := errors.Join(g.spread(labels, edges), g.done(byUser)); err != nil {
			return nil, err
		}
	}
}

// meet gives each identifier's least label to its users, and says whether they all had it. In the last round they keep
// theirs, and those that differ are bad.
func (g *grouper) meet(edges, byUser, bad *extsort.Sorter, last bool) (settled bool, err error) {
	in, err := g.sorted(edges, rowEdges)
	if err != nil {
		return false, err
	}
	settled = true
	var of [maxShare][rowEdges]byte // of one identifier
	n := 0
	end := func() error {
		if n == 0 {
			return nil
		}
		least := slices.MinFunc(of[:n], func(a, b [rowEdges]byte) int { return bytes.Compare(a[16:], b[16:]) })
		differ := slices.ContainsFunc(of[:n], func(e [rowEdges]byte) bool { return !bytes.Equal(e[16:], least[16:]) })
		settled = settled && !differ
		for _, e := range of[:n] {
			label := least[16:]
			if last {
				label = e[16:]
			}
			if last && differ {
				if err := bad.Add(label); err != nil {
					return err
				}
			}
			if err := byUser.Add(slices.Concat(e[8:16], label, e[:8])); err != nil {
				return err
			}
		}
		n = 0
		return nil
	}
	err = in.each(func(rec []byte) error {
		if n > 0 && !bytes.Equal(rec[:8], of[0][:8]) {
			if err := end(); err != nil {
				return err
			}
		}
		copy(of[n][:], rec)
		n++
		return g.step()
	})
	return settled, errors.Join(err, end())
}

// spread gives each user the least label of their identifiers.
func (g *grouper) spread(labels *rows, edges *extsort.Sorter) error {
	var user, least [8]byte
	started := false
	return labels.each(func(rec []byte) error {
		if !started || !bytes.Equal(rec[:8], user[:]) { // rows of a user come with the least label first
			started = true
			copy(user[:], rec)
			copy(least[:], rec[8:])
		}
		return errors.Join(edges.Add(slices.Concat(rec[16:24], user[:], least[:])), g.step())
	})
}

// label is a user's label; users come in ascending order.
func (c *component) label(user []byte) ([8]byte, error) {
	for {
		rec, err := c.labels.peek()
		if err != nil {
			return [8]byte{}, err
		}
		if rec == nil || bytes.Compare(rec[:8], user) > 0 {
			return [8]byte(user), nil
		}
		if bytes.Equal(rec[:8], user) {
			return [8]byte(rec[8:]), nil
		}
		c.labels.next()
	}
}

// isBad says whether a label is; labels come in ascending order.
func (c *component) isBad(label []byte) (bool, error) {
	for {
		rec, err := c.bad.peek()
		if err != nil || rec == nil || bytes.Compare(rec, label) > 0 {
			return false, err
		}
		if bytes.Equal(rec, label) {
			return true, nil
		}
		c.bad.next()
	}
}
