package psi

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
)

// The tree over a set's records is that of RFC 6962 §2.1, over leaves of 32,768 items.

// treeHash computes the root of a tree as its leaves come by. The zero value has no leaves.
type treeHash struct {
	stack []Digest // roots of perfect subtrees, from large to small: one for each bit of n
	n     uint64
}

func nodeHash(l, r Digest) Digest {
	var b [1 + 2*len(l)]byte
	b[0] = 1
	copy(b[1:], l[:])
	copy(b[1+len(l):], r[:])
	return sha256.Sum256(b[:])
}

// add appends a leaf's hash.
func (t *treeHash) add(leaf Digest) {
	t.stack = append(t.stack, leaf)
	for n := t.n; n&1 == 1; n >>= 1 {
		k := len(t.stack) - 2
		t.stack = append(t.stack[:k], nodeHash(t.stack[k], t.stack[k+1]))
	}
	t.n++
}

// root is the root over the leaves so far; of none, it is that of RFC 6962 for an empty tree.
func (t *treeHash) root() Digest {
	if t.n == 0 {
		return sha256.Sum256(nil)
	}
	r := t.stack[len(t.stack)-1]
	for i := len(t.stack) - 2; i >= 0; i-- {
		r = nodeHash(t.stack[i], r)
	}
	return r
}

// newLeaf returns the hash of a leaf, to which the leaf's bytes are yet to be written.
func newLeaf() hash.Hash {
	h := sha256.New()
	h.Write([]byte{0})
	return h
}

// leafHash is the hash of a leaf of these bytes.
func leafHash(b []byte) Digest {
	h := newLeaf()
	h.Write(b)
	return Digest(h.Sum(nil))
}

// Leaves are the hashes of a set's leaves, checked against its digest, so that any leaf can be checked alone.
type Leaves struct {
	set    Set
	hashes []Digest
}

// ReadLeaves reads the leaf hashes of a set: 32 bytes each, in order, and nothing after them.
func ReadLeaves(r io.Reader, set Set) (*Leaves, error) {
	if err := set.checkParts(); err != nil {
		return nil, err
	}
	l := &Leaves{set: set}
	var t treeHash
	for range set.Leaves() {
		var d Digest
		if _, err := io.ReadFull(r, d[:]); err != nil {
			return nil, fmt.Errorf("leaf hashes end after %d of %d: %w", t.n, set.Leaves(), short(err))
		}
		t.add(d)
		l.hashes = append(l.hashes, d)
	}
	if n, err := io.ReadFull(r, make([]byte, 1)); n > 0 {
		return nil, Errorf(CodeDigestMismatch, "bytes follow the %d leaf hashes", set.Leaves())
	} else if err != io.EOF {
		return nil, err
	}
	if setDigest(set.Parts, t.root()) != set.Digest {
		return nil, Errorf(CodeDigestMismatch, "the leaf hashes are not those of the committed set")
	}
	return l, nil
}

// short is why what must be there can't be read.
func short(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// At is the leaf that begins at a byte of the set: how many bytes it has, and its hash's check; 0 if none begins there.
func (l *Leaves) At(off uint64) (size uint64, is func([]byte) bool) {
	const whole = leafItems * ElementSize
	first := uint64(0)
	for _, p := range l.set.Parts {
		part := p.Items() * ElementSize
		if off < part && off%whole == 0 {
			return min(whole, part-off), func(b []byte) bool { return leafHash(b) == l.hashes[first+off/whole] }
		} else if off < part {
			break
		}
		off, first = off-part, first+p.leaves()
	}
	return 0, nil
}
