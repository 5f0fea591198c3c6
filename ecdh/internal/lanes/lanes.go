//go:build amd64 && !purego

package lanes

import (
	"encoding/binary"
	"iter"
	"unsafe"

	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// Batch is the largest number of points in a batch.
const Batch = 1024

// A Workspace holds the points of one batch. The zero value is not usable, see [New].
type Workspace struct {
	*slab
	k         *kernel
	constants *constants
	points    []points // three groups each
	encodings []encoding
	serial    *xmd.Expander // one item after the other; nil: expand is used
	dst       *xmd.DST      // that expand is prepared for
	n         int           // points set and not yet multiplied
	used      int           // elements of points that Clear has to overwrite
}

// slab is the memory of a workspace, without pointers, apart from points and encodings. Like these it is aligned to 64
// bytes, which is a cache line and the size of the largest vector. So is every field that the assembly sees as vectors:
// those come first.
type slab struct {
	multiplication multiplication
	combination    combination
	other          points // the second of two to add
	root           root
	decoding       decoding
	mapping        mapping
	encoder        encoder
	plain          plain
	product        trio
	temps          [4]trio
	masks          [2]masks
	uniform        [8]vector
	expand         expander

	digits digits
	pad    [lanes][32]byte // the strings of a group that isn't full
	hashed [64]byte        // one item, expanded
}

// New returns an empty Workspace for one of the instruction sets that [Available] returns. It panics for others.
func New(name string) *Workspace { return newWorkspace(kernelNamed(name)) }

func newWorkspace(k *kernel) *Workspace {
	w := &Workspace{
		k: k, slab: &alignedSlice[slab](1)[0], constants: newConstants(k),
	}
	w.points = alignedSlice[points](w.trios(Batch))
	w.encodings = alignedSlice[encoding](w.trios(Batch))
	if k.lanes == lanes {
		w.expand.init()
	} else {
		w.serial = xmd.NewSHA512()
	}
	return w
}

// alignedSlice returns n values without pointers, the first on a multiple of 64 bytes.
func alignedSlice[T any](n int) []T {
	const align = 64
	var zero T
	memory := make([]byte, uintptr(n)*unsafe.Sizeof(zero)+align)
	offset := -uintptr(unsafe.Pointer(&memory[0])) % align
	return unsafe.Slice((*T)(unsafe.Pointer(&memory[offset])), n)
}

// Hash sets point i to hash_to_ristretto255(items[i]) of RFC 9380, Appendix B, with expand_message_xmd over SHA-512
// under dst. There are at most [Batch] items.
func (w *Workspace) Hash(dst *xmd.DST, items [][]byte) {
	if w.dst != dst && w.serial == nil {
		w.expand.prepare(dst.Prime())
	}
	w.dst = dst
	w.n = len(items)
	count := w.trios(len(items))
	w.used = max(w.used, count)
	for i := range count {
		t := &w.mapping.t
		for g, group := range split(w, items, i) {
			w.k.loadUniform(&t[0][g], &t[1][g], w.expandGroup(group))
		}
		w.mapUniform(&w.points[i])
	}
}

// expandGroup returns expand_message_xmd of at most as many items as there are lanes, as vectors of big-endian words.
// They are valid until the next call.
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

// groups returns the number of groups that hold n points, trios that of trios.
func (w *Workspace) groups(n int) int { return (n + w.k.lanes - 1) / w.k.lanes }
func (w *Workspace) trios(n int) int  { return (w.groups(n) + triple - 1) / triple }

// split returns what belongs to each group of trio i. Empty groups are left out, and the last one may not be full. The
// unused lanes compute with what was there before; their results are not used.
func split[T any](w *Workspace, all []T, i int) iter.Seq2[int, []T] {
	all = all[i*triple*w.k.lanes:]
	return func(yield func(int, []T) bool) {
		for g := range triple {
			n := min(w.k.lanes, len(all))
			if n == 0 || !yield(g, all[:n]) {
				return
			}
			all = all[n:]
		}
	}
}

// Decode sets point i to the group element that src[i] encodes, and returns len(src), or the index of the first string
// that is not the canonical encoding of an element or is that of the identity (32 zero bytes). The points before that
// index are set then. There are at most [Batch] strings.
func (w *Workspace) Decode(src [][32]byte) int {
	for i := range w.trios(len(src)) {
		d := &w.decoding
		for g, group := range split(w, src, i) {
			for lane := range group {
				d.good[g][lane] = acceptable(&group[lane])
			}
			w.k.loadStrings(&d.s[g], w.strings(group))
		}
		w.decode(&w.points[i])
		w.used = max(w.used, i+1)
		for g, group := range split(w, src, i) {
			for lane := range group {
				if d.good[g][lane] == 0 {
					w.n = (i*triple+g)*w.k.lanes + lane
					return w.n
				}
			}
		}
	}
	w.n = len(src)
	return len(src)
}

// strings returns the first of as many strings as there are lanes.
func (w *Workspace) strings(group [][32]byte) *[32]byte {
	if len(group) < w.k.lanes {
		clear(w.pad[copy(w.pad[:], group):])
		return &w.pad[0]
	}
	return &group[0]
}

// Mul sets dst[i] to the encoding of 2*half*P, where P is point i and half is a canonical scalar, little-endian, not
// zero. The identity, which no other product is, encodes as 32 zero bytes. At most as many points as were set can be
// multiplied; they are gone afterwards.
func (w *Workspace) Mul(dst [][32]byte, half *[32]byte) {
	if len(dst) > w.n {
		panic("lanes: internal error: more products wanted than points set")
	}
	w.n = 0
	count := w.trios(len(dst))
	if count == 0 {
		return
	}
	w.digits.set(half)
	for i := range count {
		w.multiply(&w.points[i], min(w.groups(len(dst))-i*triple, triple), &w.digits)
	}
	w.digits = digits{}
	w.multiplication.mask.fill(0)
	w.encodeDoubled(dst)
}

// encodeDoubled sets dst[i] to the encoding of 2·P, where P is point i.
func (w *Workspace) encodeDoubled(dst [][32]byte) {
	count := w.trios(len(dst))
	// The inverses for all trios from one inversion of their product: with Pi = a0·…·ai, 1/ai = P(i−1)/Pi and 1/P(i−1)
	// = ai/Pi.
	w.product = w.constants.one
	for i := range count {
		w.encodeStart(&w.encodings[i], &w.points[i], &w.product)
	}
	w.k.invert(&w.product, &w.temps)
	for i := count - 1; i >= 0; i-- {
		w.encodeFinish(&w.encodings[i], &w.points[i], &w.product)
		w.store(dst, i)
	}
}

// store writes the strings of trio i, which w.encoder.t has.
func (w *Workspace) store(dst [][32]byte, i int) {
	for g, group := range split(w, dst, i) {
		if len(group) < w.k.lanes {
			w.k.storeStrings(&w.pad[0], &w.encoder.t[g])
			copy(group, w.pad[:])
		} else {
			w.k.storeStrings(&group[0], &w.encoder.t[g])
		}
	}
}

// Encode sets dst[i] to the encoding of point i, or to 32 zero bytes for the identity. At most as many points as were
// set can be encoded; they are gone afterwards.
func (w *Workspace) Encode(dst [][32]byte) {
	if len(dst) > w.n {
		panic("lanes: internal error: more encodings wanted than points set")
	}
	w.n = 0
	for i := range w.trios(len(dst)) {
		w.encodePlain(&w.points[i])
		w.store(dst, i)
	}
}

// Clear overwrites what the batches since the last Clear left: hashes of items are an unkeyed function of identifiers.
func (w *Workspace) Clear() {
	clear(w.points[:w.used])
	clear(w.encodings[:w.used])
	w.multiplication = multiplication{}
	w.combination = combination{}
	w.other = points{}
	w.root = root{}
	w.decoding = decoding{}
	w.mapping = mapping{}
	w.encoder = encoder{}
	w.plain = plain{}
	w.product = trio{}
	w.temps, w.masks = [4]trio{}, [2]masks{}
	w.digits = digits{}
	clear(w.pad[:])
	clear(w.uniform[:])
	clear(w.hashed[:])
	if w.serial == nil {
		w.expand.clear()
	} else {
		w.serial.Clear()
	}
	w.n, w.used = 0, 0
}
