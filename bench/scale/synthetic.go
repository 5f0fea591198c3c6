package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
)

// leafItems is how many elements a leaf has: SPEC.md §5.
const leafItems = 32768

// epoch is a platform's set of which only the leaves exist that a slice reads. The hashes of the others are random, so
// that the set's digest is over as many leaves as a real one's. Groups are in order within a leaf, not over leaves,
// which a reader of a slice can't see.
type epoch struct {
	params psi.Params
	keys   []*ecdh.Key // b, under the domain of each type
	set    psi.Set
	hashes []byte
	leaves map[uint64][]byte // by number
	real   uint64            // elements in them
	groups [][]uint64        // of each section, the groups in the slice
	at     int64             // of a reader
}

// newEpoch makes the leaves of s in a set with these sections.
func newEpoch(p psi.Params, sections []psi.Part, s psi.Allotted) (*epoch, error) {
	suite, err := ecdh.ParseSuite(p.Suite)
	if err != nil {
		return nil, err
	}
	b := suite.GenerateKey()
	e := &epoch{params: p, leaves: map[uint64][]byte{}, groups: make([][]uint64, len(sections))}
	for _, name := range p.Types.Names() {
		e.keys = append(e.keys, b.WithDomain(p.Domain(name)))
	}
	e.set.Parts = sections
	e.hashes = make([]byte, 32*e.set.Leaves())
	fill := rand.NewChaCha8([32]byte{1})
	fill.Read(e.hashes)
	first := uint64(0) // leaf of the section
	for i, part := range sections {
		perLeaf := leafItems / part.Width
		unit := part.Size / psi.SliceUnits
		inSlice := func(record uint64) bool { return (record/unit+psi.SliceUnits-s.Start)%psi.SliceUnits < s.Units() }
		for leaf := range (part.Size + perLeaf - 1) / perLeaf {
			from, to := leaf*perLeaf, min(part.Size, (leaf+1)*perLeaf)
			if !overlaps(from, to, inSlice, unit) {
				continue
			}
			buf, groups := e.leaf(i, from, to)
			for k, g := range groups {
				if inSlice(from + uint64(k)) {
					e.groups[i] = append(e.groups[i], g)
				}
			}
			e.leaves[first+leaf] = buf
			e.real += (to - from) * part.Width
			h := sha256.Sum256(append([]byte{0}, buf...))
			copy(e.hashes[32*(first+leaf):], h[:])
		}
		first += (part.Size + perLeaf - 1) / perLeaf
	}
	e.set.Digest = setDigest(sections, root(e.hashes))
	return e, nil
}

// overlaps says whether a record from from to to is in the slice: the first, the last, or the first of a unit.
func overlaps(from, to uint64, in func(uint64) bool, unit uint64) bool {
	for r := from; r < to; r = r/unit*unit + unit {
		if in(r) {
			return true
		}
	}
	return in(to - 1)
}

// leaf makes the groups from to to of a section, in the order of their elements.
func (e *epoch) leaf(section int, from, to uint64) ([]byte, []uint64) {
	width := e.set.Parts[section].Width
	elements := make([]ecdh.Element, (to-from)*width)
	for typ, key := range e.keys {
		var items [][]byte
		var at []uint64
		for g := from; g < to; g++ {
			for slot := range width {
				if x := item(section, g, slot); x.Type == typ {
					items = append(items, x.Key[:])
					at = append(at, (g-from)*width+slot)
				}
			}
		}
		masked := make([]ecdh.Element, len(items))
		key.Mask(masked, items)
		for i := range masked {
			elements[at[i]] = masked[i]
		}
	}
	compare := func(a, b ecdh.Element) int { return bytes.Compare(a[:], b[:]) }
	order := make([]uint64, to-from)
	for i := range order {
		order[i] = uint64(i)
		slices.SortFunc(elements[uint64(i)*width:uint64(i+1)*width], compare)
	}
	slices.SortFunc(order, func(a, b uint64) int { return compare(elements[a*width], elements[b*width]) })
	var buf []byte
	for k, i := range order {
		for j := range width {
			buf = append(buf, elements[i*width+j][:]...)
		}
		order[k] = from + i
	}
	return buf, order
}

// item is an identifier of a group: an e-mail address, or a number if it is the second one or the group is odd.
func item(section int, group, slot uint64) psi.Item {
	key := sha256.Sum256(fmt.Appendf(nil, "scale %d %d %d", section, group, slot))
	return psi.Item{Type: int((slot + group*uint64(1-section)) % 2), Key: key}
}

// Read, for io.Seeker: the whole file, of which only the leaves of the slice can be read.
func (e *epoch) Read(p []byte) (int, error) {
	offset, first := e.at, uint64(0)
	for _, part := range e.set.Parts {
		size := int64(part.Items() * psi.ElementSize)
		const leafSize = leafItems * psi.ElementSize
		if offset < size {
			leaf := e.leaves[first+uint64(offset/leafSize)]
			if leaf == nil {
				return 0, errors.New("a leaf is read that the slice has nothing of")
			}
			n := copy(p, leaf[offset%leafSize:])
			e.at += int64(n)
			return n, nil
		}
		offset -= size
		first += (part.Items() + leafItems - 1) / leafItems
	}
	return 0, io.EOF
}

func (e *epoch) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += e.at
	case io.SeekEnd:
		offset += int64(e.set.Items() * psi.ElementSize)
	}
	e.at = offset
	return offset, nil
}

// root is that of RFC 6962 over leaf hashes.
func root(hashes []byte) [32]byte {
	var level [][32]byte
	for h := range slices.Chunk(hashes, 32) {
		level = append(level, [32]byte(h))
	}
	for len(level) > 1 {
		var next [][32]byte
		for pair := range slices.Chunk(level, 2) {
			if len(pair) == 1 {
				next = append(next, pair[0])
				continue
			}
			next = append(next, sha256.Sum256(append(append([]byte{1}, pair[0][:]...), pair[1][:]...)))
		}
		level = next
	}
	return level[0]
}

// setDigest is the digest of a set: SPEC.md §5.
func setDigest(parts []psi.Part, root [32]byte) psi.Digest {
	var b []byte
	field := func(x []byte) { b = append(binary.BigEndian.AppendUint16(b, uint16(len(x))), x...) }
	field([]byte(psi.Version + " set"))
	for _, p := range parts {
		field(binary.BigEndian.AppendUint64([]byte{byte(p.Width)}, p.Size))
	}
	field(root[:])
	return sha256.Sum256(b)
}
