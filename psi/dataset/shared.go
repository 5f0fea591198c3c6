package dataset

import (
	"cmp"
	"encoding/binary"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// Shared says how many of a dataset's identifiers belong to several users. It holds
// counts, and no identifier.
type Shared struct {
	Identifiers uint64        `json:"identifiers"`    // of more than one user
	ByMany      uint64        `json:"by_many"`        // of more than four
	Most        []SharedCount `json:"most,omitempty"` // the largest numbers of users that share one, largest first
}

// SharedCount counts identifiers that belong to a number of users.
type SharedCount struct {
	Users       uint64 `json:"users"`
	Identifiers uint64 `json:"identifiers"`
}

const (
	many      = 4 // users who may share an identifier without it being suspicious
	mostKinds = 5 // entries of Shared.Most
)

// add counts an identifier of so many users.
func (s *Shared) add(users uint64) {
	if users < 2 {
		return
	}
	s.Identifiers++
	if users > many {
		s.ByMany++
	}
	i, found := slices.BinarySearchFunc(s.Most, users, func(c SharedCount, n uint64) int { return cmp.Compare(n, c.Users) })
	if found {
		s.Most[i].Identifiers++
		return
	}
	s.Most = slices.Insert(s.Most, i, SharedCount{users, 1})
	s.Most = s.Most[:min(len(s.Most), mostKinds)]
}

// shared counts the identifiers of several users, by type. Several records of one user
// are no sharing, so users have to be told apart: what has several owners is sorted by
// record, gets a hash of the user under a key of its own, and is sorted back.
func (s *Stored) shared(memory int) (by [2]Shared, err error) {
	const recordWidth, userWidth = 8 + 8, 8 + blindWidth
	records := extsort.New(extsort.Config{Width: recordWidth, Memory: memory, Dir: s.dir})
	users := extsort.New(extsort.Config{Width: userWidth, Memory: memory, Dir: s.dir})
	defer records.Close()
	defer users.Close()
	found := false
	for _, t := range identity.Types() {
		err := s.eachShared(t, func(element, record uint64) error {
			found = true
			var b [recordWidth]byte
			binary.BigEndian.PutUint64(b[:], record)
			binary.BigEndian.PutUint64(b[8:], element<<1|uint64(typeIndex(t)))
			return records.Add(b[:])
		})
		if err != nil {
			return by, err
		}
	}
	if !found {
		return by, nil
	}
	sorted, err := records.Sort()
	if err != nil {
		return by, err
	}
	next, more, err := pull(sorted, recordWidth)
	if err != nil {
		return by, err
	}
	hash := newBlindHash()
	err = s.eachRecord(func(n uint64, user, _ []byte) error {
		for more && binary.BigEndian.Uint64(next) == n {
			h := hash.sum(make([]byte, 32), user)
			err := users.Add(append(slices.Clone(next[8:]), h[:]...))
			if err != nil {
				return err
			}
			if next, more, err = pull(sorted, recordWidth); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return by, err
	}
	if sorted, err = users.Sort(); err != nil {
		return by, err
	}
	var last []byte
	n := uint64(0)
	for {
		b, more, err := pull(sorted, userWidth)
		if err != nil {
			return by, err
		}
		if n > 0 && (!more || !slices.Equal(b[:8], last[:8])) {
			by[last[7]&1].add(n)
			n = 0
		}
		if !more {
			return by, nil
		}
		if n == 0 || !slices.Equal(b, last) {
			n++
		}
		last = b
	}
}

// eachShared calls f with every element that has several owners, by number, and each of these.
func (s *Stored) eachShared(t identity.Type, f func(element, record uint64) error) error {
	set, err := s.Set(t)
	if err != nil {
		return err
	}
	var last Owned
	number, owners := uint64(0), 0
	for o, err := range set.Owned() {
		if err != nil {
			return err
		}
		if owners > 0 && o.Element != last.Element {
			number, owners = number+1, 0
		}
		if owners++; owners == 2 {
			err = f(number, last.Record)
		}
		if owners > 1 && err == nil {
			err = f(number, o.Record)
		}
		if err != nil {
			return err
		}
		last = o
	}
	return nil
}

// pull reads the next of what was sorted; more is false behind the last.
func pull(r io.Reader, width int) (b []byte, more bool, err error) {
	b = make([]byte, width)
	if _, err := io.ReadFull(r, b); err == io.EOF {
		return nil, false, nil
	} else if err != nil {
		return nil, false, err
	}
	return b, true, nil
}
