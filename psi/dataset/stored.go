package dataset

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// Stored is a dataset on disk. It is safe for concurrent use.
type Stored struct {
	dir string
	m   *manifest

	mu    sync.Mutex
	files map[string]*os.File
}

// OpenStored opens what Build wrote. It reads every file once, and fails if one is damaged, truncated or missing.
func OpenStored(dir string) (*Stored, error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	s := &Stored{dir: dir, m: m, files: map[string]*os.File{}}
	if err := s.checkSizes(); err != nil {
		return nil, err
	}
	for name, f := range m.Files {
		if err := f.verify(dir, name); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// checkSizes checks that the manifest's sizes agree with each other.
func (s *Stored) checkSizes() error {
	m := s.m
	want := map[string]uint64{userIndexName: 8 * (m.Records + 1), decisionsName: decisionWidth * m.Records, usersName: m.Files[usersName].Size}
	if f, ok := m.Files[withdrawnName]; ok {
		want[withdrawnName] = f.Size
	}
	for t, sum := range m.Types {
		if _, err := identity.ParseType(string(t)); err != nil {
			return fmt.Errorf("%s: %w", manifestName, err)
		}
		want[elementsName(t)] = elementWidth * sum.Elements
		want[startsName(t)] = 8 * (sum.Elements + 1)
		want[ownersName(t)] = ownerWidth * sum.Owners
	}
	for name, size := range want {
		f, ok := m.Files[name]
		if !ok || f.Size != size {
			return fmt.Errorf("%s: %s has %d bytes, want %d", manifestName, name, f.Size, size)
		}
	}
	if len(m.Files) != len(want) {
		return fmt.Errorf("%s names %d files: want %d", manifestName, len(m.Files), len(want))
	}
	return nil
}

// Close closes the files that lookups left open. The sets of s can't be used afterwards.
func (s *Stored) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.Close())
	}
	clear(s.files)
	return errors.Join(errs...)
}

// Profile is the normalisation profile that the dataset was made with.
func (s *Stored) Profile() identity.Profile { return s.m.Profile }

// Purpose is the purpose that its records were admitted for.
func (s *Stored) Purpose() string { return s.m.Purpose }

// PolicyDigest is the digest of the policy that admitted them, in hexadecimal.
func (s *Stored) PolicyDigest() string { return s.m.Policy }

// Records is the number of records that were read, admitted or not.
func (s *Stored) Records() uint64 { return s.m.Records }

// Contexts are the collection contexts as Decision.Context numbers them.
func (s *Stored) Contexts() []string { return slices.Clone(s.m.Contexts) }

// Codes names the outcomes that are in Decision.Codes.
func (s *Stored) Codes() map[byte]string { return maps.Clone(s.m.Codes) }

