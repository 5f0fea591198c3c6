package psi

import (
	"bytes"
	"context"
	"io"
	"runtime"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/internal/stages"
)

// Scratch bounds what a role may use: memory for sorting, and a directory to spill to beyond that. The zero value is
// usable.
type Scratch struct {
	Memory   int             // bytes for each sort; 0 means 64 MiB
	Dir      string          // directory for spilled runs; "" means the system's directory for temporary files
	Progress func(items int) // called now and then with the items done since the last call; nil means no calls
}

// LimitSorts bounds what all sorts of this process hold in memory together, in bytes; each may hold 4 MiB beyond it.
// Sorts whose Scratch names no bound of their own then take at most a quarter of it. 0 takes the bound away.
func LimitSorts(bytes int64) { extsort.Limit(bytes) }

// sorter sorts records of a width, of which probably as many will come as expected; 0 means nobody knows.
func (s Scratch) sorter(width int, expected uint64) *extsort.Sorter {
	return extsort.New(extsort.Config{Width: width, Memory: s.Memory, Expect: expected, Dir: s.Dir})
}

func (s Scratch) progress(n int) {
	if s.Progress != nil {
		s.Progress(n)
	}
}

// batchSize is the number of items that move through a role at a time: 1 MiB of elements, enough to keep all cores busy
// for many milliseconds.
const batchSize = 1 << 15

// elementBatch holds elements before and after a multiplication.
type elementBatch struct {
	raw      []byte
	src, dst []ecdh.Element
	first    uint64 // position of src[0] in its set
	part     int    // that src belongs to
}

func newElementBatch() *elementBatch {
	return &elementBatch{
		raw: make([]byte, batchSize*ElementSize),
		src: make([]ecdh.Element, 0, batchSize),
		dst: make([]ecdh.Element, batchSize),
	}
}

// remask multiplies every record that is read and calls keep with the batches in order. Each is of one part. Progress is
// told several times a batch: whoever waits in it for somebody else's turn soon stands still.
func remask(ctx context.Context, k *ecdh.Key, r RecordSource, s Scratch, keep func(*elementBatch) error) error {
	var position uint64
	step := min(batchSize, 4096*runtime.GOMAXPROCS(0))
	return stages.Run(ctx, newElementBatch,
		func(b *elementBatch) (bool, error) {
			b.src, b.first = b.src[:0], position
			n, err := r.Read(b.raw)
			if err == io.EOF {
				return false, nil
			}
			if err != nil {
				return false, err
			}
			b.part = r.Part()
			for i := 0; i < n; i += ElementSize {
				b.src = append(b.src, ecdh.Element(b.raw[i:]))
			}
			position += uint64(len(b.src))
			return true, nil
		},
		func(b *elementBatch) error {
			b.dst = b.dst[:len(b.src)]
			for at := 0; at < len(b.src); at += step {
				to := min(at+step, len(b.src))
				if n, err := k.Remask(b.dst[at:to], b.src[at:to]); err != nil {
					return BadElement(b.first+uint64(at+n), err)
				}
				s.progress(to - at)
			}
			return nil
		},
		func(b *elementBatch) error {
			if len(b.src) == 0 {
				return nil // after the end
			}
			return keep(b)
		})
}

func compareElements(a, b *ecdh.Element) int { return bytes.Compare(a[:], b[:]) }
