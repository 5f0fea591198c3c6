package audit

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// Checked is an opening whose elements are what it says, except for the groups that differ already. What is left is to
// compare it with the table: Source.
type Checked struct {
	logged *Logged
	report Report
	beacon Beacon
	groups []checkedGroup
	opened []uint64 // groups of each section

	leftOut       []string // users of the table who were erased before the import
	before, since uint64   // persons for whom the ledger has entries that count
}

// checkedGroup is a group of users.
type checkedGroup struct {
	section int
	ids     []identifier
	first   int // of ids, in the statement that is proven
	users   []string
	erased  []string // of these, after the import
	way     Way      // in which it differs already
	proven  bool     // what is said of its elements, as far as anything is
}

type identifier struct {
	typ identity.Type
	key identity.Key
}

// Check compares an opening with the ledger and with the epoch's set, of which it reads only what it needs. It fails if
// the opening is not the audit that the beacon asks for; what differs in an audit is in the report.
func Check(o *Opening, l *Logged, leaves *psi.Leaves, set io.ReaderAt) (*Checked, error) {
	if l.Epoch.Suite != ecdh.Ristretto255().String() {
		return nil, ErrSuite
	}
	x := &checker{o: o, l: l, base: ecdh.Ristretto255().Generator(), c: &Checked{logged: l, report: Report{Kind: KindSpot, Set: l.Epoch.Set.Digest}, opened: make([]uint64, len(l.Epoch.Set.Parts))}}
	if err := x.header(); err != nil {
		return nil, err
	}
	if x.c.before, x.c.since = l.erasures(); uint64(len(o.LeftOut)) <= x.c.before {
		x.c.leftOut = o.LeftOut // more the ledger does not know of: then nobody is left out, and they are missing
	}
	picked, err := x.c.beacon.Pick(l.Epoch.Set)
	if err != nil {
		return nil, err
	}
	if !slices.EqualFunc(picked, o.Groups, func(n uint64, g Opened) bool { return n == g.Number }) {
		return nil, errors.New("the groups that were opened are not those that the beacon picks")
	}
	read := leaves.NewGroupReader(set)
	for i := range o.Groups {
		elements, err := read.Read(o.Groups[i].Number)
		if err != nil {
			return nil, err
		}
		if err := x.group(&o.Groups[i], elements); err != nil {
			return nil, fmt.Errorf("group %d: %w", o.Groups[i].Number, err)
		}
	}
	return x.c, x.prove()
}

// checker is a Check under way.
type checker struct {
	o  *Opening
	l  *Logged
	c  *Checked
	st statement

	base *ecdh.Base // G
}

// header checks what the opening says of itself.
func (x *checker) header() (err error) {
	set := x.l.Epoch.Set.Digest
	if x.o.Set != set {
		return fmt.Errorf("the file is about another epoch: its set has the digest %v", x.o.Set)
	}
	if x.l.Epoch.AuditKey == (psi.Digest{}) {
		return errors.New("the ledger has no commitment to the epoch's key: it can't be spot audited")
	}
	if x.c.beacon, err = ParseBeacon(x.o.Beacon, x.o.Source); err != nil {
		return err
	}
	key, ok := bytes32(x.o.Key)
	if !ok || psi.AuditCommitment(key) != x.l.Epoch.AuditKey {
		return errors.New("the key K of the file is not the one that the ledger commits to")
	}
	base, err := x.l.Epoch.Params.AuditBase()
	x.st = statement{set: set, base: base, key: key}
	return err
}

