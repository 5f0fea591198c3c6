package main

import "math/big"

var (
	prime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))

	// twice the D of RFC 9496, Section 4.1, which is −121665/121666
	twoD = new(big.Int).Mul(big.NewInt(2*-121665), new(big.Int).ModInverse(big.NewInt(121666), prime))
)
