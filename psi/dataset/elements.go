package dataset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"sort"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// Size is the number of distinct elements of all types. Elements are numbered from 0, in ascending order.
func (s *Stored) Size() uint64 { return s.m.Elements }

// Elements yields the masked elements of all types, distinct and ascending, also those that count for nobody. An error
// ends the sequence. It can be ranged over any number of times.
func (s *Stored) Elements() iter.Seq2[ecdh.Element, error] {
	return func(yield func(ecdh.Element, error) bool) {
		in, err := s.stream(elementsName)
		if err != nil {
			yield(ecdh.Element{}, err)
			return
		}
		defer in.close()
		for range s.m.Elements {
			var e ecdh.Element
			err := in.full(e[:])
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Element returns an element by number.
func (s *Stored) Element(number uint64) (e ecdh.Element, err error) {
	if err := s.checkNumber(number); err != nil {
		return e, err
	}
	return e, s.readAt(elementsName, e[:], number*elementWidth)
}

// Find returns the number of an element; found is false if it is not in the dataset.
func (s *Stored) Find(e ecdh.Element) (number uint64, found bool, err error) {
	i, found := sort.Find(int(s.m.Elements), func(i int) int {
		if err != nil {
			return 0
		}
		var at ecdh.Element
		err = s.readAt(elementsName, at[:], uint64(i)*elementWidth)
		return bytes.Compare(e[:], at[:])
	})
	return uint64(i), found && err == nil, err
}

// ElementType is the type of an element's identifier.
func (s *Stored) ElementType(number uint64) (identity.Type, error) {
	if err := s.checkNumber(number); err != nil {
		return "", err
	}
	var b [1]byte
	if err := s.readAt(typesName, b[:], number); err != nil {
		return "", err
	}
	return typeAt(b[0], number)
}

func (s *Stored) checkNumber(element uint64) error {
	if element >= s.m.Elements {
		return fmt.Errorf("element %d of %d", element, s.m.Elements)
	}
	return nil
}

// typeAt reads an entry of types.dat.
func typeAt(b byte, number uint64) (identity.Type, error) {
	all := identity.Types()
	if int(b) >= len(all) {
		return "", fmt.Errorf("%s is damaged at entry %d", typesName, number)
	}
	return all[b], nil
}

// Owner is a record that an element was admitted from.
type Owner struct {
	User     string
	Context  string // the collection context whose grant admitted it
	Record   uint64 // number in the dataset
	Verified bool
	Given    time.Time // when the person agreed, to the minute; zero if that is not known
	Outcome  Outcome   // the same for all records of one user
}

// ElementOwners returns the owners of an element: by user in the order of the source, the records of each together. Those
// whose Outcome is not Counted have the identifier, and are not matched by it.
func (s *Stored) ElementOwners(number uint64) ([]Owner, error) {
	if err := s.checkNumber(number); err != nil {
		return nil, err
	}
	from, to, err := s.span(startsName, number, s.m.Owners)
	if err != nil {
		return nil, err
	}
	var owners []Owner
	for ; from < to; from++ {
		var b [ownerWidth]byte
		if err := s.readAt(ownersName, b[:], from*ownerWidth); err != nil {
			return nil, err
		}
		o, err := s.decodeOwner(b[:], from)
		if err != nil {
			return nil, err
		}
		user, err := s.user(o.Record)
		if err != nil {
			return nil, err
		}
		owners = append(owners, Owner{User: user, Context: s.m.Contexts[o.Context], Record: o.Record, Verified: o.Verified, Given: timeOf(o.given), Outcome: o.Outcome})
	}
	return owners, nil
}

// Holders returns the users for whom an element counts, without repeats, in the order of the source: those whom a match by
// it means.
func (s *Stored) Holders(number uint64) ([]string, error) {
	owners, err := s.ElementOwners(number)
	if err != nil {
		return nil, err
	}
	var users []string
	for _, o := range owners {
		if o.Outcome == Counted && !slices.Contains(users, o.User) {
			users = append(users, o.User)
		}
	}
	return users, nil
}

// Owned is an element and one of the records that it was admitted from.
type Owned struct {
	Element  ecdh.Element
	Number   uint64 // of the element
	Type     identity.Type
	Record   uint64 // number in the dataset
	Context  uint16 // number of the collection context in Contexts
	Verified bool
	Outcome  Outcome // the same for all records of one user

	given uint32
}

// Owned yields every element once for each of its owners: elements ascending, the owners of each as in ElementOwners. An
// error ends the sequence. It can be ranged over any number of times.
func (s *Stored) Owned() iter.Seq2[Owned, error] {
	return func(yield func(Owned, error) bool) {
		if err := s.eachOwned(func(o Owned) bool { return yield(o, nil) }); err != nil {
			yield(Owned{}, err)
		}
	}
}

// eachOwned calls f until it returns false.
func (s *Stored) eachOwned(f func(Owned) bool) error {
	var in [4]*stream
	for i, name := range [...]string{elementsName, typesName, startsName, ownersName} {
		var err error
		if in[i], err = s.stream(name); err != nil {
			return err
		}
		defer in[i].close()
	}
	elements, types, starts, owners := in[0], in[1], in[2], in[3]
	from, err := starts.uint64()
	if err != nil {
		return err
	}
	for n := range s.m.Elements {
		to, err := starts.uint64()
		if err != nil {
			return err
		}
		if from > to || to > s.m.Owners {
			return fmt.Errorf("%s is damaged at entry %d", startsName, n)
		}
		var e ecdh.Element
		if err := elements.full(e[:]); err != nil {
			return err
		}
		var b [ownerWidth]byte
		if err := types.full(b[:1]); err != nil {
			return err
		}
		t, err := typeAt(b[0], n)
		if err != nil {
			return err
		}
		for ; from < to; from++ {
			if err := owners.full(b[:]); err != nil {
				return err
			}
			o, err := s.decodeOwner(b[:], from)
			if err != nil {
				return err
			}
			o.Element, o.Number, o.Type = e, n, t
			if !f(o) {
				return nil
			}
		}
	}
	return nil
}

// decodeOwner reads an entry of owners.dat.
func (s *Stored) decodeOwner(b []byte, entry uint64) (o Owned, err error) {
	o.Record, o.Context = binary.BigEndian.Uint64(b), binary.BigEndian.Uint16(b[8:])
	o.Verified, o.given, o.Outcome = b[10] == 1, binary.BigEndian.Uint32(b[11:]), Outcome(b[15])
	if o.Record >= s.m.Records || int(o.Context) >= len(s.m.Contexts) || b[10] > 1 || !o.Outcome.valid() {
		return o, fmt.Errorf("%s is damaged at entry %d", ownersName, entry)
	}
	return o, nil
}

// timeOf is a time from minutes since 1970, of which 0 means none.
func timeOf(minutes uint32) time.Time {
	if minutes == 0 {
		return time.Time{}
	}
	return time.Unix(60*int64(minutes), 0).UTC()
}

// onlyOf counts the elements of each type of which every record is in a set.
func (s *Stored) onlyOf(records *bitset) (map[identity.Type]uint64, error) {
	counts := map[identity.Type]uint64{}
	var last Owned
	only := false
	end := func() {
		if only {
			counts[last.Type]++
		}
	}
	for o, err := range s.Owned() {
		if err != nil {
			return nil, err
		}
		if o.Number != last.Number || last.Type == "" {
			end()
			only = true
		}
		only, last = only && records.has(o.Record), o
	}
	end()
	return counts, nil
}
