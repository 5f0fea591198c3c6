//go:build amd64 && !purego

package lanes

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// Batch is the largest number of points in a batch.
const Batch = 1024

// Powers are taken of three elements at a time.
const triple = 3

// A Workspace holds the points of one batch. The zero value is not usable, see
// [New].
type Workspace struct {
	*slab
	k         *kernel
	points    []point // a group each
	encodings []encoding
	serial    *xmd.Expander // an item after the other; nil: expand is used
	dst       *xmd.DST      // that expand is prepared for
	n         int           // points set and not yet multiplied
	used      int           // groups that Clear has to overwrite
}

// slab is the memory of a workspace, without pointers, apart from points and
// encodings. Like these it is aligned to 64 bytes, a cache line and the size
// of the largest vector, and so is every field that the assembly sees as
// vectors: those come first.
type slab struct {
	areas     [2]area
	decodings [triple]decoding
	mappings  [triple][2]mapping
	powers    [2 * triple]element
	temps     [4][3]element
	uniform   [8]vector
	expand    expander

	digits digits
	pad    [lanes][32]byte // the strings of a group that isn't full
	bad    byte            // which strings of a group are
	hashed [64]byte        // one item, expanded
}

// New returns an empty Workspace for one of the instruction sets that
// [Available] returns. It panics for others.
func New(name string) *Workspace {
	for i := range kernels {
		if k := &kernels[i]; k.name == name && k.available {
			return newWorkspace(k)
		}
	}
	panic("lanes: internal error: instruction set not available")
}

func newWorkspace(k *kernel) *Workspace {
	w := &Workspace{
		k: k, slab: &alignedSlice[slab](1)[0],
		points:    alignedSlice[point](Batch / k.lanes),
		encodings: alignedSlice[encoding](Batch / k.lanes),
	}
	if k.lanes == lanes {
		w.expand.init()
	} else {
		w.serial = xmd.NewSHA512()
	}
	return w
}

// alignedSlice returns n values without pointers, the first on a multiple of
// 64 bytes.
func alignedSlice[T any](n int) []T {
	const align = 64
	var zero T
	memory := make([]byte, uintptr(n)*unsafe.Sizeof(zero)+align)
	offset := -uintptr(unsafe.Pointer(&memory[0])) % align
	return unsafe.Slice((*T)(unsafe.Pointer(&memory[offset])), n)
}

// Hash sets point i to hash_to_ristretto255(items[i]) of RFC 9380, Appendix B,
// with expand_message_xmd over SHA-512 under dst. There are at most [Batch]
// items.
func (w *Workspace) Hash(dst *xmd.DST, items [][]byte) {
	if w.dst != dst && w.serial == nil {
		w.expand.prepare(dst.Prime())
	}
	w.dst = dst
	w.n = len(items)
	count := w.groupsOf(len(items))
	w.used = max(w.used, count)
	for first := 0; first < count; first += triple {
		end := min(first+triple, count)
		for g := first; g < end; g++ {
			uniform := w.expandGroup(items[g*w.k.lanes : min((g+1)*w.k.lanes, len(items))])
			w.k.mapStart(&w.mappings[g-first], pair(&w.powers, g-first), uniform)
		}
		w.k.power22523((*[3]element)(w.powers[:3]), &w.temps)
		if end-first > 1 {
			w.k.power22523((*[3]element)(w.powers[3:]), &w.temps)
		}
		for g := first; g < end; g++ {
			w.k.mapFinish(&w.points[g], &w.mappings[g-first], pair(&w.powers, g-first), &w.areas[0])
		}
	}
}

func pair(e *[2 * triple]element, i int) *[2]element { return (*[2]element)(e[2*i:]) }

// expandGroup returns expand_message_xmd of at most as many items as there are
// lanes, as vectors of big-endian words. They are valid until the next call.
func (w *Workspace) expandGroup(items [][]byte) *[8]vector {
	if w.serial == nil {
		return w.expand.group(items)
	}
	words := (*[8 * lanes]uint64)(unsafe.Pointer(&w.uniform))
	for lane, item := range items {
		w.serial.Expand(w.hashed[:], w.dst, item)
		for i := range 8 {
			words[i*w.k.lanes+lane] = binary.BigEndian.Uint64(w.hashed[8*i:])
		}
	}
	return &w.uniform
}

