// This program writes the assembly of package lanes, lanes_amd64.s for AVX-512
// with IFMA and avx2_amd64.s, and the declarations in the Go files of the same
// names. Run it by go generate in that package.
//
// It proves the bounds of every intermediate result while it writes; see
// value. If a bound doesn't hold it stops and writes nothing.
package main

import (
	"bytes"
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
	check := flag.Bool("check", false, "write nothing, fail if the files differ")
	verbose := flag.Bool("v", false, "report instruction counts")
	flag.Parse()

	files, report := generate()
	if *verbose {
		for _, line := range report {
			fmt.Println(line)
		}
	}
	for name, data := range files {
		path := filepath.Join(*dir, name)
		if !*check {
			if err := os.WriteFile(path, data, 0o644); err != nil {
				log.Fatal(err)
			}
			continue
		}
		if old, err := os.ReadFile(path); err != nil || !bytes.Equal(old, data) {
			log.Fatalf("%s is not what go generate writes", path)
		}
	}
}

// generate returns the files by their names in package lanes, and a line about
// each program.
func generate() (files map[string][]byte, report []string) {
	files = map[string][]byte{}
	defer func() { isa = &ifma }()
	for _, isa = range []*target{&ifma, &avx2} {
		var o output
		fieldFunctions(&o)
		pointFunctions(&o)
		ristrettoFunctions(&o)
		if isa == &ifma {
			hashFunctions(&o)
		}
		declarations, err := format.Source([]byte(o.declarations()))
		if err != nil {
			log.Fatal(err)
		}
		files[isa.name+"_amd64.s"] = []byte(o.assembly())
		files[isa.name+"_amd64.go"] = declarations
		report = append(report, o.report...)
	}
	return files, report
}

func hashFunctions(o *output) {
	o.function("sha512Block",
		"sha512Block sets digest to state after one more block of each of eight\n"+
			"messages, all as vectors of words. digest and state may be the same.",
		[]arg{{"digest", "*[8]vector", "AX"}, {"state", "*[8]vector", "BX"}, {"data", "*block", "SI"}},
		func(f *function) { f.body("", (*program).sha512Block) })
}

func pointFunctions(o *output) {
	o.function("multiply1", "multiply1 is multiply2 for one group.",
		multiplyArgs("*point", "*area"), func(f *function) { multiplyPoints(f, 1) })
	if isa != &ifma {
		return // measured: nothing is gained where everything waits in memory
	}
	o.function("multiply2",
		"multiply2 multiplies two groups of eight points by a scalar given in odd\n"+
			"signed digits. T of the results isn't set.",
		multiplyArgs("*[2]point", "*[2]area"), func(f *function) { multiplyPoints(f, 2) })
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
