//go:build amd64 && !purego

package lanes

// lanes is the number of points in a group.
const lanes = 8

// A vector is a 64-bit word in each lane.
type vector [lanes]uint64

// An element is a field element in each lane, in limbs of radix 2^52. Limbs 0
// to 3 count modulo 2^52, since what they have above has been added to the
// next limb; limb 4 is at most 2^47 + 2^15.
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
