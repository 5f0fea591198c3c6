package psi

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// Dataset is the platform's admitted set as it is kept: masked under the
// dataset's own key, so that nothing on disk is an unkeyed function of an
// identifier (rule 8). Roles mask it once more under a key of their own.
type Dataset struct {
	Key      *ecdh.Key                      // d, bound to the same Params as the role
	Elements iter.Seq2[ecdh.Element, error] // d·H(y), distinct, any order
}

// Epoch is the platform's role in mode count: one key b and one masked set P
// for all sessions of an epoch. No client ever receives an evaluation under b,
// which is why b may outlive a session (rule 1); so an Epoch can serve mode
// count and nothing else. It is safe for concurrent use.
type Epoch struct {
	params Params
	set    Set

	mu  sync.RWMutex
	key *ecdh.Key // b = e·d
}

// NewEpoch draws a fresh key e and writes P = e·(d·H(y)) to dst, sorted by
// encoding. The epoch's key is b = e·d.
func NewEpoch(ctx context.Context, p Params, data Dataset, dst io.Writer, s Scratch) (*Epoch, error) {
	return newEpoch(ctx, p, data, dst, s, freshKey)
}

// RestoreEpoch is NewEpoch with a key that an earlier process sealed: for
// resuming, and for test vectors.
func RestoreEpoch(ctx context.Context, p Params, data Dataset, dst io.Writer, s Scratch, key []byte) (*Epoch, error) {
	return newEpoch(ctx, p, data, dst, s, givenKey(key))
}

func newEpoch(ctx context.Context, p Params, data Dataset, dst io.Writer, s Scratch, key func(ecdh.Suite) (*ecdh.Key, error)) (*Epoch, error) {
	g, err := p.Group()
	if err != nil {
		return nil, err
	}
	e, err := key(g)
	if err != nil {
		return nil, err
	}
	defer e.Destroy()
	sorter := s.sorter(ElementSize)
	defer sorter.Close()
	var buf []byte
	err = remaskSeq(ctx, e, data.Elements, func(b *elementBatch) error {
		defer s.progress(len(b.dst))
		buf = elementBytes(buf, b.dst)
		return sorter.Add(buf)
	})
	if err != nil {
		return nil, err
	}
	sorted, err := sorter.Sort()
	if err != nil {
		return nil, err
	}
	w := newSetWriter(dst, ElementSize)
	if _, err := copyDistinct(w, sorted, ElementSize, ElementSize); err != nil {
		return nil, err
	}
	return &Epoch{params: p, set: w.set(), key: e.Times(data.Key)}, nil
}

// Set is the size and digest of the epoch file.
func (e *Epoch) Set() Set { return e.set }

// Destroy overwrites the key. It waits for evaluations that are under way;
// later ones fail with ErrKeyUsed.
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
		return nil, errors.New("the context's platform set is not this epoch's")
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

// Count reads the advertiser's tags of a·P, which must be sorted, distinct and
// as many as P has elements, and returns the exact size of the intersection.
// Every element of the list is counted at most once.
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

// BlindedPlatform is the platform's role in mode blinded: a fresh key and a
// fresh masked set for one session. SPEC.md §7.
type BlindedPlatform struct {
	params Params
	set    Set

	mu  sync.Mutex
	key *ecdh.Key
}

// NewBlindedPlatform draws a fresh key e, writes P = e·(d·H(y)) to dst, sorted
// by encoding, and to order, for each element of P, the position of its element
// in data as eight big-endian bytes. order is the platform's alone.
func NewBlindedPlatform(ctx context.Context, p Params, data Dataset, dst, order io.Writer, s Scratch) (*BlindedPlatform, error) {
	return newBlindedPlatform(ctx, p, data, dst, order, s, freshKey)
}

// RestoreBlindedPlatform is NewBlindedPlatform with a key that an earlier
// process sealed for the same session: for resuming, and for test vectors.
func RestoreBlindedPlatform(ctx context.Context, p Params, data Dataset, dst, order io.Writer, s Scratch, key []byte) (*BlindedPlatform, error) {
	return newBlindedPlatform(ctx, p, data, dst, order, s, givenKey(key))
}

func newBlindedPlatform(ctx context.Context, p Params, data Dataset, dst, order io.Writer, s Scratch, key func(ecdh.Suite) (*ecdh.Key, error)) (*BlindedPlatform, error) {
	g, err := p.Group()
	if err != nil {
		return nil, err
	}
	e, err := key(g)
	if err != nil {
		return nil, err
	}
	defer e.Destroy()
	const width = ElementSize + positionSize
	sorter := s.sorter(width)
	defer sorter.Close()
	buf := make([]byte, 0, batchSize*width)
	err = remaskSeq(ctx, e, data.Elements, func(b *elementBatch) error {
		defer s.progress(len(b.dst))
		buf = buf[:0]
		for i := range b.dst {
			buf = append(buf, b.dst[i][:]...)
			buf = binary.BigEndian.AppendUint64(buf, b.first+uint64(i))
		}
		return sorter.Add(buf)
	})
	if err != nil {
		return nil, err
	}
	sorted, err := sorter.Sort()
	if err != nil {
		return nil, err
	}
	w := newSetWriter(dst, ElementSize)
	split := &splitWriter{head: w, tail: order}
	if _, err := copyDistinct(split, sorted, width, ElementSize); err != nil {
		return nil, err
	}
	return &BlindedPlatform{params: p, set: w.set(), key: e.Times(data.Key)}, nil
}

const positionSize = 8

// splitWriter takes records of an element and a position apart.
type splitWriter struct {
	head, tail io.Writer
	a, b       []byte
}

func (w *splitWriter) Write(recs []byte) (int, error) {
	const width = ElementSize + positionSize
	w.a, w.b = w.a[:0], w.b[:0]
	for i := 0; i < len(recs); i += width {
		w.a = append(w.a, recs[i:i+ElementSize]...)
		w.b = append(w.b, recs[i+ElementSize:i+width]...)
	}
	if _, err := w.head.Write(w.a); err != nil {
		return 0, err
	}
	_, err := w.tail.Write(w.b)
	return len(recs), err
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

// Evaluate reads the advertiser's masked list C and computes b·C with its tags.
// It consumes the key.
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
		return nil, errors.New("the context's platform set is not this session's")
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

// Match reads the advertiser's tags, record i being the tag of a·P[i], and
// calls use for each match, in the order of the tags, which is as good as
// random.
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
