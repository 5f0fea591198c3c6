package main

import (
	"encoding/json"
	"fmt"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/estimate"
)

// question is what a client computes of numbers: one for each op, with the names of the vectors.
type question struct {
	Slice   psi.Slice    `json:"slice,omitzero"`
	Drawn   psi.Epsilon  `json:"drawn,omitzero"`
	Within  uint64       `json:"within,omitempty"`
	Least   psi.Epsilon  `json:"least,omitzero"`
	Most    psi.Epsilon  `json:"most,omitzero"`
	Epsilon psi.Epsilon  `json:"epsilon,omitzero"`
	Size    uint64       `json:"size,omitempty"`
	Room    uint64       `json:"room,omitempty"`
	Terms   int          `json:"terms,omitempty"`
	Groups  uint64       `json:"groups,omitempty"`
	Told    psi.Released `json:"told"`
}

// numbers are what the answer to a question says, with spaces between.
func numbers(c *Case) (string, error) {
	var q question
	if err := json.Unmarshal(c.Vector, &q); err != nil {
		return "", err
	}
	switch c.Op {
	case "charge":
		e, err := q.Slice.Charge(q.Drawn)
		return e.String(), err
	case "precision":
		p := estimate.ForWithin(q.Within, q.Least, q.Most)
		return fmt.Sprint(p.Epsilon, " ", p.Within), nil
	case "bound":
		count, handles := psi.Noise{Epsilon: q.Epsilon}, psi.HandleNoise(q.Epsilon)
		return fmt.Sprint(count.Within(0x1p80), " ", handles.Shift, " ", count.Most(q.Size), " ", handles.Most(q.Size)), nil
	case "padding":
		return fmt.Sprint(psi.PadList(q.Size, q.Room)), nil
	}
	if !q.Slice.Whole() {
		e, err := estimate.Slice(*q.Told.Value, q.Slice, q.Groups, q.Drawn, q.Size)
		return fmt.Sprint(e.Value, " ", e.Low, " ", e.High), err
	}
	i, err := estimate.Released(q.Told, q.Terms, q.Size)
	return fmt.Sprint(i.Low, " ", i.High), err
}

// number makes a question.
func (m *maker) number() *Case {
	q := question{Size: m.size(), Room: m.size(), Terms: 1 + m.IntN(8), Within: 1 + m.size()%100_000, Epsilon: m.epsilon(), Drawn: m.epsilon()}
	op := []string{"interval", "interval", "charge", "precision", "bound", "padding"}[m.IntN(6)]
	switch op {
	case "padding":
		q.Room = q.Size + m.size()
	case "precision":
		q.Least, q.Most = m.epsilon(), m.epsilon()
		if q.Least.Cmp(q.Most) > 0 {
			q.Least, q.Most = q.Most, q.Least
		}
	case "charge":
		q.Slice = m.slice()
	case "interval":
		q.Groups = 1024 * (1 + m.size()%1_000_000)
		q.Told = m.told(&q)
	}
	b, err := json.Marshal(q)
	if err != nil {
		panic("differ: internal error: " + err.Error())
	}
	return &Case{Op: op, Vector: b}
}

// told is a number that a platform may release of so many people.
func (m *maker) told(q *question) psi.Released {
	if m.IntN(2) == 0 {
		q.Slice = m.slice()
	}
	v := int64(m.size() % 10_000_000)
	noise := psi.Noise{Epsilon: q.Epsilon}
	if !q.Slice.Whole() {
		v -= int64(m.IntN(100))
		return psi.Released{Value: &v, Noise: noise.String()}
	}
	floor := []uint64{50, 100, 103, 1000}[m.IntN(4)]
	v = max(int64(floor), int64(psi.Rounded(uint64(v))))
	switch m.IntN(6) {
	case 0:
		return psi.Released{BelowFloor: true, Floor: floor, Noise: noise.String()}
	case 1:
		noise = psi.HandleNoise(q.Epsilon)
		v = int64(psi.RoundedUp(uint64(v) + noise.Shift))
	case 2:
		noise = psi.Noise{}
	}
	return psi.Released{Value: &v, Floor: floor, Noise: noise.String()}
}

func (m *maker) slice() psi.Slice {
	all := append([]psi.Slice{{}}, psi.Slices()...)
	return all[m.IntN(len(all))]
}

// size is a number of any length up to 2^40, often one beside a round one.
func (m *maker) size() uint64 {
	n := m.Uint64() >> (24 + m.IntN(40))
	if m.IntN(4) == 0 {
		n = psi.Rounded(n) + uint64(m.IntN(3))
	}
	return 1 + n
}

// epsilon is a fraction from 1/1000 to 1.
func (m *maker) epsilon() psi.Epsilon {
	den := 1 + m.IntN([]int{10, 1000, 1_000_000}[m.IntN(3)])
	num := (den+999)/1000 + m.IntN(den-(den+999)/1000+1)
	e, err := psi.ParseEpsilon(lowest(num, den))
	if err != nil {
		panic("differ: internal error: " + err.Error())
	}
	return e
}

func lowest(num, den int) string {
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	if den == a {
		return fmt.Sprint(num / a)
	}
	return fmt.Sprintf("%d/%d", num/a, den/a)
}
