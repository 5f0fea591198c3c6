package psi

import (
	"fmt"
	"math/bits"
)

// Slice is the fraction of a platform's set that a session counts in: all of it, or 1/4, 1/8, … 1/1024, the same of
// every section. It is a power of two, so that every capacity has a whole number of groups in it and what it costs is
// one table for everybody. The zero value is the whole set.
type Slice struct{ halvings uint8 }

// The least and most halvings of a slice that is not the whole.
const (
	leastHalvings = 2
	mostHalvings  = 10
)

// Slices are all slices that are not the whole, largest first.
func Slices() []Slice {
	var all []Slice
	for h := uint8(leastHalvings); h <= mostHalvings; h++ {
		all = append(all, Slice{h})
	}
	return all
}

// ParseSlice reads a slice as String writes it: 1, or 1/4 to 1/1024.
func ParseSlice(s string) (Slice, error) {
	if s == (Slice{}).String() {
		return Slice{}, nil
	}
	for _, x := range Slices() {
		if x.String() == s {
			return x, nil
		}
	}
	return Slice{}, fmt.Errorf("slice %.40q: want 1 or a power of two from 1/%d to 1/%d", s, 1<<leastHalvings, 1<<mostHalvings)
}

// String is the fraction, such as "1/256", or "1".
func (s Slice) String() string {
	if s.Whole() {
		return "1"
	}
	return fmt.Sprintf("1/%d", s.Parts())
}

// MarshalText is String.
func (s Slice) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText is ParseSlice.
func (s *Slice) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSlice(string(b))
	return err
}

// Whole says whether nothing is left out.
func (s Slice) Whole() bool { return s.halvings == 0 }

// Parts is how many slices of this size the set has: 1/p.
func (s Slice) Parts() uint64 { return 1 << s.halvings }

// Of is the number of a section's groups that are in the slice. It fails if capacity is not a multiple of Parts.
func (s Slice) Of(capacity uint64) (uint64, error) {
	if bits.TrailingZeros64(capacity) < int(s.halvings) {
		return 0, fmt.Errorf("capacity %d: want a multiple of %d for a slice of %s", capacity, s.Parts(), s)
	}
	return capacity >> s.halvings, nil
}