// groupsOf returns the number of groups that hold n points.
func (w *Workspace) groupsOf(n int) int { return (n + w.k.lanes - 1) / w.k.lanes }

// Decode sets point i to the group element that src[i] encodes, and returns
// len(src), or the index of the first string that is not the canonical
// encoding of an element or is that of the identity (32 zero bytes). The
// points before that index are set then. There are at most [Batch] strings.
func (w *Workspace) Decode(src [][32]byte) int {
	count := w.groupsOf(len(src))
	for first := 0; first < count; first += triple {
		end := min(first+triple, count)
		for g := first; g < end; g++ {
			w.k.decodeStart(&w.decodings[g-first], &w.powers[g-first], w.strings(src, g))
		}
		w.k.power22523((*[3]element)(w.powers[:3]), &w.temps)
		for g := first; g < end; g++ {
			w.k.decodeFinish(&w.points[g], &w.bad, &w.decodings[g-first], &w.powers[g-first])
			w.used = max(w.used, g+1)
			if n := g*w.k.lanes + bits.TrailingZeros8(w.bad); n < min((g+1)*w.k.lanes, len(src)) {
				w.n = n
				return n
			}
		}
	}
	w.n = len(src)
	return len(src)
}

// strings returns the first of the strings of group g, padded with the
// identity.
func (w *Workspace) strings(src [][32]byte, g int) *[32]byte {
	if rest := src[g*w.k.lanes:]; len(rest) < w.k.lanes {
		clear(w.pad[copy(w.pad[:], rest):])
		return &w.pad[0]
	}
	return &src[g*w.k.lanes]
}

// Mul sets dst[i] to the encoding of 2*half*P, where P is point i and half
// is a canonical scalar, little-endian, not zero. The identity, which no other
// product is, encodes as 32 zero bytes. At most as many points as were set can
// be multiplied; they are gone afterwards.
func (w *Workspace) Mul(dst [][32]byte, half *[32]byte) {
	if len(dst) > w.n {
		panic("lanes: internal error: more products wanted than points set")
	}
	w.n = 0
	count := w.groupsOf(len(dst))
	if count == 0 {
		return
	}
	w.digits.set(half)
	g := 0
	if w.k.multiply2 != nil {
		for ; g+1 < count; g += 2 {
			w.k.multiply2((*[2]point)(w.points[g:]), &w.areas, &w.digits)
		}
	}
	for ; g < count; g++ {
		w.k.multiply1(&w.points[g], &w.areas[0], &w.digits)
	}
	clear(w.digits[:])

	// The inverses for all groups from one inversion of their product: with
	// Pi = a0·…·ai, 1/ai = P(i−1)/Pi and 1/P(i−1) = ai/Pi.
	product := (*[3]element)(w.powers[:3])
	*product = [3]element{w.k.ones, w.k.ones, w.k.ones}
	for g := range count {
		w.k.encodeStart(&w.points[g], &w.encodings[g], &product[0], &w.areas[0])
	}
	w.k.invert(product, &w.temps)
	for g := count - 1; g >= 0; g-- {
		rest := dst[g*w.k.lanes:]
		out := &rest[0]
		if len(rest) < w.k.lanes {
			out = &w.pad[0]
		}
		w.k.encodeFinish(out, &w.points[g], &w.encodings[g], &product[0], &w.areas[0])
		if len(rest) < w.k.lanes {
			copy(rest, w.pad[:])
		}
	}
}

// Clear overwrites what the batches since the last Clear left: hashes of items
// are an unkeyed function of identifiers.
func (w *Workspace) Clear() {
	clear(w.points[:w.used])
	clear(w.encodings[:w.used])
	clear(w.areas[:])
	clear(w.pad[:])
	clear(w.decodings[:])
	clear(w.mappings[:])
	clear(w.powers[:])
	clear(w.temps[:])
	clear(w.uniform[:])
	clear(w.hashed[:])
	if w.serial == nil {
		w.expand.clear()
	} else {
		w.serial.Clear()
	}
	w.n, w.used = 0, 0
}
