package disclosure

import (
	"crypto/rand"
	"encoding/binary"
	"math/bits"

	"github.com/blindmatch/blindmatch/psi"
)

// The sampler of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020), Algorithms 1 and
// 2: integers only, so that the distribution is exactly the one below. A sampler over floating-point numbers has gaps
// that tell its outputs apart.
//
//	Pr[Z = z] = (1−q)/(1+q) · q^|z|,  q = exp(−ε)

// source yields uniform 64-bit numbers.
type source func() uint64

// random is the source of everything that is released.
func random() uint64 {
	var b [8]byte
	rand.Read(b[:]) // never fails: it crashes the program instead
	return binary.BigEndian.Uint64(b[:])
}

// below returns a uniform number in [0, n), n > 0.
func (s source) below(n uint64) uint64 {
	// Lemire's multiplication, with rejection: floor(r·n / 2^64) is uniform once the 2^64 mod n smallest remainders are
	// thrown away.
	for {
		hi, lo := bits.Mul64(s(), n)
		if lo >= -n%n {
			return hi
		}
	}
}

// bernoulli is true with probability a/b, a ≤ b.
func (s source) bernoulli(a, b uint64) bool { return s.below(b) < a }

// bernoulliExp is true with probability exp(−a/b), a ≤ b. Algorithm 1, case γ ≤ 1: draw A_k ~ Bernoulli(γ/k) until one
// is 0; the number of draws is odd with that probability.
func (s source) bernoulliExp(a, b uint64) bool {
	k := uint64(1)
	for s.bernoulli(a, b*k) {
		k++
	}
	return k%2 == 1
}

// laplace draws from the discrete Laplace distribution of scale t/s = 1/ε. Algorithm 2.
func (s source) laplace(e psi.Epsilon) int64 {
	num, t := e.Fraction()
	for {
		u := s.below(t)
		if !s.bernoulliExp(u, t) {
			continue
		}
		v := uint64(0)
		for s.bernoulliExp(1, 1) {
			v++
		}
		y := int64((u + t*v) / num)
		negative := s.bernoulli(1, 2)
		if negative && y == 0 {
			continue // 0 has one sign
		}
		if negative {
			return -y
		}
		return y
	}
}
