// This program writes the assembly of package lanes, lanes_amd64.s for AVX-512 with IFMA and avx2_amd64.s, and the
// declarations in the Go files of the same names. Run it by go generate in that package. README.md says what is in
// them.
//
// It proves the bounds of every intermediate result while it writes; see value. If a bound doesn't hold it stops and
// writes nothing.
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

// generate returns the files by their names in package lanes, and a line about each program.
func generate() (files map[string][]byte, report []string) {
	files = map[string][]byte{}
	defer func() { isa = &ifma }()
	for _, isa = range []*target{&ifma, &avx2} {
		var o output
		allUnits(&o)
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
