//go:build amd64 && !purego

package lanes

// lanes is the largest number of points in a group. AVX2 has half of it; what
// is a vector of eight words here is two of its vectors there.
const lanes = 8

// A vector is a 64-bit word in each lane.
type vector [lanes]uint64

// An element is a field element in each lane. With IFMA it has five limbs in
// radix 2^52: limbs 0 to 3 count modulo 2^52, since what they have above has
// been added to the next limb, and limb 4 is at most 2^47 + 2^15. With AVX2 it
// has ten limbs of four words, of 26 and 25 bits by turns.
type element [5]vector

// A point is a point of the Edwards curve in each lane, in extended
// coordinates, or, in encodings, the factors E, F, G, H of a point.
type point struct{ X, Y, Z, T element }

// Intermediate results of the assembly functions.
type (
	area     [46]element // also the table of a multiplication
	decoding [8]element
	mapping  [13]element
	encoding [4]element
)
