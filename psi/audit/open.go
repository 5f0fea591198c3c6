package audit

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// Made is an epoch as its platform has it.
type Made struct {
	Params psi.Params
	Set    psi.Set
	Secret *psi.EpochSecret
	Key    *ecdh.Key       // d
	Data   *dataset.Stored // what it was made of
	Leaves *psi.Leaves
	File   io.ReaderAt // P
	Order  io.ReaderAt // where each group of the dataset is
	Erased *Erased     // nil means that nobody was
}

// Spot is a spot audit on the platform's side. A dataset has no match keys, so the table is read again: Masked finds the
// keys of what is to be opened.
type Spot struct {
	made   Made
	beacon Beacon
	group  ecdh.Suite
	base   *ecdh.Base // G
	mask   *ecdh.Key  // e
	groups []spotGroup
	wanted map[ecdh.Element]*matchKey // by d·H(y)
}

// spotGroup is a group to be opened.
type spotGroup struct {
	Opened
	elements []ecdh.Element
	inner    []ecdh.Element // of each slot, d·H(y), or zero
	said     []said         // until it is known whether it is so
}

// said is an element that the order file says is one of the dataset.
type said struct {
	slot   int
	number uint64
	inner  ecdh.Element
}

type matchKey struct {
	typ   identity.Type
	key   identity.Key
	found bool
}

