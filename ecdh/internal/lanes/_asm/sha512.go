package main

import (
	"math"
	"math/big"
)

// sha512Block emits the compression function of SHA-512 (FIPS 180-4, Section
// 6.4.2) on eight messages. Word i of the eight blocks is the i-th vector.
//
//	AX result  BX state before  SI blocks
func (p *program) sha512Block() {
	get := func(base string, i int) *value { return p.load(mem{base, 64 * i}, 0, math.MaxUint64, false) }
	var s [8]*value
	for i := range s {
		s[i] = get("BX", i)
	}
	xor3 := func(a, b, c *value) *value { return p.logic3(0x96, a, b, c) }
	sigma := func(x *value, r1, r2, r3 int) *value { return xor3(p.ror(x, r1), p.ror(x, r2), p.ror(x, r3)) }
	small := func(x *value, r1, r2, s int) *value { return xor3(p.ror(x, r1), p.ror(x, r2), p.shr(x, s)) }
	const choose, majority = 0xca, 0xe8

	var w [16]*value
	a, b, c, d, e, f, g, h := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
	for t, k := range sha512Constants() {
		i := t % 16
		if t < 16 {
			w[i] = get("SI", i)
		} else {
			// Wt = σ1(Wt−2) + Wt−7 + σ0(Wt−15) + Wt−16
			w[i] = p.addMod64(
				p.addMod64(w[i], small(w[(t-15)%16], 1, 8, 7)),
				p.addMod64(w[(t-7)%16], small(w[(t-2)%16], 19, 61, 6)))
		}
		// T1 = h + Σ1(e) + Ch(e, f, g) + Kt + Wt
		t1 := p.addMod64(p.addMod64(h, p.addMod64(w[i], p.konst(k))),
			p.addMod64(p.logic3(choose, e, f, g), sigma(e, 14, 18, 41)))
		// T2 = Σ0(a) + Maj(a, b, c)
		t2 := p.addMod64(sigma(a, 28, 34, 39), p.logic3(majority, a, b, c))
		a, b, c, d, e, f, g, h = p.addMod64(t1, t2), a, b, c, p.addMod64(d, t1), e, f, g
		p.next()
	}
	for i, x := range []*value{a, b, c, d, e, f, g, h} {
		p.store(mem{"AX", 64 * i}, p.addMod64(x, get("BX", i)))
	}
}

// sha512Constants returns the first 64 bits of the fractional parts of the
// cube roots of the first eighty primes.
func sha512Constants() (k []uint64) {
	for n := int64(2); len(k) < 80; n++ {
		if !big.NewInt(n).ProbablyPrime(0) {
			continue
		}
		// ⌊∛n·2^64⌋ = ⌊∛(n·2^192)⌋ by bisection
		want := new(big.Int).Lsh(big.NewInt(n), 192)
		r := new(big.Int)
		for bit := 68; bit >= 0; bit-- {
			r.SetBit(r, bit, 1)
			if new(big.Int).Exp(r, big.NewInt(3), nil).Cmp(want) > 0 {
				r.SetBit(r, bit, 0)
			}
		}
		k = append(k, new(big.Int).And(r, new(big.Int).SetUint64(math.MaxUint64)).Uint64())
	}
	return k
}
