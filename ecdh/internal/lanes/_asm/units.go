package main

import "math"

// The units: what Go calls. Each takes elements from memory within the bounds that limb states, and leaves elements
// there within the bounds that save proves, so they can be combined in any order.

const triple = 3 // elements that most units work on

func allUnits(o *output) {
	elementUnits(o)
	stringUnits(o)
	pointUnits(o)
	if isa == &ifma {
		hashUnit(o)
	}
}

// elementUnits are field arithmetic on three independent elements: while one waits for its carries, the others
// multiply.
func elementUnits(o *output) {
	z, x, y := arg{"z", "*trio", "AX"}, arg{"x", "*trio", "BX"}, arg{"y", "*trio", "DI"}
	each := func(name, doc string, args []arg, build func(p *program, i int)) {
		o.function(name, doc, args, func(f *function) { f.three(args, build) })
	}
	each("multiply3", "multiply3 sets z = x·y, like all of these for each of three elements, any of\n"+
		"which may be the same.", []arg{z, x, y}, func(p *program, i int) {
		a, b := p.limbsOf(at("BX", i)), p.limbsOf(at("DI", i))
		p.mul(at("AX", i), a, b)
	})
	o.function("square3", "square3 sets z to x squared n times; n > 0.", []arg{z, x, {"n", "int", "CX"}}, func(f *function) {
		f.label("squarings")
		f.three([]arg{z, x}, func(p *program, i int) { p.sqr(at("AX", i), p.limbsOf(at("BX", i))) })
		if isa == &avx2 {
			f.line("SUBQ $%d, AX", triple*elementSize)
		}
		f.line("MOVQ AX, BX")
		f.line("DECQ CX")
		f.line("JNZ squarings")
	})
	each("add3", "add3 sets z = x + y.", []arg{z, x, y}, func(p *program, i int) {
		p.save(at("AX", i), p.carried(p.addColumns(p.clean(at("BX", i)), p.clean(at("DI", i)))))
	})
	each("subtract3", "subtract3 sets z = x − y.", []arg{z, x, y}, func(p *program, i int) {
		p.save(at("AX", i), p.carried(p.minus(p.clean(at("BX", i)), p.clean(at("DI", i)))))
	})
	each("choose3", "choose3 sets z to x where m is all ones and to y where it is zero.",
		[]arg{z, {"m", "*masks", "SI"}, x, y}, func(p *program, i int) {
			m := p.load(mem{"SI", maskSize * i}, 0, math.MaxUint64, false)
			p.save(at("AX", i), p.chooseColumns(m, p.limbsOf(at("BX", i)), p.limbsOf(at("DI", i))))
		})
	each("reduce3", "reduce3 sets z = x mod p, and says where that is odd and where it is zero.",
		[]arg{z, {"odd", "*masks", "SI"}, {"zero", "*masks", "DI"}, x}, func(p *program, i int) {
			c := p.canonical(p.clean(at("BX", i)))
			p.save(at("AX", i), c)
			p.store(mem{"SI", maskSize * i}, p.odd(c[0]))
			p.store(mem{"DI", maskSize * i}, p.isZeroColumns(c))
		})
}

// stringUnits turn strings into elements and back.
func stringUnits(o *output) {
	o.function("loadStrings", "loadStrings sets z to strings of 32 bytes, of which src is the first, modulo 2^255.",
		[]arg{{"z", "*element", "AX"}, {"src", "*[32]byte", "SI"}}, func(f *function) {
			f.body("", func(p *program) { p.save(at("AX", 0), isa.limbs.unpack(p, isa.limbs.fromBytes(p, "SI"))) })
		})
	o.function("loadUniform", "loadUniform sets x and y to the halves of strings of 64 bytes, given as\n"+
		"big-endian words, modulo 2^255.",
		[]arg{{"x", "*element", "AX"}, {"y", "*element", "BX"}, {"src", "*[8]vector", "SI"}}, func(f *function) {
			f.body("", func(p *program) {
				for half, base := range []string{"AX", "BX"} {
					var w [4]*value
					for n := range w {
						w[n] = p.reverseBytes(p.load(mem{"SI", vectorSize() * (4*half + n)}, 0, math.MaxUint64, false))
					}
					p.save(at(base, 0), isa.limbs.unpack(p, w))
				}
			})
		})
	o.function("storeStrings", "storeStrings writes x, which reduce3 has left, to strings of 32 bytes, of which dst is\n"+
		"the first.",
		[]arg{{"dst", "*[32]byte", "DI"}, {"x", "*element", "AX"}}, func(f *function) {
			f.body("", func(p *program) { isa.limbs.toBytes(p, "DI", isa.limbs.pack(p, p.clean(at("AX", 0)))) })
		})
}

// pointUnits are the multiplication. Nearly all of the time is spent there, so these two units are as large as it takes
// to fill every gap.
func pointUnits(o *output) {
	o.function("addEntries", "addEntries sets the n entries after the first, each to the one before plus y;\n"+
		"n > 0.",
		[]arg{{"t", "*table", "SI"}, {"y", "*addend", "DI"}, {"n", "int", "CX"}, {"s", "*scratch", "BX"}},
		addEntries)
	o.function("addDigits", "addDigits does this for n digits: it doubles the sum four times, but before the\n"+
		"first digit only doublings + 1 times, and adds the digit's multiple of P; n > 0.",
		[]arg{{"sum", "*sum", "AX"}, {"t", "*table", "SI"}, {"d", "*digit", "DI"}, {"doublings", "int", "CX"},
			{"n", "int", "DX"}, {"s", "*scratch", "BX"}},
		addDigits)
	o.function("addMultiples", "addMultiples adds n multiples of a fixed point, which the low bits of each lane's\n"+
		"word of u say: those of the first window of a table, of the next one, and so on;\n"+
		"n > 0. u is shifted right meanwhile. One window more is read.",
		[]arg{{"sum", "*addend", "AX"}, {"t", "*uint64", "SI"}, {"u", "*[4]vector", "DI"}, {"n", "int", "DX"},
			{"s", "*scratch", "BX"}},
		addMultiples)
}

func hashUnit(o *output) {
	o.function("sha512Block",
		"sha512Block sets digest to state after one more block of each of eight\n"+
			"messages, all as vectors of words. digest and state may be the same.",
		[]arg{{"digest", "*[8]vector", "AX"}, {"state", "*[8]vector", "BX"}, {"data", "*block", "SI"}, {"s", "*rounds", "DI"}},
		sha512Block)
}

// maskSize is the size of a mask of all lanes in bytes, which is the same for all targets.
const maskSize = 64

// three emits code for three elements. AVX2, for which there is no schedule, has a loop that moves the pointers; with
// AVX-512 all three are one program.
func (f *function) three(pointers []arg, build func(p *program, i int)) {
	if isa == &ifma {
		f.body("", func(p *program) {
			p.streams(triple, func(i int) { build(p, i) })
		})
		return
	}
	size := map[string]int{"*trio": elementSize, "*masks": maskSize}
	f.line("MOVQ $%d, DX", triple)
	f.label("each")
	for _, a := range pointers {
		f.moved[a.reg] = (triple - 1) * size[a.typ]
	}
	f.body("", func(p *program) { build(p, 0) })
	for _, a := range pointers {
		f.line("ADDQ $%d, %s", size[a.typ], a.reg)
	}
	f.line("DECQ DX")
	f.line("JNZ each")
}
