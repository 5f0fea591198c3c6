package p256field

import "math/bits"

// all is the mask for operations that are always done.
const all = 1<<64 - 1

// The limbs of p are, from the lowest, 2^64 - 1, 2^32 - 1, 0 and
// 2^64 - 2^32 + 1: under a mask m, m, m>>32, 0 and -(m>>32).
//
// These functions are on numbers of four limbs. They are small enough to be inlined, unlike functions on an Element:
// the limbs stay in registers, and carries in the carry flag.

// add returns x + y, where c is the limb above.
func add(x0, x1, x2, x3, y0, y1, y2, y3 uint64) (t0, t1, t2, t3, c uint64) {
	t0, c = bits.Add64(x0, y0, 0)
	t1, c = bits.Add64(x1, y1, c)
	t2, c = bits.Add64(x2, y2, c)
	t3, c = bits.Add64(x3, y3, c)
	return
}

// addP returns x + p mod R if mask is 2^64 - 1, and x if it is 0.
func addP(x0, x1, x2, x3, mask uint64) (t0, t1, t2, t3 uint64) {
	var c uint64
	t0, c = bits.Add64(x0, mask, 0)
	t1, c = bits.Add64(x1, mask>>32, c)
	t2, c = bits.Add64(x2, 0, c)
	t3, _ = bits.Add64(x3, -(mask >> 32), c)
	return
}

// subP returns x - p and 1 for a borrow if mask is 2^64 - 1, and x if it is 0. The top limb x4 of the minuend is 0 or
// 1, that of the difference is left out.
func subP(x0, x1, x2, x3, x4, mask uint64) (t0, t1, t2, t3, b uint64) {
	t0, b = bits.Sub64(x0, mask, 0)
	t1, b = bits.Sub64(x1, mask>>32, b)
	t2, b = bits.Sub64(x2, 0, b)
	t3, b = bits.Sub64(x3, -(mask >> 32), b)
	_, b = bits.Sub64(x4, 0, b)
	return
}
