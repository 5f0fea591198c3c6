package psi

import (
	"fmt"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
)

// What an audit needs of an epoch. SPEC.md §13.8.

// auditDomain separates U, which audits prove the epoch's key by, from all that is hashed for a set.
func (p Params) auditDomain() string { return Version + "/" + p.Suite + "/audit" }

// auditName is hashed to U.
var auditName = [][]byte{nil}

// AuditBase is U: an element whose logarithm nobody knows, so that K = b·U says nothing of b·G.
func (p Params) AuditBase() (ecdh.Element, error) {
	g, err := p.suite()
	if err != nil {
		return ecdh.Element{}, err
	}
	var u [1]ecdh.Element
	g.WithDomain(p.auditDomain()).HashToGroup(u[:], auditName)
	return u[0], nil
}

// AuditKey is K = b·U. It is for an auditor alone; the ledger has its AuditCommitment.
func (p Params) AuditKey(b *ecdh.Key) ecdh.Element {
	var k [1]ecdh.Element
	b.WithDomain(p.auditDomain()).Mask(k[:], auditName)
	return k[0]
}

// AuditCommitment binds a platform to K before anybody knows which groups will be audited. It needs no salt: K has the
// entropy of b, so nobody can try it.
func AuditCommitment(k ecdh.Element) Digest {
	h := newFieldHash("audit key")
	h.field(k[:])
	return h.sum()
}

// Mask is e, with b = e·d.
func (s *EpochSecret) Mask(g ecdh.Suite) *ecdh.Key { return s.key(g) }

// Sentinel is the scalar of a sentinel: number i of the section of this width, slot j.
func (s *EpochSecret) Sentinel(g ecdh.Suite, width, i, j uint64) ecdh.Scalar {
	u := s.expander().sentinel(width, i, j)
	defer clear(u[:])
	return g.DeriveScalar(&u)
}

// Fill is what is hashed to the group, in FillGroup, for fill j of a group of the dataset.
func (s *EpochSecret) Fill(group, j uint64) [32]byte { return s.expander().fill(group, j) }

// FillGroup is the suite with the domain of fills.
func (p Params) FillGroup() (ecdh.Suite, error) {
	g, err := p.suite()
	if err != nil {
		return g, err
	}
	return g.WithDomain(p.fillDomain()), nil
}

// Record finds the section of a record of the set, by its number over all sections, and its number in that.
func (s Set) Record(number uint64) (section int, record uint64, err error) {
	left := number
	for i, p := range s.Parts {
		if left < p.Size {
			return i, left, nil
		}
		left -= p.Size
	}
	return 0, 0, fmt.Errorf("group %d of %d", number, s.Records())
}

// GroupReader reads single groups of a set, from leaves that it checks.
type GroupReader struct {
	l    *Leaves
	file io.ReaderAt
	leaf uint64 // in buf
	buf  []byte
}

// NewGroupReader reads groups of the set of l.
func (l *Leaves) NewGroupReader(file io.ReaderAt) *GroupReader { return &GroupReader{l: l, file: file} }

// Read returns the elements of a group, by its number over all sections. It keeps the leaf: read in ascending order.
func (r *GroupReader) Read(number uint64) ([]ecdh.Element, error) {
	set := r.l.set
	section, record, err := set.Record(number)
	if err != nil {
		return nil, err
	}
	var off, leaf uint64
	for _, p := range set.Parts[:section] {
		off += p.Items() * ElementSize
		leaf += p.leaves()
	}
	part := set.Parts[section]
	leaf += record / part.perLeaf()
	first := record / part.perLeaf() * part.perLeaf()
	width := part.Width * ElementSize
	if r.buf == nil || r.leaf != leaf {
		if err := r.read(leaf, off+first*width, min(part.perLeaf(), part.Size-first)*width); err != nil {
			return nil, err
		}
	}
	var elements []ecdh.Element
	for e := range slices.Chunk(r.buf[(record-first)*width:][:width], ElementSize) {
		elements = append(elements, ecdh.Element(e))
	}
	return elements, nil
}

func (r *GroupReader) read(leaf, off, size uint64) error {
	buf := slices.Grow(r.buf[:0], int(size))[:size]
	r.buf = nil
	if _, err := r.file.ReadAt(buf, int64(off)); err != nil {
		return fmt.Errorf("leaf %d of the set: %w", leaf, short(err))
	}
	if leafHash(buf) != r.l.hashes[leaf] {
		return Errorf(CodeDigestMismatch, "leaf %d is not the committed one", leaf)
	}
	r.leaf, r.buf = leaf, buf
	return nil
}
