package dataset

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"io"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// Check reads a table as a List would and counts duplicates too. It sends
// nothing. What it sorts, and may spill to scratch files, is a hash under a key
// that is made for this call and forgotten after it.
func Check(ctx context.Context, t *Table, cfg ListConfig) (ListReport, error) {
	l, err := NewList(t, cfg)
	if err != nil {
		return ListReport{}, err
	}
	hash := newBlindHash()
	s := extsort.New(extsort.Config{Width: blindWidth})
	defer s.Close()
	var batch []byte
	err = l.each(ctx, func(k *found) error {
		h := hash.sum(k.key[:], []byte{byte(k.typ)})
		if batch = append(batch, h[:]...); len(batch) < 4096*blindWidth {
			return nil
		}
		err := s.Add(batch)
		batch = batch[:0]
		return err
	})
	if err != nil {
		return l.Report(), err
	}
	if err := s.Add(batch); err != nil {
		return l.Report(), err
	}
	r := l.Report()
	r.Used, err = countDistinct(s)
	r.Duplicates = r.Accepted - r.Used
	return r, err
}

// blindWidth is the length of a blind hash: 128 bits, so that two of 2^40 values
// collide with probability 2^-49.
const blindWidth = 16

// blindHash is a keyed hash of match keys with a key of its own.
type blindHash struct{ key [16]byte }

func newBlindHash() *blindHash {
	var h blindHash
	rand.Read(h.key[:]) // never fails
	return &h
}

// sum hashes a match key and, behind it, more.
func (h *blindHash) sum(key, more []byte) (out [blindWidth]byte) {
	// The match key has a fixed length, so that the parts can't run together.
	var buf [16 + 32 + 64]byte
	b := append(append(append(buf[:0], h.key[:]...), key...), more...)
	d := sha256.Sum256(b)
	return [blindWidth]byte(d[:blindWidth])
}

func countDistinct(s *extsort.Sorter) (n uint64, err error) {
	sorted, err := s.Sort()
	if err != nil {
		return 0, err
	}
	var last [blindWidth]byte
	buf := make([]byte, 4096*blindWidth)
	for {
		got, err := sorted.Read(buf)
		for b := buf[:got]; len(b) > 0; b = b[blindWidth:] {
			if n == 0 || !bytes.Equal(b[:blindWidth], last[:]) {
				n++
				copy(last[:], b)
			}
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}
