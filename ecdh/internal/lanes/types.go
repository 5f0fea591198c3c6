//go:build amd64 && !purego

package lanes

// lanes is the largest number of points in a group. AVX2 has half as many: a vector of eight words here is two AVX2
// vectors.
const lanes = 8

// Most units work on three groups at a time: while one waits for its carries the others multiply.
const triple = 3

// A vector is a 64-bit word in each lane.
type vector [lanes]uint64

// An element is a field element in each lane. With IFMA it has five limbs in radix 2^52: limbs 0 to 3 count modulo
// 2^52, because what is above has been added to the next limb, and limb 4 is at most 2^47 + 2^15. With AVX2 it has ten
// limbs of four words, of alternately 26 and 25 bits.
type element [5]vector

// What units work on, in the layout that they expect.
type (
	trio   [triple]element
	masks  [triple]vector // all ones or zeros in each lane
	entry  struct{ plus, minus, z2, t2d element }
	addend struct{ plus, minus, z, t element }
	sum    struct{ x, y, z, xy element } // xy is x + y
	table  [8]entry
	// scratch and rounds keep nothing from one call to the next.
	scratch [10]element
	rounds  [24]vector
)

// points are points of the Edwards curve in each lane of three groups, in extended coordinates.
type points struct{ X, Y, Z, T trio }

// factors are the first half of an addition or a doubling: the points are (E·F : G·H : F·G : E·H).
type factors struct{ E, F, G, H trio }

// or, and and andNot set m to the named function of a and b.

func (m *masks) or(a, b *masks) {
	for i := range m {
		for l := range m[i] {
			m[i][l] = a[i][l] | b[i][l]
		}
	}
}

func (m *masks) and(a, b *masks) {
	for i := range m {
		for l := range m[i] {
			m[i][l] = a[i][l] & b[i][l]
		}
	}
}

func (m *masks) andNot(a, b *masks) {
	for i := range m {
		for l := range m[i] {
			m[i][l] = a[i][l] &^ b[i][l]
		}
	}
}

// fill sets all lanes.
func (m *masks) fill(mask uint64) {
	for i := range m {
		for l := range m[i] {
			m[i][l] = mask
		}
	}
}
