// This program writes the assembly of package lanes: lanes_amd64.s and the
// declarations in lanes_amd64.go. Run it by go generate in that package.
//
// It proves the bounds of every intermediate result while it writes; see
// value. If a bound doesn't hold it stops and writes nothing.
package main

import (
	"flag"
	"fmt"
	"go/format"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", "..", "directory of package lanes")
	verbose := flag.Bool("v", false, "report instruction counts")
	flag.Parse()

	var o output
	fieldFunctions(&o)
	o.function("multiply1", "multiply1 sets the points to multiples of themselves; see multiply2.",
		multiplyArgs("*point", "*[1]area"), func(f *function) { multiplyPoints(f, 1) })
	o.function("multiply2",
		"multiply2 multiplies two groups of eight points by a scalar given in odd\n"+
			"signed digits. T of the results isn't set.",
		multiplyArgs("*[2]point", "*[2]area"), func(f *function) { multiplyPoints(f, 2) })

	ristrettoFunctions(&o)
	o.function("sha512Block",
		"sha512Block sets digest to state after one more block of each of eight\n"+
			"messages, all as vectors of words. digest and state may be the same.",
		[]arg{{"digest", "*[8]vector", "AX"}, {"state", "*[8]vector", "BX"}, {"block", "*block", "SI"}},
		func(f *function) { f.body("", (*program).sha512Block) })

	declarations, err := format.Source([]byte(o.declarations()))
	if err != nil {
		log.Fatal(err)
	}
	write(filepath.Join(*dir, "lanes_amd64.s"), []byte(o.assembly()))
	write(filepath.Join(*dir, "lanes_amd64.go"), declarations)
	if *verbose {
		for _, line := range o.report {
			fmt.Println(line)
		}
	}
}

func multiplyArgs(points, areas string) []arg {
	return []arg{{"points", points, "AX"}, {"areas", areas, "BX"}, {"digits", "*digits", "DI"}}
}

// fieldFunctions emits the pieces that powers and inversions are made of, and
// single operations on elements.
func fieldFunctions(o *output) {
	const streams = 3
	o.function("squareN3", "squareN3 squares three elements n times; n > 0.",
		[]arg{{"x", "*[3]element", "AX"}, {"n", "int", "CX"}}, func(f *function) {
			f.label("squarings")
			f.body("", func(p *program) {
				p.streams(streams, func(i int) { p.sqr(at("AX", i), p.limbsOf(at("AX", i))) })
			})
			f.line("DECQ CX")
			f.line("JNZ squarings")
		})
	o.function("multiply3", "multiply3 sets z[i] = x[i]·y[i]. The arrays may be the same.",
		[]arg{{"z", "*[3]element", "AX"}, {"x", "*[3]element", "BX"}, {"y", "*[3]element", "DI"}}, func(f *function) {
			f.body("", func(p *program) {
				p.streams(streams, func(i int) {
					x, y := p.limbsOf(at("BX", i)), p.limbsOf(at("DI", i))
					p.mul(at("AX", i), x, y)
				})
			})
		})
}

func write(name string, data []byte) {
	if err := os.WriteFile(name, data, 0o644); err != nil {
		log.Fatal(err)
	}
}
