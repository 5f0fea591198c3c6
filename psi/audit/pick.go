package audit

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// Sample is how many groups a spot audit opens. If one in a thousand of a set is false, 4,603 miss all of them in less
// than one case of a hundred: 0.999^4603 < 1/100.
const Sample = 4603

// sample is Sample, but for tests that need only a few.
var sample = Sample

// Beacon is a value that nobody could foresee when the epoch was entered into the ledger, and that the platform has no
// influence on: the randomness of a round of drand, the numbers of a lottery.
type Beacon struct {
	Value  []byte
	Source string // what it is and when it was published, in words
}

// ParseBeacon reads a value in hexadecimal: 16 to 64 bytes.
func ParseBeacon(text, source string) (Beacon, error) {
	b, err := hex.DecodeString(text)
	switch {
	case err != nil || len(b) < 16 || len(b) > 64:
		return Beacon{}, errors.New("a beacon's value: want 16 to 64 bytes in hexadecimal")
	case !isLine(source):
		return Beacon{}, errors.New("a beacon's source: want a line of text that says what it is and when it was published")
	}
	return Beacon{b, source}, nil
}

// Pick returns the groups that a beacon picks of a set, by their numbers over all sections, ascending: Sample of them,
// or all.
func (b Beacon) Pick(set psi.Set) ([]uint64, error) {
	n := set.Records()
	if n <= uint64(sample) {
		all := make([]uint64, n)
		for i := range all {
			all[i] = uint64(i)
		}
		return all, nil
	}
	prk, err := hkdf.Extract(sha256.New, b.Value, set.Digest[:])
	if err != nil {
		return nil, fmt.Errorf("beacon: %w", err)
	}
	picked := make(map[uint64]bool, sample)
	var all []uint64
	size := new(big.Int).SetUint64(n)
	for i := uint64(0); len(all) < sample; i++ {
		info := binary.BigEndian.AppendUint64([]byte(psi.Version+" audit group"), i)
		u, err := hkdf.Expand(sha256.New, prk, string(info), 16)
		if err != nil {
			return nil, fmt.Errorf("beacon: %w", err)
		}
		x := new(big.Int).SetBytes(u)
		if g := x.Mod(x, size).Uint64(); !picked[g] {
			picked[g] = true
			all = append(all, g)
		}
	}
	slices.Sort(all)
	return all, nil
}

// isLine says whether s is a line of printable text of reasonable length.
func isLine(s string) bool {
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 500
}
