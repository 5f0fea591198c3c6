package psi

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// BlindedPlatform is the platform's role in mode blinded: a fresh key and a fresh masked set for one session. SPEC.md
// §7.
type BlindedPlatform struct {
	params Params
	set    Set

	mu  sync.Mutex
	key *ecdh.Key
}

// NewBlindedPlatform draws a fresh key e, writes P = e·(d·H(y)) to dst, sorted by encoding, and to order, for each
// element of P, its position in data as eight big-endian bytes. Only the platform may see order.
func NewBlindedPlatform(ctx context.Context, p Params, data Dataset, dst, order io.Writer, s Scratch) (*BlindedPlatform, error) {
	return newBlindedPlatform(ctx, p, data, dst, order, s, freshKey)
}

// RestoreBlindedPlatform is NewBlindedPlatform with a key that an earlier process sealed for the same session. It is
// for resuming and for test vectors.
func RestoreBlindedPlatform(ctx context.Context, p Params, data Dataset, dst, order io.Writer, s Scratch, key []byte) (*BlindedPlatform, error) {
	return newBlindedPlatform(ctx, p, data, dst, order, s, givenKey(key))
}

func newBlindedPlatform(ctx context.Context, p Params, data Dataset, dst, order io.Writer, s Scratch, key keySource) (*BlindedPlatform, error) {
	set, b, err := maskDataset(ctx, p, data, dst, order, s, key)
	if err != nil {
		return nil, err
	}
	return &BlindedPlatform{params: p, set: set, key: b}, nil
}

// Set is the size and digest of the platform's set.
func (p *BlindedPlatform) Set() Set { return p.set }

// Destroy overwrites the key, if Evaluate has not yet done so.
func (p *BlindedPlatform) Destroy() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.key != nil {
		p.key.Destroy()
		p.key = nil
	}
}

// Evaluate reads the advertiser's masked list C and computes b·C with its tags. It consumes the key.
func (p *BlindedPlatform) Evaluate(ctx context.Context, c Context, list io.Reader, s Scratch) (*BlindedEvaluation, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.key == nil {
		return nil, ErrKeyUsed
	}
	if err := bindable(&c, Blinded, p.params); err != nil {
		return nil, err
	}
	if c.PlatformSet != p.set {
		return nil, errors.New("the context names another platform set than this session's")
	}
	defer func() {
		p.key.Destroy()
		p.key = nil
	}()
	d := NewDeriver(&c)
	sorter := s.sorter(TagSize + ElementSize)
	recs := make([]byte, 0, batchSize*(TagSize+ElementSize))
	err := remaskReader(ctx, p.key, NewElementReader(list, c.List), func(b *elementBatch) error {
		defer s.progress(len(b.dst))
		recs = recs[:0]
		for i := range b.dst {
			t := d.Tag(&b.dst[i])
			recs = append(append(recs, t[:]...), b.dst[i][:]...)
		}
		return sorter.Add(recs)
	})
	if err != nil {
		return nil, errors.Join(err, sorter.Close())
	}
	return &BlindedEvaluation{deriver: d, scratch: s, platformSize: p.set.Size, tags: sorter}, nil
}

// BlindedEvaluation holds one evaluated list. It matches once.
type BlindedEvaluation struct {
	deriver      *Deriver
	scratch      Scratch
	platformSize uint64
	tags         *extsort.Sorter
}

// Close drops the evaluation's scratch files, which hold b·C.
func (v *BlindedEvaluation) Close() error { return v.tags.Close() }

// Match is one element of both sets.
type Match struct {
	Position uint64 // in the platform's set P
	Handle   Handle
}

// Match reads the advertiser's tags, where record i is the tag of a·P[i], and calls use for each match. Matches come in
// the order of the tags, which is practically random.
func (v *BlindedEvaluation) Match(ctx context.Context, tags io.Reader, want Set, use func(Match) error) error {
	if want.Size != v.platformSize {
		return Errorf(CodeBadRequest, "%d tags for a platform set of %d elements", want.Size, v.platformSize)
	}
	const width = TagSize + positionSize
	sorter := v.scratch.sorter(width)
	defer sorter.Close()
	in := newRecordReader(tags, TagSize, false, want)
	buf, recs := make([]byte, batchSize*TagSize), make([]byte, 0, batchSize*width)
	for position := uint64(0); ; {
		n, err := in.Read(buf)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		recs = recs[:0]
		for i := 0; i < n; i += TagSize {
			recs = append(recs, buf[i:i+TagSize]...)
			recs = binary.BigEndian.AppendUint64(recs, position)
			position++
		}
		if err := sorter.Add(recs); err != nil {
			return err
		}
	}
	theirs, err := sorter.Sort()
	if err != nil {
		return err
	}
	mine, err := v.tags.Sort()
	if err != nil {
		return err
	}
	return merge(ctx, records{mine, TagSize + ElementSize}, records{theirs, width}, func(m, t []byte) error {
		e := ecdh.Element(m[TagSize:])
		return use(Match{Position: binary.BigEndian.Uint64(t[TagSize:]), Handle: v.deriver.Handle(&e)})
	})
}
