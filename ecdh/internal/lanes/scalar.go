//go:build amd64 && !purego

package lanes

import (
	"encoding/binary"
	"math/bits"
)

// The digits of a scalar are passed to addDigits in a few calls. Goroutines can't be preempted in assembly, but one
// digit per call takes up to 6 % longer.
const (
	calls  = 3
	atOnce = 21
)

// digits is a scalar k modulo the group's order l as
//
//	±k = 16^62·(2·over + d[0]) + Σ d[i]·16^(62−i)    (mod l)
//
// with odd digits from −15 to 15, the first one positive. Odd digits need no zero, so every digit costs the same
// addition. k or l − k is odd, and the sign says which one it is.
type digits struct {
	d [calls * atOnce]digit
	// over is for the scalars from 2^252 to l, whose first digit is 17.
	over, negative uint64 // all ones or zeros
}

// digit is one digit in the form that the assembly loads: bytes of all ones or zeros.
type digit struct {
	entry    [3]byte // bits of the index of the entry among P, 3P … 15P
	negative byte    // whether to take its negative
	_        [4]byte
}

// order is l = 2^252 + 27742317777372353535851937790883648493.
var order = [4]uint64{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000}

// set recodes a canonical scalar that isn't zero, in constant time.
func (d *digits) set(scalar *[32]byte) {
	var k, minus [4]uint64
	var borrow uint64
	for i := range k {
		k[i] = binary.LittleEndian.Uint64(scalar[8*i:])
		minus[i], borrow = bits.Sub64(order[i], k[i], borrow)
	}
	even := k[0]&1 - 1 // all ones for an even k
	for i := range k {
		k[i] ^= (k[i] ^ minus[i]) & even
	}
	// k = 16·k' + digit with k' = ⌊k/16⌋ | 1 and digit = (k mod 32) − 16.
	for i := len(d.d) - 1; i > 0; i-- {
		w := k[0] | 1
		below16 := w>>4&1 - 1 // all ones for a negative digit
		// |digit| = 2·entry + 1
		d.d[i].set(2*((w>>1^below16)&7)|1, below16)
		for j := range k[:3] {
			k[j] = k[j]>>4 | k[j+1]<<60
		}
		k[3] >>= 4
	}
	first := k[0] | 1
	d.over, d.negative = -(first >> 4), even
	d.d[0].set(first-2&d.over, 0)
	clear(k[:])
	clear(minus[:])
}

// set sets d to abs, odd and at most 15, or to −abs if the mask negative says so.
func (d *digit) set(abs, negative uint64) {
	d.negative = byte(negative)
	for i := range d.entry {
		d.entry[i] = -byte(abs >> (i + 1) & 1)
	}
}
