//go:build amd64 && !purego

package lanes

import "golang.org/x/sys/cpu"

// A kernel has the units for one instruction set, which the generated files document. Strings are passed as a pointer
// to the first of as many as there are lanes.
type kernel struct {
	name  string
	lanes int
	// widths has the bits of the limbs that count.
	widths []int
	// available says whether this machine has the instructions.
	available bool

	multiply3, add3, subtract3 func(z, x, y *trio)
	square3                    func(z, x *trio, n int)
	choose3                    func(z *trio, m *masks, x, y *trio)
	reduce3                    func(z *trio, odd, zero *masks, x *trio)
	loadStrings                func(z *element, src *[32]byte)
	loadUniform                func(x, y *element, src *[8]vector)
	storeStrings               func(dst *[32]byte, x *element)
	addEntries                 func(t *table, y *addend, n int, s *scratch)
	addDigits                  func(sum *sum, t *table, d *digit, doublings, n int, s *scratch)
	addMultiples               func(sum *addend, t *uint64, u *[4]vector, n int, s *scratch)
}

// kernels has the fastest first.
var kernels = [...]kernel{{
	name: "avx512ifma", lanes: 8, widths: []int{52, 52, 52, 52, 52},
	available: cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512IFMA,

	multiply3: multiply3, square3: square3, add3: add3, subtract3: subtract3,
	choose3: choose3, reduce3: reduce3,
	loadStrings: loadStrings, loadUniform: loadUniform, storeStrings: storeStrings,
	addEntries: addEntries, addDigits: addDigits, addMultiples: addMultiples,
}, {
	name: "avx2", lanes: 4, widths: []int{26, 25, 26, 25, 26, 25, 26, 25, 26, 25},
	available: cpu.X86.HasAVX2,

	multiply3: multiply3AVX2, square3: square3AVX2, add3: add3AVX2, subtract3: subtract3AVX2,
	choose3: choose3AVX2, reduce3: reduce3AVX2,
	loadStrings: loadStringsAVX2, loadUniform: loadUniformAVX2, storeStrings: storeStringsAVX2,
	addEntries: addEntriesAVX2, addDigits: addDigitsAVX2, addMultiples: addMultiplesAVX2,
}}

// kernelNamed returns the kernel of an instruction set that this machine has. It panics for others.
func kernelNamed(name string) *kernel {
	for i := range kernels {
		if k := &kernels[i]; k.name == name && k.available {
			return k
		}
	}
	panic("lanes: internal error: instruction set not available")
}

// Available returns the names of the instruction sets that this machine has and [New] takes, the fastest first.
func Available() (names []string) {
	for i := range kernels {
		if kernels[i].available {
			names = append(names, kernels[i].name)
		}
	}
	return names
}
