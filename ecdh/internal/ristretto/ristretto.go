// Package ristretto is the portable engine of the ristretto255 suite: the group of RFC 9496 over
// filippo.io/edwards25519, a batch at a time.
//
// # The contract of an engine
//
// An engine is a workspace for one batch of at most [Batch] points, used by one goroutine at a time. It is allocated
// once, is reused for any number of batches and keys, and allocates nothing after that. A batch has two steps:
//
//   - [Workspace.Hash] or [Workspace.Decode] sets the points of the batch;
//   - [Workspace.Mul] multiplies the first of them by one scalar and encodes
//     the products, or [Workspace.Encode] encodes them as they are.
//
// [Workspace.MulTable] is another way around: it multiplies one element, of which a [Table] has multiples, by as many
// scalars as there are points in a batch.
//
// Bytes go in and bytes come out: how an engine represents its points is up to the engine. The scalar is given as k/2
// mod l, because 2*(k/2*P) is encoded: encoding a doubled point needs only an inversion, which a batch shares, and no
// inverse square root of its own.
//
// The time of every step depends only on the lengths of its inputs. The exception is Decode, which sees the peer's
// public bytes: it stops at the first bad one.
package ristretto

import (
	"filippo.io/edwards25519"
	"filippo.io/edwards25519/field"

	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// Batch is the largest number of points in a batch.
const Batch = 1024

// A Workspace holds the points of one batch. The zero value is not usable, see [New].
type Workspace struct {
	points [Batch]edwards25519.Point
	n      int // points set and not yet multiplied
	used   int // points that Clear has to overwrite

	doubled [Batch]doubled
	expand  *xmd.Expander
	uniform [64]byte
}

// New returns an empty Workspace.
func New() *Workspace {
	return &Workspace{expand: xmd.NewSHA512()}
}

// Hash sets point i to hash_to_ristretto255(items[i]) of RFC 9380, Appendix B, with expand_message_xmd over SHA-512
// under dst. There are at most [Batch] items.
func (w *Workspace) Hash(dst *xmd.DST, items [][]byte) {
	w.n = len(items)
	w.used = max(w.used, len(items))
	for i, item := range items {
		w.expand.Expand(w.uniform[:], dst, item)
		setUniform(&w.points[i], &w.uniform)
	}
}

// Decode sets point i to the group element that src[i] encodes, and returns len(src), or the index of the first string
// that is not the canonical encoding of an element or is that of the identity (32 zero bytes). The points before that
// index are set then. There are at most [Batch] strings.
func (w *Workspace) Decode(src [][32]byte) int {
	w.used = max(w.used, len(src))
	for i := range src {
		if !decode(&w.points[i], &src[i]) {
			w.n = i
			return i
		}
	}
	w.n = len(src)
	return len(src)
}

// Mul sets dst[i] to the encoding of 2*half*P, where P is point i and half is a canonical scalar, little-endian. The
// identity, which no other product is, encodes as 32 zero bytes. At most as many points as were set can be multiplied;
// they are gone afterwards.
func (w *Workspace) Mul(dst [][32]byte, half *[32]byte) {
	if len(dst) > w.n {
		panic("ristretto: internal error: more products wanted than points set")
	}
	var k edwards25519.Scalar
	if _, err := k.SetCanonicalBytes(half[:]); err != nil {
		panic("ristretto: internal error: scalar is not canonical")
	}
	for i := range dst {
		p := &w.points[i]
		p.ScalarMult(&k, p)
	}
	k = edwards25519.Scalar{}
	encodeDoubled(dst, w.points[:len(dst)], w.doubled[:len(dst)])
	w.n = 0
}

// Encode sets dst[i] to the encoding of point i, or to 32 zero bytes for the identity. At most as many points as were
// set can be encoded; they are gone afterwards.
func (w *Workspace) Encode(dst [][32]byte) {
	if len(dst) > w.n {
		panic("ristretto: internal error: more encodings wanted than points set")
	}
	for i := range dst {
		encodePoint(&dst[i], &w.points[i])
	}
	w.n = 0
}

// PublicKey returns the encoding of 2*half times the generator, for a canonical scalar, little-endian.
func PublicKey(half *[32]byte) (e [32]byte) {
	k, err := new(edwards25519.Scalar).SetCanonicalBytes(half[:])
	if err != nil {
		panic("ristretto: internal error: scalar is not canonical")
	}
	p := []edwards25519.Point{*new(edwards25519.Point).ScalarBaseMult(k)}
	*k = edwards25519.Scalar{}
	dst := [1][32]byte{}
	encodeDoubled(dst[:], p, make([]doubled, 1))
	return dst[0]
}

// Generator is the encoding of the generator (RFC 9496, Section 4).
var Generator = [32]byte{
	0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f,
	0x58, 0xe3, 0x0b, 0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d, 0x76,
}

// Clear overwrites what the batches since the last Clear left: hashes of items are an unkeyed function of identifiers.
func (w *Workspace) Clear() {
	clear(w.points[:w.used])
	clear(w.doubled[:w.used])
	clear(w.uniform[:])
	w.expand.Clear()
	w.n, w.used = 0, 0
}

// setUniform sets p by the one-way map of RFC 9496, Section 4.3.4.
func setUniform(p *edwards25519.Point, b *[64]byte) {
	// The top bit of each half is masked off by SetBytes.
	var t1, t2 field.Element
	if _, err := t1.SetBytes(b[:32]); err != nil {
		panic("ristretto: internal error: " + err.Error())
	}
	if _, err := t2.SetBytes(b[32:]); err != nil {
		panic("ristretto: internal error: " + err.Error())
	}
	var p2 edwards25519.Point
	setMap(p, &t1)
	setMap(&p2, &t2)
	p.Add(p, &p2)
}

// setMap sets p to MAP(t) of RFC 9496, Section 4.3.4.
func setMap(p *edwards25519.Point, t *field.Element) {
	var r, u, v, s, sPrime, c, n, w0, w1, w2, w3, tmp field.Element

	// r = SQRT_M1 * t^2
	r.Multiply(sqrtM1, r.Square(t))
	// u = (r + 1) * ONE_MINUS_D_SQ
	u.Multiply(u.Add(&r, one), oneMinusDSq)
	// c = -1
	c.Negate(one)
	// v = (-1 - r*D) * (r + D)
	v.Subtract(&c, v.Multiply(&r, d))
	v.Multiply(&v, tmp.Add(&r, d))

	// (was_square, s) = SQRT_RATIO_M1(u, v)
	_, wasSquare := s.SqrtRatio(&u, &v)
	// s_prime = -CT_ABS(s*t)
	sPrime.Absolute(sPrime.Multiply(&s, t))
	sPrime.Negate(&sPrime)
	// s = CT_SELECT(s IF was_square ELSE s_prime)
	s.Select(&s, &sPrime, wasSquare)
	// c = CT_SELECT(-1 IF was_square ELSE r)
	c.Select(&c, &r, wasSquare)

	// N = c * (r - 1) * D_MINUS_ONE_SQ - v
	n.Multiply(&c, n.Subtract(&r, one))
	n.Subtract(n.Multiply(&n, dMinusOneSq), &v)

	// w0 = 2 * s * v
	w0.Multiply(w0.Add(&s, &s), &v)
	// w1 = N * SQRT_AD_MINUS_ONE
	w1.Multiply(&n, sqrtADMinusOne)
	// w2 = 1 - s^2, w3 = 1 + s^2
	tmp.Square(&s)
	w2.Subtract(one, &tmp)
	w3.Add(one, &tmp)

	// (w0*w3, w2*w1, w1*w3, w0*w2)
	var x, y, z, t0 field.Element
	x.Multiply(&w0, &w3)
	y.Multiply(&w2, &w1)
	z.Multiply(&w1, &w3)
	t0.Multiply(&w0, &w2)
	if _, err := p.SetExtendedCoordinates(&x, &y, &z, &t0); err != nil {
		panic("ristretto: internal error: " + err.Error())
	}
}
