//go:build amd64 && !purego

package lanes

// power22523 sets z to the (p−5)/8-th power of x, which is 2^252 − 3. t is overwritten.
func (k *kernel) power22523(z, x *trio, t *[4]trio) {
	t0, t1, t2 := &t[0], &t[1], &t[2]

	k.square3(t0, x, 1)     // x^2
	k.square3(t1, t0, 2)    // x^8
	k.multiply3(t1, t1, x)  // x^9
	k.multiply3(t0, t0, t1) // x^11
	k.square3(t0, t0, 1)    // x^22
	k.multiply3(t0, t0, t1) // x^(2^5 − 1)
	k.square3(t1, t0, 5)    //
	k.multiply3(t0, t0, t1) // x^(2^10 − 1)
	k.square3(t1, t0, 10)   //
	k.multiply3(t1, t1, t0) // x^(2^20 − 1)
	k.square3(t2, t1, 20)   //
	k.multiply3(t1, t1, t2) // x^(2^40 − 1)
	k.square3(t1, t1, 10)   //
	k.multiply3(t0, t0, t1) // x^(2^50 − 1)
	k.square3(t1, t0, 50)   //
	k.multiply3(t1, t1, t0) // x^(2^100 − 1)
	k.square3(t2, t1, 100)  //
	k.multiply3(t1, t1, t2) // x^(2^200 − 1)
	k.square3(t1, t1, 50)   //
	k.multiply3(t0, t0, t1) // x^(2^250 − 1)
	k.square3(t0, t0, 2)    //
	k.multiply3(z, t0, x)   // x^(2^252 − 3)
}

// invert replaces x by its inverse, and 0 by 0. t is overwritten.
func (k *kernel) invert(x *trio, t *[4]trio) {
	// p − 2 = 8·(2^252 − 3) + 3
	cube := &t[3]
	k.square3(cube, x, 1)
	k.multiply3(cube, cube, x)
	k.power22523(x, x, t)
	k.square3(x, x, 3)
	k.multiply3(x, x, cube)
}
