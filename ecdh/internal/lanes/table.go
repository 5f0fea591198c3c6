//go:build amd64 && !purego

package lanes

import (
	"encoding/binary"
	"unsafe"

	"github.com/blindmatch/blindmatch/ecdh/internal/ristretto"
)

// The digits of the scalars that a table multiplies by, which addMultiples knows: 51 of 5 bits.
const (
	digitWidth = 5
	windows    = 51
	multiples  = 1 << (digitWidth - 1) // in a window
)

// A Table has multiples of half an element, for one instruction set: the limbs of the entries of package ristretto. It
// is immutable.
type Table struct {
	k     *kernel
	limbs []uint64
}

// NewTable returns the table of the element that b encodes, for one of the instruction sets that [Available] returns.
// It panics if b encodes none, or the identity.
func NewTable(name string, b *[32]byte) *Table { return newTable(kernelNamed(name), b) }

func newTable(k *kernel, b *[32]byte) *Table {
	entries, ok := ristretto.Multiples(b, digitWidth, windows)
	if !ok {
		panic("lanes: internal error: no table of what is not an element")
	}
	perWindow := multiples * 3 * len(k.widths)
	// addMultiples reads one window more.
	t := &Table{k, make([]uint64, 0, (windows+1)*perWindow)}
	for i := range entries {
		e := &entries[i]
		t.append(e.Plus.Bytes())
		t.append(e.Minus.Bytes())
		t.append(e.T2D.Bytes())
	}
	t.limbs = t.limbs[:cap(t.limbs)]
	return t
}

// append appends the limbs of a canonical string.
func (t *Table) append(b []byte) {
	var words [5]uint64
	for i := range words[:4] {
		words[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	at := 0
	for _, width := range t.k.widths {
		limb := words[at/64]>>(at%64) | words[at/64+1]<<(64-at%64)
		t.limbs = append(t.limbs, limb&(1<<width-1))
		at += width
	}
}

// combination is what MulTable works with.
type combination struct {
	sum         addend
	u           [4]vector // the digits of each lane's scalar
	plus, minus trio
	scratch     scratch
}

// MulTable sets dst[i] to the encoding of scalar(i) times the table's element, for canonical scalars, little-endian,
// not zero, and at most [Batch] of them. All lanes take the same steps, and no address depends on a scalar: the
// assembly reads all multiples of a window and blends them.
func (w *Workspace) MulTable(dst [][32]byte, t *Table, scalar func(i int) *[32]byte) {
	if t.k != w.k {
		panic("lanes: internal error: a table for another instruction set")
	}
	w.n = 0
	count := w.trios(len(dst))
	if count == 0 {
		return
	}
	w.used = max(w.used, count)
	k, c := w.k, &w.combination
	for i := range count {
		p := &w.points[i]
		for g, group := range split(w, dst, i) {
			first := (i*triple + g) * k.lanes
			words := k.words(&c.u)
			for lane := range group {
				u := ristretto.Recode(scalar(first+lane), digitWidth*windows)
				for j := range u {
					words[j*k.lanes+lane] = u[j]
				}
			}
			c.sum.plus = w.constants.one[0]
			c.sum.minus = w.constants.one[0]
			c.sum.z = w.constants.one[0]
			c.sum.t = w.constants.zero[0]
			k.addMultiples(&c.sum, &t.limbs[0], &c.u, windows, &c.scratch)
			c.plus[g] = c.sum.plus
			c.minus[g] = c.sum.minus
			p.Z[g] = c.sum.z
		}
		// (Y + X) − (Y − X) : (Y + X) + (Y − X) : 2·Z
		k.subtract3(&p.X, &c.plus, &c.minus)
		k.add3(&p.Y, &c.plus, &c.minus)
		k.add3(&p.Z, &p.Z, &p.Z)
	}
	w.encodeDoubled(dst)
}

// words returns vectors as the words of all lanes, one vector after the other.
func (k *kernel) words(u *[4]vector) []uint64 {
	words := (*[4 * lanes]uint64)(unsafe.Pointer(u))
	return words[:4*k.lanes]
}
