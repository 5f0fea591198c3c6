package ristretto

import (
	"encoding/hex"

	"filippo.io/edwards25519/field"
)

// The constants of RFC 9496, Section 4.1, in its names.
var (
	one = new(field.Element).One()

	// d = -121665/121666, the curve's parameter
	d = constant("a3785913ca4deb75abd841414d0a700098e879777940c78c73fe6f2bee6c0352")
	// sqrtM1 = sqrt(-1), the non-negative one
	sqrtM1 = constant("b0a00e4a271beec478e42fad0618432fa7d7fb3d99004d2b0bdfc14f8024832b")
	// sqrtADMinusOne = sqrt(a*d - 1)
	sqrtADMinusOne = constant("1b2e7b49a0f6977ebd54781b0c8e9daffdd1f531c9fc3c0fac48832bbf316937")
	// invSqrtAMinusD = 1/sqrt(a - d)
	invSqrtAMinusD = constant("ea405d80aafdc899be72415a17162f9d40d801fe917bc216a2fcafcf05896c78")
	// oneMinusDSq = 1 - d^2
	oneMinusDSq = constant("76c15f94c1097ce20f355ecd38a1812ce4df70beddab9499d7e0b3b2a8729002")
	// dMinusOneSq = (d - 1)^2
	dMinusOneSq = constant("204ded44aa5aad3199191eb02c4a9ed2eb4e9b522fd3dc4c41226cf67ab36859")
)

// constant decodes 32 bytes, little-endian, in hexadecimal.
func constant(s string) *field.Element {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("ristretto: internal error: " + err.Error())
	}
	fe, err := new(field.Element).SetBytes(b)
	if err != nil {
		panic("ristretto: internal error: " + err.Error())
	}
	return fe
}

// isZero returns 1 if x is zero, and 0 otherwise.
func isZero(x *field.Element) int {
	return x.Equal(new(field.Element))
}
