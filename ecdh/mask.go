package ecdh

import "fmt"

// Mask sets dst[i] to k·H(items[i]) under the domain of the key's suite. Items are of any length; they and
// dst[len(items):] are left as they are. It panics if dst is shorter than items.
//
// An item whose hash is the identity would give the all-zero element, which nobody accepts. Finding such an item means
// breaking the hash.
func (k *Key) Mask(dst []Element, items [][]byte) {
	mustHold(dst, len(items))
	s := k.secret()
	defer s.use()()
	b := batches{group: s.suite.group, key: s, dst: raw(dst), items: items}
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
