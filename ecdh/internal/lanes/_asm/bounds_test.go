package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Bounds that don't hold stop generation.
func TestBoundsStopGeneration(t *testing.T) {
	tests := map[string]func(p *program){
		"sum of 65 bits": func(p *program) {
			x := p.load(mem{"AX", 0}, 0, 1<<63, false)
			p.add(x, x)
		},
		"difference below zero": func(p *program) {
			x := p.load(mem{"AX", 0}, 0, 1<<51, false)
			p.sub(p.start(1<<51-1), x)
		},
		"product of 65 bits": func(p *program) {
			p.times(p.load(mem{"AX", 0}, 0, 1<<56, false), p.konst(608))
		},
		"factor of 53 bits": func(p *program) {
			x := p.load(mem{"AX", 0}, 0, 1<<52, false)
			p.addLow(p.start(0), x, x)
		},
		"high half dropped": func(p *program) {
			p.addProduct(p.start(0), p.load(mem{"AX", 0}, 0, 1<<43, false), p.konst(608))
		},
		"accumulator of 65 bits": func(p *program) {
			x := p.load(mem{"AX", 0}, 0, mask52, false)
			p.addLow(p.load(mem{"AX", 64}, 0, 1<<64-1, false), x, x)
		},
		"sum of a spent limb": func(p *program) {
			e := p.limbsOf(at("AX", 0))
			p.add(e[0], e[4])
		},
		"limb carried twice": func(p *program) {
			x := p.load(mem{"AX", 0}, 0, 1<<60, false)
			p.carry(x)
			p.carry(x)
		},
		"limb stored without a carry": func(p *program) {
			p.save(at("AX", 0), p.multiply(p.limbsOf(at("AX", 1)), p.limbsOf(at("AX", 2)), noBias))
		},
		"top limb too large": func(p *program) {
			x := p.carried(p.multiply(p.limbsOf(at("AX", 1)), p.limbsOf(at("AX", 2)), noBias))
			x[4] = p.add(x[4], p.konst(1<<46))
			p.save(at("AX", 0), x)
		},
		"bias smaller than what is subtracted": func(p *program) {
			a := p.multiply(p.limbsOf(at("AX", 0)), p.limbsOf(at("AX", 1)), noBias)
			b := p.multiply(p.limbsOf(at("AX", 0)), p.limbsOf(at("AX", 1)), bias(greatest(a)>>52-3))
			p.subColumns(b, a)
		},
		"33 registers": func(p *program) {
			var all []*value
			for i := range 33 {
				all = append(all, p.load(mem{"AX", 64 * i}, 0, 1, false))
			}
			for i := range all {
				for j := range all[:i] {
					p.store(mem{"BX", 64 * (33*i + j)}, p.add(all[i], all[j]))
				}
			}
			p.schedule()
		},
	}
	for name, build := range tests {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("generation goes on")
				}
			}()
			build(newProgram("test", new(constants)))
		})
	}
}

// TestBoundsOfAVX2 is the same for the representation in 32-bit factors.
func TestBoundsOfAVX2(t *testing.T) {
	isa = &avx2
	defer func() { isa = &ifma }()
	wide := func(p *program) columns {
		return p.multiply(p.limbsOf(at("AX", 0)), p.limbsOf(at("AX", 1)), noBias)
	}
	tests := map[string]func(p *program){
		"factor of 33 bits": func(p *program) {
			x := p.load(mem{"AX", 0}, 0, 1<<32, false)
			p.product32(x, p.konst(19))
		},
		"column as a factor":          func(p *program) { p.multiply(wide(p), p.limbsOf(at("AX", 0)), noBias) },
		"limb stored without a carry": func(p *program) { p.save(at("AX", 0), wide(p)) },
		"odd limb too large": func(p *program) {
			x := p.carried(wide(p))
			x[1] = p.add(x[1], p.konst(1<<17))
			p.save(at("AX", 0), x)
		},
		"column of 65 bits": func(p *program) {
			z := wide(p)
			for range 6 {
				z = p.double(z)
			}
		},
		"bias smaller than what is subtracted": func(p *program) {
			a := wide(p)
			b := p.multiply(p.limbsOf(at("AX", 0)), p.limbsOf(at("AX", 1)), isa.limbs.bias(greatest(a)/2, false))
			p.subColumns(b, a)
		},
	}
	for name, build := range tests {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("generation goes on")
				}
			}()
			build(newProgram("test", new(constants)))
		})
	}

	for _, most := range []uint64{0, 1, 1 << 26, 1 << 59, 1<<62 + 12345} {
		b := isa.limbs.bias(most, false)
		if w := sumOf(words(sumOf(b))); w.Sign() != 0 {
			t.Errorf("bias(%d) is %d modulo p", most, w)
		}
		for i, x := range b {
			if x < most {
				t.Errorf("bias(%d): column %d is %d", most, i, x)
			}
		}
	}
}

// TestBias checks that a bias is a multiple of p between its bounds.
func TestBias(t *testing.T) {
	for _, n := range []uint64{1, 2, 3, 770, 1551, 2325, 4000} {
		b := bias(n)
		if w := sumOf(words(sumOf(b))); w.Sign() != 0 {
			t.Errorf("bias(%d) is %d modulo p", n, w)
		}
		for i, x := range b {
			if x < n<<52-1 || x > (n+2)<<52 || i > 0 && x%2 == 1 {
				t.Errorf("bias(%d): column %d is %#x", n, i, x)
			}
		}
	}
}

// TestCurrent checks that the generated files are current, and that they stay small.
func TestCurrent(t *testing.T) {
	files, _ := generate()
	lines := 0
	for _, data := range files {
		lines += bytes.Count(data, []byte("\n"))
	}
	if lines > 25000 {
		t.Errorf("%d generated lines: let Go sequence smaller units", lines)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what go generate writes", name)
		}
	}
}
