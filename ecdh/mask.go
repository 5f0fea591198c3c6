package ecdh

import (
	"fmt"

	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

// Mask sets dst[i] to k·H(items[i]) under the domain of the key's suite. Items are of any length; they and
// dst[len(items):] are left as they are. It panics if dst is shorter than items.
//
// An item whose hash is the identity would give the all-zero element, which nobody accepts. Finding such an item means
// breaking the hash.
func (k *Key) Mask(dst []Element, items [][]byte) {
	mustHold(dst, len(items))
	s := k.secret()
	defer s.use()()
	out := raw(dst)
	b := batches{group: s.suite.group, compute: func(e engine, lo, hi int) {
		e.hash(s.dst, items[lo:hi])
		e.mul(out[lo:hi], s)
	}}
	b.run(len(items))
}

// HashToGroup sets dst[i] to H(items[i]) under the suite's domain: an element whose logarithm to no base is known to
// anybody. It is for random seeds and public names. An identifier's hash must never leave this package without a
// [Key.Mask], because anybody can try identifiers. dst, items and the identity are as in Mask.
func (s Suite) HashToGroup(dst []Element, items [][]byte) {
	s.mustBeUsable()
	mustHold(dst, len(items))
	out, tag := raw(dst), xmd.NewDST(s.dst)
	b := batches{group: s.group, compute: func(e engine, lo, hi int) {
		e.hash(tag, items[lo:hi])
		e.encode(out[lo:hi])
	}}
	b.run(len(items))
}

// Remask sets dst[i] to k·src[i]. It returns len(src) and no error, or the index of the first element that is bad and
// an error that wraps [ErrIdentity] or [ErrEncoding]: dst[:n] is set then, and nothing at or after dst[n] is written.
// It panics if dst is shorter than src. dst and src may be the same slice, but must not overlap otherwise.
func (k *Key) Remask(dst, src []Element) (n int, err error) {
	mustHold(dst, len(src))
	s := k.secret()
	defer s.use()()
	b := batches{group: s.suite.group, key: s, dst: raw(dst), src: raw(src)}
	if n = b.run(len(src)); n < len(src) {
		return n, elementError(b.src, n)
	}
	return n, nil
}

func mustHold(dst []Element, n int) {
	if len(dst) < n {
		panic(fmt.Sprintf("ecdh: internal error: dst of %d elements, want %d", len(dst), n))
	}
}
