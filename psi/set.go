package psi

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// Part is a run of records of one width: a section of the platform's set or of its tags, a segment of a list.
type Part struct {
	Width uint64 `json:"width"` // items (elements, tags) in a record
	Size  uint64 `json:"size"`  // records
}

// Items is the number of elements or tags in the part.
func (p Part) Items() uint64 { return p.Width * p.Size }

// leafItems is the number of items in a leaf of a set's tree.
const leafItems = 32768

// perLeaf is the number of records in a leaf.
func (p Part) perLeaf() uint64 { return leafItems / p.Width }

// leaves is the number of the part's leaves.
func (p Part) leaves() uint64 { return (p.Size + p.perLeaf() - 1) / p.perLeaf() }

// Set says what a file of packed records has, and commits to it before it is sent. SPEC.md §5.
type Set struct {
	Parts  []Part `json:"parts"`
	Digest Digest `json:"digest"` // of the parts and of the root of the tree over the records
}

// Limits of the parts that a set may have.
const (
	// MaxSegments is the most parts of a list.
	MaxSegments = 64
	// MaxWidth is the most elements of a group, and so the largest width of a section.
	MaxWidth = 16
	// MaxItems is the most elements of a platform's set: 2^30.5. Beyond that, two of its tags would be equal by chance
	// in one session of a million.
	MaxItems = 1_518_500_249
)

// Items is the number of elements or tags in the set.
func (s Set) Items() (n uint64) {
	for _, p := range s.Parts {
		n += p.Items()
	}
	return n
}

// Records is the number of records in the set.
func (s Set) Records() (n uint64) {
	for _, p := range s.Parts {
		n += p.Size
	}
	return n
}

// Leaves is the number of leaves in the set's tree.
func (s Set) Leaves() (n uint64) {
	for _, p := range s.Parts {
		n += p.leaves()
	}
	return n
}

// Is says whether two descriptions are of the same set.
func (s Set) Is(o Set) bool { return s.Digest == o.Digest && slices.Equal(s.Parts, o.Parts) }

// checkParts rejects parts that no set has.
func (s Set) checkParts() error {
	if len(s.Parts) < 1 || len(s.Parts) > MaxSegments {
		return fmt.Errorf("a set of %d parts: want 1 to %d", len(s.Parts), MaxSegments)
	}
	for i, p := range s.Parts {
		switch {
		case p.Width < 1 || p.Width > MaxWidth || bits.OnesCount64(p.Width) != 1:
			return fmt.Errorf("part %d has width %d: want 1, 2, 4, 8 or 16", i, p.Width)
		case p.Size < 1 || p.Size > 1<<40:
			return fmt.Errorf("part %d has %d records: want 1 to 2^40", i, p.Size)
		}
	}
	return nil
}

// CheckList rejects what can't be an advertiser's masked list: 1 to 64 segments of width 1.
func (s Set) CheckList() error {
	for i, p := range s.Parts {
		if p.Width != 1 {
			return fmt.Errorf("segment %d has width %d: want 1", i, p.Width)
		}
	}
	return s.checkParts()
}

// CheckPlatformSet rejects what can't be a platform's set: sections of ascending widths, and capacities that can be
// sliced.
func (s Set) CheckPlatformSet() error {
	if err := s.checkParts(); err != nil {
		return err
	}
	for i, p := range s.Parts {
		if i > 0 && s.Parts[i-1].Width >= p.Width {
			return fmt.Errorf("section %d is not wider than the one before it", i)
		}
		if p.Size%SliceUnits != 0 {
			return fmt.Errorf("section %d has a capacity of %d: want a multiple of %d", i, p.Size, SliceUnits)
		}
	}
	if n := s.Items(); n > MaxItems {
		return fmt.Errorf("a set of %d elements: want at most %d", n, uint64(MaxItems))
	}
	return nil
}

// setDigest commits to the parts of a set and to the root of its tree.
func setDigest(parts []Part, root Digest) Digest {
	h := newFieldHash("set")
	for _, p := range parts {
		h.field(binary.BigEndian.AppendUint64([]byte{byte(p.Width)}, p.Size))
	}
	h.field(root[:])
	return h.sum()
}
