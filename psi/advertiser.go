package psi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
)

// ErrKeyUsed is returned when a role is asked to use its key a second time: a key is for one session (rule 1).
var ErrKeyUsed = errors.New("this key has been used: make a new role for each session")

// advertiser is what the advertiser's roles share. Its key masks one list and answers for one context. After that the
// role no longer has it.
type advertiser struct {
	mode    Mode
	params  Params
	scratch Scratch

	mu     sync.Mutex
	key    *ecdh.Key
	list   *Set // the masked list, once it is made
	padded bool
}

func newAdvertiser(mode Mode, p Params, s Scratch, key keySource) (*advertiser, error) {
	g, err := p.Group()
	if err != nil {
		return nil, err
	}
	k, err := key(g)
	if err != nil {
		return nil, err
	}
	return &advertiser{mode: mode, params: p, scratch: s, key: k}, nil
}

// keySource makes the key of a role: a fresh one, or the old one for a role that is resumed.
type keySource func(ecdh.Suite) (*ecdh.Key, error)

func freshKey(g ecdh.Suite) (*ecdh.Key, error) { return g.GenerateKey(), nil }

func givenKey(b []byte) keySource {
	return func(g ecdh.Suite) (*ecdh.Key, error) { return g.NewKey(b) }
}

// MaskList writes a·H(x) for every match key x to dst: sorted by encoding, without duplicates. It returns the set's
// size and digest, and how many duplicates there were. It can be called once.
func (a *advertiser) MaskList(ctx context.Context, keys iter.Seq2[[32]byte, error], dst io.Writer) (list Set, duplicates uint64, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key == nil || a.list != nil {
		return Set{}, 0, ErrKeyUsed
	}
	a.list = new(Set) // a list that failed halfway counts as used
	sorter := a.scratch.sorter(ElementSize)
	defer sorter.Close()
	var buf []byte
	err = maskSeq(ctx, a.key, keys, func(masked []ecdh.Element) error {
		defer a.scratch.progress(len(masked))
		buf = elementBytes(buf, masked)
		return sorter.Add(buf)
	})
	if err != nil {
		return Set{}, 0, err
	}
	sorted, err := sorter.Sort()
	if err != nil {
		return Set{}, 0, err
	}
	w := newSetWriter(dst, ElementSize)
	if duplicates, err = copyDistinct(w, sorted, ElementSize, ElementSize); err != nil {
		return Set{}, 0, err
	}
	*a.list = w.set()
	return *a.list, duplicates, nil
}

// bind checks that c is a context for this role and its list. It hands over the key; the role no longer has it.
func (a *advertiser) bind(c *Context) (*ecdh.Key, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key == nil {
		return nil, ErrKeyUsed
	}
	if err := bindable(c, a.mode, a.params); err != nil {
		return nil, err
	}
	if a.list == nil || c.List != *a.list {
		return nil, errors.New("the context's list is not the one that was masked")
	}
	k := a.key
	a.key = nil
	return k, nil
}

// bindable says whether a role of the given mode and params may run in c.
func bindable(c *Context, mode Mode, p Params) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if c.Mode != mode || c.Params != p {
		return fmt.Errorf("context of mode %q under %+v given to a role of mode %q under %+v", c.Mode, c.Params, mode, p)
	}
	return nil
}

// Close destroys the key. After a complete run there is none left.
func (a *advertiser) Close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key != nil {
		a.key.Destroy()
		a.key = nil
	}
}

// CountAdvertiser is the advertiser's role in mode count. SPEC.md §7.
type CountAdvertiser struct{ *advertiser }

// NewCountAdvertiser draws a fresh key.
func NewCountAdvertiser(p Params, s Scratch) (*CountAdvertiser, error) {
	a, err := newAdvertiser(Count, p, s, freshKey)
	if err != nil {
		return nil, err
	}
	return &CountAdvertiser{a}, nil
}

// RestoreCountAdvertiser resumes the role with a key that the same session sealed. It is for resuming and for test
// vectors.
func RestoreCountAdvertiser(p Params, s Scratch, key []byte) (*CountAdvertiser, error) {
	a, err := newAdvertiser(Count, p, s, givenKey(key))
	if err != nil {
		return nil, err
	}
	return &CountAdvertiser{a}, nil
}

// Tags reads the platform's set P and writes the tags of a·P to dst, sorted, so that the platform can't tell which of
// its elements a tag belongs to. It consumes the key. What it wrote is worthless if it returns an error.
func (a *CountAdvertiser) Tags(ctx context.Context, c Context, platformSet io.Reader, dst io.Writer) (Set, error) {
	k, err := a.bind(&c)
	if err != nil {
		return Set{}, err
	}
	defer k.Destroy()
	sorter := a.scratch.sorter(TagSize)
	defer sorter.Close()
	if err := tagSet(ctx, k, &c, a.scratch, platformSet, sorter.Add); err != nil {
		return Set{}, err
	}
	sorted, err := sorter.Sort()
	if err != nil {
		return Set{}, err
	}
	w := newSetWriter(dst, TagSize)
	dropped, err := copyDistinct(w, sorted, TagSize, TagSize)
	if err == nil && dropped > 0 {
		err = fmt.Errorf("%d of %d tags collide, which practically never happens by chance: run again", dropped, c.PlatformSet.Size)
	}
	return w.set(), err
}

// BlindedAdvertiser is the advertiser's role in mode blinded. SPEC.md §7.
type BlindedAdvertiser struct{ *advertiser }

// NewBlindedAdvertiser draws a fresh key.
func NewBlindedAdvertiser(p Params, s Scratch) (*BlindedAdvertiser, error) {
	a, err := newAdvertiser(Blinded, p, s, freshKey)
	if err != nil {
		return nil, err
	}
	return &BlindedAdvertiser{a}, nil
}

// RestoreBlindedAdvertiser resumes the role with a key that the same session sealed. It is for resuming and for test
// vectors.
func RestoreBlindedAdvertiser(p Params, s Scratch, key []byte) (*BlindedAdvertiser, error) {
	a, err := newAdvertiser(Blinded, p, s, givenKey(key))
	if err != nil {
		return nil, err
	}
	return &BlindedAdvertiser{a}, nil
}

// Tags reads the platform's set P and writes the tag of a·P[i] as record i to dst: aligned, so that the platform learns
// which of its elements match. It consumes the key. What it wrote is worthless if it returns an error.
func (a *BlindedAdvertiser) Tags(ctx context.Context, c Context, platformSet io.Reader, dst io.Writer) (Set, error) {
	k, err := a.bind(&c)
	if err != nil {
		return Set{}, err
	}
	defer k.Destroy()
	w := newSetWriter(dst, TagSize)
	err = tagSet(ctx, k, &c, a.scratch, platformSet, func(tags []byte) error {
		_, err := w.Write(tags)
		return err
	})
	return w.set(), err
}

// tagSet calls use with the tags of k·P, in the order of P.
func tagSet(ctx context.Context, k *ecdh.Key, c *Context, s Scratch, platformSet io.Reader, use func(tags []byte) error) error {
	d := NewDeriver(c)
	tags := make([]byte, batchSize*TagSize)
	return remaskReader(ctx, k, NewElementReader(platformSet, c.PlatformSet), func(b *elementBatch) error {
		defer s.progress(len(b.dst))
		parallel(len(b.dst), func(lo, hi int) {
			for i := lo; i < hi; i++ {
				t := d.Tag(&b.dst[i])
				copy(tags[i*TagSize:], t[:])
			}
		})
		return use(tags[:len(b.dst)*TagSize])
	})
}
