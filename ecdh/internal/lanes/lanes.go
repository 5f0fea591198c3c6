//go:build amd64 && !purego

package lanes

import (
	"math/bits"
	"unsafe"

	"golang.org/x/sys/cpu"

	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// Available reports whether this machine has the instructions.
func Available() bool {
	return cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512IFMA
}

// Batch is the largest number of points in a batch.
const Batch = 1024

const (
	groups = Batch / lanes
	// Powers are taken of three elements at a time.
	triple = 3
)

// A Workspace holds the points of one batch. The zero value is not usable, see
// [New].
type Workspace struct {
	*slab
	dst  *xmd.DST // that expand is prepared for
	n    int      // points set and not yet multiplied
	used int      // groups that Clear has to overwrite
}

// slab is the memory of a workspace, without pointers. It is aligned to 64
// bytes, a cache line and the size of a vector, and so is every field that the
// assembly sees as vectors: those come first.
type slab struct {
	points    [groups]point
	encodings [groups]encoding
	areas     [2]area
	decodings [triple]decoding
	mappings  [triple][2]mapping
	powers    [2 * triple]element
	temps     [3][3]element
	expand    expander

	digits digits
	pad    [lanes][32]byte // the strings of a group that isn't full
}

// New returns an empty Workspace.
func New() *Workspace {
	const align = 64
	memory := make([]byte, unsafe.Sizeof(slab{})+align)
	offset := -uintptr(unsafe.Pointer(&memory[0])) % align
	w := &Workspace{slab: (*slab)(unsafe.Pointer(&memory[offset]))}
	w.expand.init()
	return w
}

// Hash sets point i to hash_to_ristretto255(items[i]) of RFC 9380, Appendix B,
// with expand_message_xmd over SHA-512 under dst. There are at most [Batch]
// items.
func (w *Workspace) Hash(dst *xmd.DST, items [][]byte) {
	if w.dst != dst {
		w.dst = dst
		w.expand.prepare(dst.Prime())
	}
	w.n = len(items)
	count := groupsOf(len(items))
	w.used = max(w.used, count)
	for first := 0; first < count; first += triple {
		end := min(first+triple, count)
		for g := first; g < end; g++ {
			uniform := w.expand.group(items[g*lanes : min((g+1)*lanes, len(items))])
			mapStart(&w.mappings[g-first], pair(&w.powers, g-first), uniform)
		}
		power22523((*[3]element)(w.powers[:3]), &w.temps)
		if end-first > 1 {
			power22523((*[3]element)(w.powers[3:]), &w.temps)
		}
		for g := first; g < end; g++ {
			mapFinish(&w.points[g], &w.mappings[g-first], pair(&w.powers, g-first), &w.areas[0])
		}
	}
}

func pair(e *[2 * triple]element, i int) *[2]element { return (*[2]element)(e[2*i:]) }

// groupsOf returns the number of groups that hold n points.
func groupsOf(n int) int { return (n + lanes - 1) / lanes }

// Decode sets point i to the group element that src[i] encodes, and returns
// len(src), or the index of the first string that is not the canonical
// encoding of an element or is that of the identity (32 zero bytes). The
// points before that index are set then. There are at most [Batch] strings.
func (w *Workspace) Decode(src [][32]byte) int {
	count := groupsOf(len(src))
	for first := 0; first < count; first += triple {
		end := min(first+triple, count)
		for g := first; g < end; g++ {
			decodeStart(&w.decodings[g-first], &w.powers[g-first], w.strings(src, g))
		}
		power22523((*[3]element)(w.powers[:3]), &w.temps)
		for g := first; g < end; g++ {
			var bad byte
			decodeFinish(&w.points[g], &bad, &w.decodings[g-first], &w.powers[g-first])
			w.used = max(w.used, g+1)
			if n := g*lanes + bits.TrailingZeros8(bad); n < min((g+1)*lanes, len(src)) {
				w.n = n
				return n
			}
		}
	}
	w.n = len(src)
	return len(src)
}

// strings returns the strings of group g, padded with the identity.
func (w *Workspace) strings(src [][32]byte, g int) *[lanes][32]byte {
	if rest := src[g*lanes:]; len(rest) < lanes {
		clear(w.pad[copy(w.pad[:], rest):])
		return &w.pad
	}
	return (*[lanes][32]byte)(src[g*lanes:])
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
	count := groupsOf(len(dst))
	if count == 0 {
		return
	}
	w.digits.set(half)
	for g := 0; g+1 < count; g += 2 {
		multiply2((*[2]point)(w.points[g:]), &w.areas, &w.digits)
	}
	if count%2 == 1 {
		multiply1(&w.points[count-1], &w.areas[0], &w.digits)
	}
	clear(w.digits[:])

	// The inverses for all groups from one inversion of their product: with
	// Pi = a0·…·ai, 1/ai = P(i−1)/Pi and 1/P(i−1) = ai/Pi.
	product := (*[3]element)(w.powers[:3])
	*product = [3]element{ones, ones, ones}
	for g := range count {
		encodeStart(&w.points[g], &w.encodings[g], &product[0], &w.areas[0])
	}
	invert(product, &w.temps)
	for g := count - 1; g >= 0; g-- {
		if rest := dst[g*lanes:]; len(rest) < lanes {
			encodeFinish(&w.pad, &w.points[g], &w.encodings[g], &product[0], &w.areas[0])
			copy(rest, w.pad[:])
			continue
		}
		encodeFinish((*[lanes][32]byte)(dst[g*lanes:]), &w.points[g], &w.encodings[g], &product[0], &w.areas[0])
	}
}

// ones is 1 in every lane.
var ones = element{{1, 1, 1, 1, 1, 1, 1, 1}}

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
	w.expand.clear()
	w.n, w.used = 0, 0
}
