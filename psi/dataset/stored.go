package dataset

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

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
	want := map[string]uint64{
		userIndexName: 8 * (m.Records + 1), decisionsName: decisionWidth * m.Records, usersName: m.Files[usersName].Size,
		elementsName: elementWidth * m.Elements, typesName: m.Elements, startsName: 8 * (m.Elements + 1), ownersName: ownerWidth * m.Owners,
	}
	if f, ok := m.Files[withdrawnName]; ok {
		want[withdrawnName] = f.Size
	}
	var elements, groups uint64
	for t, sizes := range m.Types {
		if _, err := identity.ParseType(string(t)); err != nil {
			return fmt.Errorf("%s: %w", manifestName, err)
		}
		elements += sizes.Elements
	}
	if len(m.Classes) != len(groupWidths) {
		return fmt.Errorf("%s has %d widths of groups: want %d", manifestName, len(m.Classes), len(groupWidths))
	}
	for i, n := range m.Classes {
		if n > 0 {
			want[groupsName(groupWidths[i])] = n * groupRecordWidth(groupWidths[i])
		}
		groups += n
	}
	if elements != m.Elements || groups != m.Grouping.Groups {
		return fmt.Errorf("%s: its counts of elements or groups do not agree", manifestName)
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

// Close closes the files that lookups left open. s can't be used afterwards.
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

// Types lists the identifier types that the dataset is of, in the order of identity.Types. It may have no identifier of
// one of them.
func (s *Stored) Types() []identity.Type {
	return slices.DeleteFunc(identity.Types(), func(t identity.Type) bool { _, ok := s.m.Types[t]; return !ok })
}

// Summary counts what is in the dataset.
func (s *Stored) Summary() Summary {
	sum := Summary{Types: maps.Clone(s.m.Types), Grouping: s.m.Grouping}
	for t, n := range sum.Types {
		n.LeftOut, n.Shared.Most = slices.Clone(n.LeftOut), slices.Clone(n.Shared.Most)
		sum.Types[t] = n
	}
	sum.Grouping.ByElements, sum.Grouping.ByUsers = slices.Clone(sum.Grouping.ByElements), slices.Clone(sum.Grouping.ByUsers)
	return sum
}

// Records is the number of records that were read, admitted or not.
func (s *Stored) Records() uint64 { return s.m.Records }

// Contexts are the collection contexts as Decision.Context numbers them.
func (s *Stored) Contexts() []string { return slices.Clone(s.m.Contexts) }

// Codes names the outcomes that are in Decision.Codes, and every Outcome.
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

// User returns the user reference of a record.
func (s *Stored) User(record uint64) (string, error) { return s.user(record) }

// Expires is when the grant of a record ends; zero means never.
func (s *Stored) Expires(record uint64) (time.Time, error) {
	if record >= s.m.Records {
		return time.Time{}, fmt.Errorf("record %d of %d", record, s.m.Records)
	}
	var b [decisionWidth]byte
	if err := s.readAt(decisionsName, b[:], record*decisionWidth); err != nil {
		return time.Time{}, err
	}
	return timeOf(decodeDecision(b[:]).expires), nil
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