// group checks what is said of a group's elements.
func (x *checker) group(g *Opened, elements []ecdh.Element) error {
	section, _, err := x.l.Epoch.Set.Record(g.Number)
	if err != nil {
		return err
	}
	if len(g.Slots) != len(elements) {
		return fmt.Errorf("%d elements were opened: want %d", len(g.Slots), len(elements))
	}
	if slices.ContainsFunc(g.Erased, func(user string) bool { return !slices.Contains(g.Users, user) }) {
		return errors.New("a user who was erased is not one of the group's")
	}
	out := checkedGroup{section: section, users: g.Users, erased: g.Erased, proven: true}
	sentinels, fills, way := 0, 0, Way("")
	differs := func(w Way) {
		if way == "" || slices.Index(ways, w) < slices.Index(ways, way) {
			way = w
		}
	}
	var of, image []ecdh.Element
	for i := range g.Slots {
		s := &g.Slots[i]
		switch kind, err := s.kind(); {
		case err != nil:
			return err
		case kind == slotUnopened:
			differs(Unopened)
		case kind == slotSentinel:
			sentinels++
			if ok, err := x.isSentinel(s, elements[i]); err != nil {
				return err
			} else if !ok {
				differs(NoSentinel)
				out.proven = false
			}
		case kind == slotFill:
			fills++
			if ok, err := x.isFill(s, elements[i]); err != nil {
				return err
			} else if !ok {
				differs(NoFill)
				out.proven = false
			}
		default:
			id, h, err := x.identifier(s)
			if err != nil {
				return err
			}
			out.ids = append(out.ids, id)
			of, image = append(of, h), append(image, elements[i])
		}
	}
	out.first = len(x.st.of)
	x.st.of, x.st.image = append(x.st.of, of...), append(x.st.image, image...)
	x.c.report.Groups++
	x.c.opened[section]++
	switch {
	case way == "" && sentinels == len(elements):
		x.c.report.Sentinels++
		return nil
	case way == "" && (sentinels > 0 || fills == len(elements)):
		way = Mixed
	}
	if way != Unopened {
		x.c.report.Real++
	}
	if sentinels > 0 {
		out.proven = false // no group of users has one
	}
	out.way = way
	x.c.groups = append(x.c.groups, out)
	return nil
}

type slotKind int

const (
	slotUnopened slotKind = iota
	slotIdentifier
	slotFill
	slotSentinel
)

func (s *Slot) kind() (slotKind, error) {
	switch {
	case *s == Slot{}:
		return slotUnopened, nil
	case *s == Slot{Type: s.Type, MatchKey: s.MatchKey} && s.Type != "" && s.MatchKey != "":
		return slotIdentifier, nil
	case *s == Slot{Fill: s.Fill}:
		return slotFill, nil
	case *s == Slot{Sentinel: s.Sentinel}:
		return slotSentinel, nil
	}
	return 0, errors.New("an element is said to be several things, or half of one")
}

func (x *checker) isSentinel(s *Slot, e ecdh.Element) (bool, error) {
	b, ok := bytes32(s.Sentinel)
	if !ok {
		return false, errors.New("the scalar of a sentinel is malformed")
	}
	r, err := x.base.Suite().NewScalar(b[:])
	if err != nil {
		return false, fmt.Errorf("a sentinel: %w", err)
	}
	return multiple(x.base, r) == e, nil
}

func (x *checker) isFill(s *Slot, e ecdh.Element) (bool, error) {
	b, ok := bytes32(s.Fill)
	if !ok {
		return false, errors.New("the seed of a fill is malformed")
	}
	g, err := x.l.Epoch.Params.FillGroup()
	return err == nil && hashed(g, b[:]) == e, err
}

func (x *checker) identifier(s *Slot) (id identifier, h ecdh.Element, err error) {
	key, ok := bytes32(s.MatchKey)
	if !ok {
		return id, h, errors.New("a match key is malformed")
	}
	g, err := x.l.Epoch.Params.Group(string(s.Type))
	if err != nil {
		return id, h, err
	}
	return identifier{s.Type, key}, hashed(g, key[:]), nil
}

// prove checks the proof of all identifiers.
func (x *checker) prove() error {
	var proofs [][]byte
	for _, text := range x.o.Proofs {
		b, err := hex.DecodeString(text)
		if err != nil {
			return errors.New("a proof is malformed")
		}
		proofs = append(proofs, b)
	}
	holds, err := x.st.verify(proofs)
	if err != nil {
		return err
	}
	for i := range x.c.groups {
		g := &x.c.groups[i]
		for j := range g.ids {
			if holds[(g.first+j)/proofBatch] { // of the others nobody can tell which it is
				continue
			}
			g.proven = false
			if g.way == "" {
				g.way = Unproven
			}
		}
	}
	return nil
}
