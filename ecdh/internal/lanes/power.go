//go:build amd64 && !purego

package lanes

// power22523 replaces three elements by their (p−5)/8-th power, which is
// 2^252 − 3. t is overwritten.
func (k *kernel) power22523(x *[3]element, t *[4][3]element) {
	t0, t1, t2 := &t[0], &t[1], &t[2]
	squares := func(z, x *[3]element, n int) {
		*z = *x
		k.squareN3(z, n)
	}

	squares(t0, x, 1)       // x^2
	squares(t1, t0, 2)      // x^8
	k.multiply3(t1, t1, x)  // x^9
	k.multiply3(t0, t0, t1) // x^11
	k.squareN3(t0, 1)       // x^22
	k.multiply3(t0, t0, t1) // x^(2^5 − 1)
	squares(t1, t0, 5)      //
	k.multiply3(t0, t0, t1) // x^(2^10 − 1)
	squares(t1, t0, 10)     //
	k.multiply3(t1, t1, t0) // x^(2^20 − 1)
	squares(t2, t1, 20)     //
	k.multiply3(t1, t1, t2) // x^(2^40 − 1)
	k.squareN3(t1, 10)      //
	k.multiply3(t0, t0, t1) // x^(2^50 − 1)
	squares(t1, t0, 50)     //
	k.multiply3(t1, t1, t0) // x^(2^100 − 1)
	squares(t2, t1, 100)    //
	k.multiply3(t1, t1, t2) // x^(2^200 − 1)
	k.squareN3(t1, 50)      //
	k.multiply3(t0, t0, t1) // x^(2^250 − 1)
	k.squareN3(t0, 2)       //
	k.multiply3(x, t0, x)   // x^(2^252 − 3)
}

// invert replaces three elements by their inverses, and 0 by 0. t is
// overwritten.
func (k *kernel) invert(x *[3]element, t *[4][3]element) {
	// p − 2 = 8·(2^252 − 3) + 3
	cube := &t[3]
	*cube = *x
	k.squareN3(cube, 1)
	k.multiply3(cube, cube, x)
	k.power22523(x, t)
	k.squareN3(x, 3)
	k.multiply3(x, x, cube)
}
