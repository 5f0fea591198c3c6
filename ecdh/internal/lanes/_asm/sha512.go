package main

import (
	"math"
	"math/big"
)

const (
	shaState  = 0 // 8 vectors of working variables
	shaWords  = 8 // 16 vectors of the message schedule
	shaRounds = 16
)

// sha512Block emits the compression function of SHA-512 (FIPS 180-4, Section 6.4.2) on eight messages, 16 of the 80
// rounds at a time. Word i of the eight blocks is the i-th vector.
//
//	AX result  BX state before  SI blocks, later constants  DI room
func sha512Block(f *function) {
	k := sha512Constants()
	f.body(" first rounds", func(p *program) {
		p.sha512Rounds("BX", 0, func(i int, w [shaRounds]*value) *value {
			x := p.vectorAt("SI", i)
			p.store(mem{"DI", 64 * (shaWords + i)}, x)
			return x
		}, func(i int) *value { return p.konst(k[i]) })
	})
	f.line("LEAQ %d(%s), SI", f.out.consts.table(k[shaRounds:]).off, constBase)
	f.line("MOVQ $%d, CX", len(k)/shaRounds-1)
	f.label("rounds")
	f.body(" rounds", func(p *program) {
		p.sha512Rounds("DI", shaState, func(i int, w [shaRounds]*value) *value {
			get := func(n int) *value {
				if w[n%shaRounds] != nil {
					return w[n%shaRounds]
				}
				return p.vectorAt("DI", shaWords+n%shaRounds)
			}
			small := func(x *value, r1, r2, s int) *value { return p.xor3(p.ror(x, r1), p.ror(x, r2), p.shr(x, s)) }
			// Wt = σ1(Wt−2) + Wt−7 + σ0(Wt−15) + Wt−16
			x := p.addMod64(
				p.addMod64(get(i), small(get(i+1), 1, 8, 7)),
				p.addMod64(get(i+9), small(get(i+14), 19, 61, 6)))
			p.store(mem{"DI", 64 * (shaWords + i)}, x)
			return x
		}, func(i int) *value { return p.konstAt(mem{"SI", 8 * i}) })
	})
	f.line("ADDQ $%d, SI", 8*shaRounds)
	f.line("DECQ CX")
	f.line("JNZ rounds")
	f.body(" sum", func(p *program) {
		for i := range 8 {
			p.store(mem{"AX", 64 * i}, p.addMod64(p.vectorAt("BX", i), p.vectorAt("DI", shaState+i)))
		}
	})
}

func (p *program) vectorAt(base string, i int) *value {
	return p.load(mem{base, 64 * i}, 0, math.MaxUint64, false)
}

func (p *program) xor3(a, b, c *value) *value { return p.logic3(0x96, a, b, c) }

// sha512Rounds takes the working variables from a place and leaves them in the scratch room. word returns the next word
// of the message schedule, given the others of these rounds, constant the constant to add.
func (p *program) sha512Rounds(base string, at int, word func(i int, w [shaRounds]*value) *value, constant func(i int) *value) {
	var s [8]*value
	for i := range s {
		s[i] = p.vectorAt(base, at+i)
	}
	sigma := func(x *value, r1, r2, r3 int) *value { return p.xor3(p.ror(x, r1), p.ror(x, r2), p.ror(x, r3)) }
	const choose, majority = 0xca, 0xe8

	var w [shaRounds]*value
	a, b, c, d, e, f, g, h := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
	for i := range w {
		w[i] = word(i, w)
		// T1 = h + Σ1(e) + Ch(e, f, g) + Kt + Wt
		t1 := p.addMod64(p.addMod64(h, p.addMod64(w[i], constant(i))),
			p.addMod64(p.logic3(choose, e, f, g), sigma(e, 14, 18, 41)))
		// T2 = Σ0(a) + Maj(a, b, c)
		t2 := p.addMod64(sigma(a, 28, 34, 39), p.logic3(majority, a, b, c))
		a, b, c, d, e, f, g, h = p.addMod64(t1, t2), a, b, c, p.addMod64(d, t1), e, f, g
		p.next()
	}
	for i, x := range []*value{a, b, c, d, e, f, g, h} {
		p.store(mem{"DI", 64 * (shaState + i)}, x)
	}
}

// sha512Constants returns the first 64 bits of the fractional parts of the cube roots of the first eighty primes.
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