// NewSpot picks the groups.
func NewSpot(m Made, beacon Beacon) (*Spot, error) {
	if m.Params.Suite != ecdh.Ristretto255().String() {
		return nil, ErrSuite
	}
	g, err := ecdh.ParseSuite(m.Params.Suite)
	if err != nil {
		return nil, err
	}
	picked, err := beacon.Pick(m.Set)
	if err != nil {
		return nil, err
	}
	s := &Spot{made: m, beacon: beacon, group: g, base: g.Generator(), mask: m.Secret.Mask(g), wanted: map[ecdh.Element]*matchKey{}}
	read := m.Leaves.NewGroupReader(m.File)
	for _, number := range picked {
		elements, err := read.Read(number)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		x := spotGroup{Opened: Opened{Number: number, Slots: make([]Slot, len(elements))}, elements: elements, inner: make([]ecdh.Element, len(elements))}
		if err := s.open(&x); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.groups = append(s.groups, x)
	}
	if err := s.under(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// under finds out which elements are what they are said to be: those of the dataset, under e.
func (s *Spot) under() error {
	var inner []ecdh.Element
	for i := range s.groups {
		for _, said := range s.groups[i].said {
			inner = append(inner, said.inner)
		}
	}
	outer := make([]ecdh.Element, len(inner))
	if n, err := s.mask.Remask(outer, inner); err != nil {
		return fmt.Errorf("element %d of the dataset: %w", n, err)
	}
	for i := range s.groups {
		x := &s.groups[i]
		for _, said := range x.said {
			if outer[0] == x.elements[said.slot] {
				x.inner[said.slot] = said.inner
				s.wanted[said.inner] = new(matchKey)
				users, err := s.made.Data.Holders(said.number)
				if err != nil {
					return err
				}
				x.Users = append(x.Users, users...)
			}
			outer = outer[1:]
		}
		slices.Sort(x.Users)
		x.Users, x.said = slices.Compact(x.Users), nil
		if s.made.Erased != nil {
			x.Erased = s.made.Erased.still(x.Users)
		}
	}
	return nil
}

// Groups is how many are opened.
func (s *Spot) Groups() uint64 { return uint64(len(s.groups)) }

// Close overwrites the keys.
func (s *Spot) Close() error {
	s.mask.Destroy()
	for _, x := range s.wanted {
		clear(x.key[:])
	}
	return nil
}

// open says of each slot what it is, but for match keys. What it can't say, it leaves empty.
func (s *Spot) open(x *spotGroup) error {
	section, record, err := s.made.Set.Record(x.Number)
	if err != nil {
		return err
	}
	width := s.made.Set.Parts[section].Width
	place, err := psi.ReadPlace(s.made.Order, s.made.Set, section, record)
	if err != nil {
		return err
	}
	if place.Sentinel {
		for i, j := range place.Slots {
			r := s.made.Secret.Sentinel(s.group, width, place.Number, uint64(j))
			if b := r.Bytes(); multiple(s.base, r) == x.elements[i] {
				x.Slots[i].Sentinel = hex.EncodeToString(b[:])
			}
		}
		return nil
	}
	numbers, err := s.made.Data.Group(place.Number)
	if err != nil {
		return err
	}
	if err := s.fills(x, &place); err != nil {
		return err
	}
	for i, slot := range place.Slots {
		if int(slot) >= len(numbers) {
			continue
		}
		inner, err := s.made.Data.Element(numbers[slot])
		if err != nil {
			return err
		}
		x.said = append(x.said, said{i, numbers[slot], inner})
	}
	return nil
}

// fills finds the seeds of a group's fills.
func (s *Spot) fills(x *spotGroup, place *psi.Place) error {
	g, err := s.made.Params.FillGroup()
	if err != nil {
		return err
	}
	for j := range bytes.Count(place.Slots, []byte{fillSlot}) {
		seed := s.made.Secret.Fill(place.Number, uint64(j))
		if i := slices.Index(x.elements, hashed(g, seed[:])); i >= 0 {
			x.Slots[i].Fill = hex.EncodeToString(seed[:])
		}
	}
	return nil
}

// fillSlot is how an order file says that a slot is a fill.
const fillSlot = 255

// hashed is an item hashed to the group of g.
func hashed(g ecdh.Suite, item []byte) ecdh.Element {
	var e [1]ecdh.Element
	g.HashToGroup(e[:], [][]byte{item})
	return e[0]
}

// multiple is r·G.
func multiple(base *ecdh.Base, r ecdh.Scalar) ecdh.Element {
	var e [1]ecdh.Element
	base.Multiply(e[:], []ecdh.Scalar{r})
	return e[0]
}

// Masked is the BuildConfig.Masked of the build that reads the table again, under d.
func (s *Spot) Masked(t identity.Type, key *identity.Key, e ecdh.Element) {
	if x := s.wanted[e]; x != nil {
		*x = matchKey{t, *key, true}
	}
}

// Opening is what the auditor is shown, after the table was read.
func (s *Spot) Opening() (*Opening, error) {
	b := s.mask.Times(s.made.Key)
	defer b.Destroy()
	base, err := s.made.Params.AuditBase()
	if err != nil {
		return nil, err
	}
	o := &Opening{Format: openingFormat, Set: s.made.Set.Digest, Beacon: hex.EncodeToString(s.beacon.Value), Source: s.beacon.Source}
	if s.made.Erased != nil {
		o.LeftOut = s.made.Erased.leftOut()
	}
	key := s.made.Params.AuditKey(b)
	o.Key = hex.EncodeToString(key[:])
	st := statement{set: s.made.Set.Digest, base: base, key: key}
	for i := range s.groups {
		x := &s.groups[i]
		for j := range x.Slots {
			k := s.wanted[x.inner[j]]
			if k == nil || !k.found {
				continue
			}
			x.Slots[j].Type, x.Slots[j].MatchKey = k.typ, hex.EncodeToString(k.key[:])
			g, err := s.made.Params.Group(string(k.typ))
			if err != nil {
				return nil, err
			}
			st.of, st.image = append(st.of, hashed(g, k.key[:])), append(st.image, x.elements[j])
		}
		o.Groups = append(o.Groups, x.Opened)
	}
	proofs, err := st.prove(b)
	if err != nil {
		return nil, fmt.Errorf("proof: %w", err)
	}
	for _, p := range proofs {
		o.Proofs = append(o.Proofs, hex.EncodeToString(p))
	}
	return o, nil
}

// Lost counts identifiers that are in the dataset, and were not in the table that was read, but for those of groups with
// users who were erased.
func (s *Spot) Lost() (n uint64) {
	for i := range s.groups {
		for _, inner := range s.groups[i].inner {
			if k := s.wanted[inner]; k != nil && !k.found && len(s.groups[i].Erased) == 0 {
				n++
			}
		}
	}
	return n
}
