package main

import "math/big"

// The constants of RFC 9496, Section 4.1, computed from their definitions.
var (
	one   = big.NewInt(1)
	prime = new(big.Int).Sub(new(big.Int).Lsh(one, 255), big.NewInt(19))

	// D = −121665/121666
	curveD = ratio(-121665, 121666)
	twoD   = times(big.NewInt(2), curveD)
	// SQRT_M1, the root that is even as an integer
	sqrtM1 = root(big.NewInt(-1))
	// SQRT_AD_MINUS_ONE = √(a·d − 1) with a = −1; the RFC takes the odd root
	sqrtADMinusOne = negate(root(negate(plus(curveD, one))))
	// INVSQRT_A_MINUS_D = 1/√(a − d)
	invsqrtAMinusD = root(new(big.Int).ModInverse(negate(plus(one, curveD)), prime))
	// ONE_MINUS_D_SQ = 1 − d²
	oneMinusDSq = plus(one, negate(times(curveD, curveD)))
	// D_MINUS_ONE_SQ = (d − 1)²
	dMinusOneSq = times(plus(curveD, big.NewInt(-1)), plus(curveD, big.NewInt(-1)))
)

func mod(x *big.Int) *big.Int      { return new(big.Int).Mod(x, prime) }
func plus(a, b *big.Int) *big.Int  { return mod(new(big.Int).Add(a, b)) }
func times(a, b *big.Int) *big.Int { return mod(new(big.Int).Mul(a, b)) }
func negate(a *big.Int) *big.Int   { return mod(new(big.Int).Neg(a)) }

func ratio(a, b int64) *big.Int {
	return times(big.NewInt(a), new(big.Int).ModInverse(big.NewInt(b), prime))
}

// root returns the square root that is even as an integer.
func root(x *big.Int) *big.Int {
	r := new(big.Int).ModSqrt(mod(x), prime)
	if r.Bit(0) == 1 {
		r = negate(r)
	}
	return r
}
