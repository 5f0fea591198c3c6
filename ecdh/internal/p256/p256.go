// Package p256 is the engine of the P256 suite: points of NIST P-256 known by their x-coordinate, a batch at a time.
// Package ristretto states the contract of an engine.
//
// This package hashes to the curve, decodes, and multiplies one point by many scalars with a [Table]. Where one scalar
// multiplies many points, crypto/ecdh does it and allocates for every point; nothing else here allocates.
package p256

import (
	"crypto/ecdh"

	"github.com/blindmatch/blindmatch/ecdh/internal/p256field"
	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// Batch is the largest number of points in a batch.
const Batch = 1024

// A Workspace holds the points of one batch. The zero value is not usable, see [New].
type Workspace struct {
	points [Batch]uncompressed
	n      int // points set and not yet multiplied
	used   int // points that Clear has to overwrite

	hashed  [Batch]projective
	before  [Batch]field // product of all Z before this one's
	expand  *xmd.Expander
	uniform [2 * 48]byte
}

type field = p256field.Element

// uncompressed is a point as SEC 1 encodes it, 04 || x || y, or all zero for the point at infinity.
type uncompressed [65]byte

// New returns an empty Workspace.
func New() *Workspace {
	return &Workspace{expand: xmd.NewSHA256()}
}

// Hash sets point i to hash_to_curve(items[i]) of RFC 9380 for the suite P256_XMD:SHA-256_SSWU_RO_ under dst. There are
// at most [Batch] items.
func (w *Workspace) Hash(dst *xmd.DST, items [][]byte) {
	w.n = len(items)
	w.used = max(w.used, len(items))
	for i, item := range items {
		w.expand.Expand(w.uniform[:], dst, item)
		// u[i] = OS2IP(48 bytes) mod p
		var u0, u1 field
		u0.SetWide((*[48]byte)(w.uniform[:48]))
		u1.SetWide((*[48]byte)(w.uniform[48:]))
		var q0, q1 projective
		q0.mapToCurve(&u0)
		q1.mapToCurve(&u1)
		// R = Q0 + Q1; P = clear_cofactor(R) = R
		w.hashed[i].add(&q0, &q1)
	}
	toAffine(w.points[:len(items)], w.hashed[:len(items)], w.before[:len(items)])
}

// Decode sets point i to a point with x-coordinate src[i], and returns len(src), or the index of the first string that
// is not less than p, or is not the x-coordinate of a point, or is all zero. The points before that index are set then.
// There are at most [Batch] strings.
//
// x = 0 is the coordinate of two points of P-256 with an order and a logarithm like any others. It is refused so that
// the same 32 bytes are invalid in both suites. A product is x = 0 only with the probability of guessing a key.
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

// Mul sets dst[i] to the x-coordinate of k*P, where P is point i, or to 32 zero bytes if P is the point at infinity,
// which Decode never sets. At most as many points as were set can be multiplied; they are gone afterwards.
func (w *Workspace) Mul(dst [][32]byte, k *ecdh.PrivateKey) {
	if len(dst) > w.n {
		panic("p256: internal error: more products wanted than points set")
	}
	curve := ecdh.P256()
	for i := range dst {
		p := &w.points[i]
		if p[0] == 0 {
			dst[i] = [32]byte{}
			continue
		}
		public, err := curve.NewPublicKey(p[:])
		if err != nil {
			panic("p256: internal error: " + err.Error())
		}
		x, err := k.ECDH(public)
		if err != nil {
			panic("p256: internal error: " + err.Error())
		}
		dst[i] = [32]byte(x)
	}
	w.n = 0
}

// Encode sets dst[i] to the x-coordinate of point i, or to 32 zero bytes for the point at infinity. At most as many
// points as were set can be encoded; they are gone afterwards.
func (w *Workspace) Encode(dst [][32]byte) {
	if len(dst) > w.n {
		panic("p256: internal error: more encodings wanted than points set")
	}
	for i := range dst {
		dst[i] = [32]byte(w.points[i][1:33]) // zero at infinity
	}
	w.n = 0
}

// Generator is the x-coordinate of the generator (FIPS 186-5, SP 800-186, Section 3.2.1.3).
var Generator = [32]byte{
	0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
	0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
}

// Clear overwrites what the batches since the last Clear left: hashes of items are an unkeyed function of identifiers.
func (w *Workspace) Clear() {
	clear(w.points[:w.used])
	clear(w.hashed[:w.used])
	clear(w.before[:w.used])
	clear(w.uniform[:])
	w.expand.Clear()
	w.n, w.used = 0, 0
}

// decode sets p to a point with x-coordinate b, and reports whether there is one and b is canonical and not zero.
func decode(p *uncompressed, b *[32]byte) bool {
	var x, y field
	if *b == [32]byte{} || x.SetBytes(b) == 0 {
		return false
	}
	// Either root will do: k*P and -k*P have the same x-coordinate.
	if y.Sqrt(curveEquation(&y, &x)) == 0 {
		return false
	}
	p.set(&x, &y)
	return true
}

// set sets p to the point (x, y).
func (p *uncompressed) set(x, y *field) {
	p[0] = 4
	x.PutBytes((*[32]byte)(p[1:33]))
	y.PutBytes((*[32]byte)(p[33:]))
}
