package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"slices"
)

// ErasedSnapshot is the table of erased persons as it was at one time, for a worker that has no database. Whoever has it
// can try references, so it is sealed like a key.
type ErasedSnapshot struct{ all *ErasedPersons }

// Snapshot reads the table.
func (e Erased) Snapshot(ctx context.Context) (*ErasedSnapshot, error) {
	// Without the key, erasures after the snapshot could not be told from those in it.
	if _, err := e.PersonsKey(ctx); err != nil {
		return nil, err
	}
	all, err := e.Load(ctx)
	return &ErasedSnapshot{all}, err
}

// Has says whether a user was erased.
func (s *ErasedSnapshot) Has(user []byte) bool { return s.all.Has(string(user)) }

// Size is what Append appends, in bytes.
func (s *ErasedSnapshot) Size() int { return len(s.all.key) + sha256.Size*len(s.all.all) }

// Append appends the snapshot to b.
func (s *ErasedSnapshot) Append(b []byte) []byte {
	b = append(b, s.all.key[:]...)
	for _, h := range slices.SortedFunc(maps.Keys(s.all.all), func(x, y [sha256.Size]byte) int { return bytes.Compare(x[:], y[:]) }) {
		b = append(b, h[:]...)
	}
	return b
}

// ParseErasedSnapshot reads what Append wrote.
func ParseErasedSnapshot(b []byte) (*ErasedSnapshot, error) {
	p := &ErasedPersons{all: map[[sha256.Size]byte]bool{}}
	if len(b) < len(p.key) || (len(b)-len(p.key))%sha256.Size != 0 {
		return nil, errors.New("a snapshot of erased persons is damaged")
	}
	for b = b[copy(p.key[:], b):]; len(b) > 0; b = b[sha256.Size:] {
		p.all[[sha256.Size]byte(b)] = true
	}
	return &ErasedSnapshot{p}, nil
}

// Destroy overwrites the key.
func (s *ErasedSnapshot) Destroy() { clear(s.all.key[:]) }
