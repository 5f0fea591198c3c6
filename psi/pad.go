package psi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/blindmatch/blindmatch/ecdh"
)

// randomKeys yields n random match keys that belong to nobody's identifier.
func randomKeys(n uint64) iter.Seq2[[32]byte, error] {
	return func(yield func([32]byte, error) bool) {
		for range n {
			var key [32]byte
			rand.Read(key[:])
			if !yield(key, nil) {
				return
			}
		}
	}
}

// Pad reads the masked list back and writes it to dst with random elements mixed in, so that it has size elements and
// its size does not show how many are real. From then on the padded list is the list. It can be called once, after
// MaskList.
func (a *advertiser) Pad(ctx context.Context, list io.Reader, size uint64, dst io.Writer) (Set, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key == nil || a.list == nil || a.list.Size == 0 || a.padded {
		return Set{}, ErrKeyUsed
	}
	old := *a.list
	if size < old.Size {
		return Set{}, fmt.Errorf("padding to %d elements: the list has %d", size, old.Size)
	}
	a.padded, a.list = true, new(Set) // a list that failed halfway counts as used
	sorter := a.scratch.sorter(ElementSize)
	defer sorter.Close()
	in := NewElementReader(list, old)
	buf := make([]byte, batchSize*ElementSize)
	for {
		n, err := in.Read(buf)
		if err == io.EOF {
			break
		}
		if err == nil {
			err = sorter.Add(buf[:n])
		}
		if err != nil {
			return Set{}, err
		}
	}
	err := maskSeq(ctx, a.key, randomKeys(size-old.Size), func(masked []ecdh.Element) error {
		buf = elementBytes(buf, masked)
		return sorter.Add(buf)
	})
	if err != nil {
		return Set{}, err
	}
	sorted, err := sorter.Sort()
	if err != nil {
		return Set{}, err
	}
	w := newSetWriter(dst, ElementSize)
	dropped, err := copyDistinct(w, sorted, ElementSize, ElementSize)
	if err == nil && dropped > 0 {
		err = errors.New("random elements collide, which practically never happens by chance: run again")
	}
	if err != nil {
		return Set{}, err
	}
	*a.list = w.set()
	return *a.list, nil
}

// Padded is d followed by n random elements, which match nobody: positions from d's size on are theirs. They are drawn
// anew each time.
func (d Dataset) Padded(n uint64) Dataset {
	own := d.Elements
	d.Elements = func(yield func(ecdh.Element, error) bool) {
		for e, err := range own {
			if !yield(e, err) {
				return
			}
		}
		const batch = 1024
		dst, items := make([]ecdh.Element, batch), make([][]byte, batch)
		for left := n; left > 0; {
			k := min(left, batch)
			left -= k
			for i := range k {
				items[i] = make([]byte, 32)
				rand.Read(items[i])
			}
			d.Key.Mask(dst[:k], items[:k])
			for _, e := range dst[:k] {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
	return d
}

// PadList is what an advertiser pads a list of size elements to: the next of the sizes 1,000, 1,190, 1,415, 1,682 and
// their doubles, which are 1000·2^(k/4) and make a list at most a fifth larger. It is at most most, unless size itself
// is more.
func PadList(size, most uint64) uint64 {
	for scale := uint64(1); scale < 1<<40; scale *= 2 {
		for _, step := range []uint64{1000, 1190, 1415, 1682} {
			if padded := step * scale; padded >= size {
				return max(size, min(padded, most))
			}
		}
	}
	return size
}
