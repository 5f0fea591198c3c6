package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestAllocator runs random programs as they were built and as they were emitted, with far more values than registers
// and with stores over what is read later.
func TestAllocator(t *testing.T) {
	isa = &avx2
	defer func() { isa = &ifma }()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 0))
		f := &function{name: "test", out: &output{}}
		p := newProgram("test", &f.out.consts)
		const places = 24
		place := func() mem { return mem{"AX", 32 * r.IntN(places)} }
		want, current := map[*value]uint64{}, map[string]uint64{}
		for i := range places {
			current[mem{"AX", 32 * i}.String()] = r.Uint64()
		}
		start := map[string]uint64{}
		for m, x := range current {
			start[m] = x
		}
		pick := func(all []*value) *value { return all[r.IntN(len(all))] }
		k := p.konst(r.Uint64())
		want[k] = k.lo
		all := []*value{k}
		for range 300 {
			var v *value
			switch n := r.IntN(8); {
			case n < 2:
				m := place()
				v = p.load(m, 0, 1<<64-1, false)
				want[v] = current[m.String()]
			case n < 3:
				m, x := place(), pick(all)
				p.store(m, x)
				current[m.String()] = want[x]
				continue
			case n < 4:
				a, b := pick(all), pick(all)
				v = p.subMod64(a, b)
				want[v] = want[a] - want[b]
			case n < 5:
				a := pick(all)
				v = p.shrAny(a, 7)
				want[v] = want[a] >> 7
			default:
				a, b := pick(all), pick(all)
				v = p.addMod64(a, b)
				want[v] = want[a] + want[b]
			}
			if r.IntN(4) == 0 {
				p.toMemory(v)
			}
			all = append(all, v)
		}
		for i, x := range all[len(all)-40:] {
			p.store(mem{"BX", 32 * i}, x)
			current[mem{"BX", 32 * i}.String()] = want[x]
		}
		f.emitInOrder(p)

		for i, c := range f.out.consts.vectors {
			start[mem{constBase, 32 * i}.String()] = c[0]
		}
		run(t, f.text.String(), start)
		for m, x := range current {
			if start[m] != x {
				t.Fatalf("seed %d: %s is %x, want %x", seed, m, start[m], x)
			}
		}
	}
}

// shrAny is shr without bounds.
func (p *program) shrAny(a *value, n int) *value {
	return p.emit(&value{kind: shr, args: []*value{a}, imm: n, hi: 1<<64 - 1})
}

var operand = regexp.MustCompile(`\$\d+|\d+\(\w+\)|Y\d+`)

// run executes the few instructions that TestAllocator has, in one lane.
func run(t *testing.T, text string, state map[string]uint64) {
	t.Helper()
	for line := range strings.Lines(text) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		args := operand.FindAllString(line, -1)
		dst := args[len(args)-1]
		x := make([]uint64, len(args))
		for i, a := range args {
			if n, ok := strings.CutPrefix(a, "$"); ok {
				x[i], _ = strconv.ParseUint(n, 0, 64)
				continue
			}
			x[i] = state[a]
		}
		switch name {
		case "VMOVDQU":
			state[dst] = x[0]
		case "VPADDQ":
			state[dst] = x[1] + x[0]
		case "VPSUBQ":
			state[dst] = x[1] - x[0]
		case "VPSRLQ":
			state[dst] = x[1] >> x[0]
		default:
			panic(fmt.Sprintf("%q", line))
		}
	}
}
