package psi

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// Epoch is the platform's role in mode count: one key b and one masked set P for all sessions of an epoch. No client
// ever receives an evaluation under b. That is why b may outlive a session (rule 1), and why an Epoch serves only mode
// count. It is safe for concurrent use.
type Epoch struct {
	params Params
	set    Set

	mu  sync.RWMutex
	key *ecdh.Key // b = e·d
}

// NewEpoch draws a fresh key e and writes P = e·(d·H(y)) to dst, sorted by encoding. The epoch's key is b = e·d.
func NewEpoch(ctx context.Context, p Params, data Dataset, dst io.Writer, s Scratch) (*Epoch, error) {
	return newEpoch(ctx, p, data, dst, s, freshKey)
}

// RestoreEpoch is NewEpoch with a key that an earlier process sealed. It is for resuming and for test vectors.
func RestoreEpoch(ctx context.Context, p Params, data Dataset, dst io.Writer, s Scratch, key []byte) (*Epoch, error) {
	return newEpoch(ctx, p, data, dst, s, givenKey(key))
}

func newEpoch(ctx context.Context, p Params, data Dataset, dst io.Writer, s Scratch, key keySource) (*Epoch, error) {
	set, b, err := maskDataset(ctx, p, data, dst, io.Discard, s, key)
	if err != nil {
		return nil, err
	}
	return &Epoch{params: p, set: set, key: b}, nil
}

// Set is the size and digest of the epoch file.
func (e *Epoch) Set() Set { return e.set }

// Destroy overwrites the key. It waits for running evaluations; later ones fail with ErrKeyUsed.
func (e *Epoch) Destroy() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.key != nil {
		e.key.Destroy()
		e.key = nil
	}
}

// Evaluate reads an advertiser's masked list C and computes the tags of b·C.
func (e *Epoch) Evaluate(ctx context.Context, c Context, list io.Reader, s Scratch) (*CountEvaluation, error) {
	if err := bindable(&c, Count, e.params); err != nil {
		return nil, err
	}
	if c.PlatformSet != e.set {
		return nil, errors.New("the context names another platform set than this epoch's")
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.key == nil {
		return nil, ErrKeyUsed
	}
	d := NewDeriver(&c)
	sorter := s.sorter(TagSize)
	recs := make([]byte, batchSize*TagSize)
	err := remaskReader(ctx, e.key, NewElementReader(list, c.List), func(b *elementBatch) error {
		defer s.progress(len(b.dst))
		for i := range b.dst {
			t := d.Tag(&b.dst[i])
			copy(recs[i*TagSize:], t[:])
		}
		return sorter.Add(recs[:len(b.dst)*TagSize])
	})
	if err != nil {
		return nil, errors.Join(err, sorter.Close())
	}
	return &CountEvaluation{platformSize: c.PlatformSet.Size, tags: sorter}, nil
}

// CountEvaluation holds the tags of one evaluated list. It counts once.
type CountEvaluation struct {
	platformSize uint64
	tags         *extsort.Sorter
}

// Close drops the evaluation's scratch files.
func (v *CountEvaluation) Close() error { return v.tags.Close() }

// Count reads the advertiser's tags of a·P, which must be sorted, distinct and as many as the elements of P. It returns
// the exact size of the intersection. Every element of the list is counted at most once.
func (v *CountEvaluation) Count(ctx context.Context, tags io.Reader, want Set) (uint64, error) {
	if want.Size != v.platformSize {
		return 0, Errorf(CodeBadRequest, "%d tags for a platform set of %d elements", want.Size, v.platformSize)
	}
	mine, err := v.tags.Sort()
	if err != nil {
		return 0, err
	}
	var count uint64
	theirs := newRecordReader(tags, TagSize, true, want)
	err = merge(ctx, records{mine, TagSize}, records{theirs, TagSize}, func(_, _ []byte) error {
		count++
		return nil
	})
	return count, err
}