// readAt reads from a file and leaves it open.
func (s *Stored) readAt(name string, buf []byte, off uint64) error {
	s.mu.Lock()
	f := s.files[name]
	if f == nil {
		var err error
		if f, err = os.Open(filepath.Join(s.dir, name)); err != nil {
			s.mu.Unlock()
			return err
		}
		s.files[name] = f
	}
	s.mu.Unlock()
	if _, err := f.ReadAt(buf, int64(off)); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// span reads entries i and i+1 of a file of offsets, which must not exceed limit.
func (s *Stored) span(name string, i, limit uint64) (from, to uint64, err error) {
	var b [16]byte
	if err := s.readAt(name, b[:], 8*i); err != nil {
		return 0, 0, err
	}
	from, to = binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	if from > to || to > limit {
		return 0, 0, fmt.Errorf("%s is damaged at entry %d", name, i)
	}
	return from, to, nil
}

// user returns the user reference of a record.
func (s *Stored) user(record uint64) (string, error) {
	if record >= s.m.Records {
		return "", fmt.Errorf("record %d of %d", record, s.m.Records)
	}
	from, to, err := s.span(userIndexName, record, s.m.Files[usersName].Size)
	if err != nil {
		return "", err
	}
	if to-from > maxUser {
		return "", fmt.Errorf("%s is damaged at entry %d", userIndexName, record)
	}
	b := make([]byte, to-from)
	if err := s.readAt(usersName, b, from); err != nil {
		return "", err
	}
	return string(b), nil
}

// Set returns the elements of one type. A type without members has Size 0.
func (s *Stored) Set(t identity.Type) (*StoredSet, error) {
	if _, err := identity.ParseType(string(t)); err != nil {
		return nil, err
	}
	return &StoredSet{s: s, typ: t, sum: s.m.Types[t]}, nil
}

// StoredSet is a stored dataset's elements of one identifier type. It is safe for concurrent use.
type StoredSet struct {
	s   *Stored
	typ identity.Type
	sum typeSummary
}

// Size is the number of distinct elements.
func (s *StoredSet) Size() uint64 { return s.sum.Elements }

// Elements yields the masked elements, distinct and ascending. An error ends the
// sequence. It can be ranged over any number of times.
func (s *StoredSet) Elements() iter.Seq2[ecdh.Element, error] {
	return func(yield func(ecdh.Element, error) bool) {
		if s.sum.Elements == 0 {
			return
		}
		f, err := os.Open(filepath.Join(s.s.dir, elementsName(s.typ)))
		if err != nil {
			yield(ecdh.Element{}, err)
			return
		}
		defer f.Close()
		r := bufio.NewReaderSize(f, 256<<10)
		var e ecdh.Element
		for range s.sum.Elements {
			if _, err := io.ReadFull(r, e[:]); err != nil {
				if err == io.EOF {
					err = io.ErrUnexpectedEOF
				}
				yield(ecdh.Element{}, fmt.Errorf("%s: %w", elementsName(s.typ), err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Owned is an element and one of the records that it was admitted from.
type Owned struct {
	Element ecdh.Element
	Record  uint64 // number in the dataset
	Context uint16 // number of the collection context in Contexts
}

// Owned yields every element once for each of its owners: elements ascending, the owners of each in the order of the
// source. An error ends the sequence. It can be ranged over any number of times.
func (s *StoredSet) Owned() iter.Seq2[Owned, error] {
	return func(yield func(Owned, error) bool) {
		if s.sum.Elements == 0 {
			return
		}
		err := s.eachOwned(func(o Owned) bool { return yield(o, nil) })
		if err != nil {
			yield(Owned{}, err)
		}
	}
}

// eachOwned calls f until it returns false.
func (s *StoredSet) eachOwned(f func(Owned) bool) error {
	elements, err := s.s.stream(elementsName(s.typ))
	if err != nil {
		return err
	}
	defer elements.close()
	starts, err := s.s.stream(startsName(s.typ))
	if err != nil {
		return err
	}
	defer starts.close()
	owners, err := s.s.stream(ownersName(s.typ))
	if err != nil {
		return err
	}
	defer owners.close()
	from, err := starts.uint64()
	if err != nil {
		return err
	}
	for i := range s.sum.Elements {
		to, err := starts.uint64()
		if err != nil {
			return err
		}
		if from > to || to > s.sum.Owners {
			return fmt.Errorf("%s is damaged at entry %d", startsName(s.typ), i)
		}
		var o Owned
		if err := elements.full(o.Element[:]); err != nil {
			return err
		}
		for ; from < to; from++ {
			var b [ownerWidth]byte
			if err := owners.full(b[:]); err != nil {
				return err
			}
			o.Record, o.Context = binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint16(b[8:])
			if o.Record >= s.s.m.Records || int(o.Context) >= len(s.s.m.Contexts) {
				return fmt.Errorf("%s is damaged at entry %d", ownersName(s.typ), from)
			}
			if !f(o) {
				return nil
			}
		}
	}
	return nil
}

// Owner is a user that an element belongs to, and the collection context whose grant admitted it.
type Owner struct {
	User    string
	Context string
}

// Owners returns the owners of the i-th element, in the order of the source.
func (s *StoredSet) Owners(i uint64) ([]Owner, error) {
	if i >= s.sum.Elements {
		return nil, fmt.Errorf("element %d of %d", i, s.sum.Elements)
	}
	from, to, err := s.s.span(startsName(s.typ), i, s.sum.Owners)
	if err != nil {
		return nil, err
	}
	var owners []Owner
	for ; from < to; from++ {
		var b [ownerWidth]byte
		if err := s.s.readAt(ownersName(s.typ), b[:], from*ownerWidth); err != nil {
			return nil, err
		}
		user, err := s.s.user(binary.BigEndian.Uint64(b[:8]))
		if err != nil {
			return nil, err
		}
		n := int(binary.BigEndian.Uint16(b[8:]))
		if n >= len(s.s.m.Contexts) {
			return nil, fmt.Errorf("%s is damaged at entry %d", ownersName(s.typ), from)
		}
		owners = append(owners, Owner{user, s.s.m.Contexts[n]})
	}
	return owners, nil
}

// Users returns the user references of the i-th element, without repeats, in the order of the source. A value may
// belong to several users.
func (s *StoredSet) Users(i uint64) ([]string, error) {
	owners, err := s.Owners(i)
	if err != nil {
		return nil, err
	}
	var users []string
	for _, o := range owners {
		if !slices.Contains(users, o.User) {
			users = append(users, o.User)
		}
	}
	return users, nil
}
