//go:build amd64 && !purego

package lanes

import "golang.org/x/sys/cpu"

// A kernel is the assembly for one set of instructions. Strings are passed by
// the first of as many as there are lanes.
type kernel struct {
	name  string
	lanes int
	// available says whether this machine has the instructions.
	available bool
	ones      element // 1 in every lane

	squareN3     func(x *[3]element, n int)
	multiply3    func(z, x, y *[3]element)
	multiply1    func(points *point, areas *area, digits *digits)
	multiply2    func(points *[2]point, areas *[2]area, digits *digits) // nil: there is none
	decodeStart  func(d *decoding, w *element, src *[32]byte)
	decodeFinish func(p *point, bad *byte, d *decoding, power *element)
	mapStart     func(m *[2]mapping, w *[2]element, uniform *[8]vector)
	mapFinish    func(p *point, m *[2]mapping, powers *[2]element, a *area)
	encodeStart  func(p *point, e *encoding, product *element, a *area)
	encodeFinish func(dst *[32]byte, p *point, e *encoding, inverse *element, a *area)
}

// kernels has the fastest first.
var kernels = [...]kernel{{
	name: "avx512ifma", lanes: 8,
	available: cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512IFMA,
	ones:      element{{1, 1, 1, 1, 1, 1, 1, 1}},

	squareN3: squareN3, multiply3: multiply3, multiply1: multiply1, multiply2: multiply2,
	decodeStart: decodeStart, decodeFinish: decodeFinish,
	mapStart: mapStart, mapFinish: mapFinish,
	encodeStart: encodeStart, encodeFinish: encodeFinish,
}, {
	name: "avx2", lanes: 4,
	available: cpu.X86.HasAVX2,
	ones:      element{{1, 1, 1, 1}},

	squareN3: squareN3AVX2, multiply3: multiply3AVX2, multiply1: multiply1AVX2,
	decodeStart: decodeStartAVX2, decodeFinish: decodeFinishAVX2,
	mapStart: mapStartAVX2, mapFinish: mapFinishAVX2,
	encodeStart: encodeStartAVX2, encodeFinish: encodeFinishAVX2,
}}

// Available returns the names of the instruction sets that this machine has
// and [New] takes, the fastest first.
func Available() (names []string) {
	for i := range kernels {
		if kernels[i].available {
			names = append(names, kernels[i].name)
		}
	}
	return names
}
