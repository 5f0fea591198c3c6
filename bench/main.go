// Command bench compares package ecdh with what else a Go program could use. All candidates run in one process, in
// turns, so that whatever else the machine does affects all of them. See README.md for how to call it.
package main

import (
	"bytes"
	"crypto/rand"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
)

// dst is the domain separation tag of all candidates.
const dst = "bench"

// A candidate computes both passes under one key: dst[i] = k·H(items[i]), and dst[i] = k·src[i].
type candidate struct {
	name   string
	run    int // items in a run: few, because disturbances are long
	first  func(dst []ecdh.Element, items [][]byte)
	second func(dst, src []ecdh.Element)
	// Only the multiplication, of a point that is already decoded: its results differ.
	least bool
}

// Candidates that take one item after the other have short runs. The AVX-512 engine gets a full batch, as in a run over
// a whole list; the other engines of ecdh gain less than 0.5 % from that.
const (
	single = 64
	double = 2 * single
	batch  = 1024
)

// engine is the implementation whose runs are full batches.
const engine = "avx512ifma"

// ours is package ecdh itself, the first candidate of each table.
func ours(k *ecdh.Key) candidate {
	run := double
	if k.Suite().Implementation() == engine {
		run = batch
	}
	return candidate{
		name:  "**ecdh**, " + k.Suite().Implementation(),
		run:   run,
		first: k.Mask,
		second: func(dst, src []ecdh.Element) {
			if _, err := k.Remask(dst, src); err != nil {
				panic(err)
			}
		},
	}
}

func main() {
	log.SetFlags(0)
	turns := flag.Int("turns", 200, "turns of all candidates")
	into := flag.String("into", "", "file to write the tables into, between the marks of the implementation in use")
	madds := flag.Float64("madds", 1, "8-lane multiply-adds that this machine starts in a cycle")
	flag.Parse()

	runtime.GOMAXPROCS(1)
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s; %d turns\n\n", machine(), *turns)
	r := measure(*turns, ristretto255(ecdh.Ristretto255().WithDomain(dst).GenerateKey()))
	r.table(&out, "ristretto255")
	r.limit(&out, *madds)
	r = measure(*turns, p256(ecdh.P256().WithDomain(dst).GenerateKey()))
	r.table(&out, "P256")
	r.above(&out)
	os.Stdout.Write(out.Bytes())

	if *into != "" {
		if err := insert(*into, ecdh.Ristretto255().Implementation(), out.Bytes()); err != nil {
			log.Fatalf("bench: %v", err)
		}
	}
}

// results has the µs an item of every candidate in every turn.
type results struct {
	candidates    []candidate
	first, second [][]float64
	clock         []float64 // GHz
}

func measure(turns int, candidates []candidate) *results {
	r := &results{
		candidates: candidates,
		first:      make([][]float64, len(candidates)),
		second:     make([][]float64, len(candidates)),
	}
	in, masked, out := items(batch), make([]ecdh.Element, batch), make([]ecdh.Element, batch)
	candidates[0].first(masked, in)
	for turn := range turns + 1 {
		r.clock = append(r.clock, clock())
		for i := range candidates {
			i = (i + turn) % len(candidates) // no candidate is always first
			c := candidates[i]
			first := perItem(c.run, func() { c.first(out[:c.run], in[:c.run]) })
			second := perItem(c.run, func() { c.second(out[:c.run], masked[:c.run]) })
			if turn > 0 { // the first turn warms up
				r.first[i] = append(r.first[i], first)
				r.second[i] = append(r.second[i], second)
			}
		}
	}
	return r
}

func perItem(n int, f func()) float64 {
	start := time.Now()
	f()
	return float64(time.Since(start).Nanoseconds()) / 1000 / float64(n)
}

// table writes the minimum and the median of each candidate's times, and their ratios to those of ecdh: minimum by
// minimum, and the median over all turns of the ratio within a turn.
func (r *results) table(out *bytes.Buffer, suite string) {
	fmt.Fprintf(out, "| %s | first pass, µs an item: min · median | ÷ ecdh: min · median | second pass | ÷ ecdh |\n", suite)
	fmt.Fprintf(out, "|---|---|---|---|---|\n")
	for i, c := range r.candidates {
		fmt.Fprintf(out, "| %s | %s | %s |\n", c.name, cells(r.first[i], r.first[0]), cells(r.second[i], r.second[0]))
	}
	fmt.Fprintln(out)
}

func cells(x, ecdh []float64) string {
	ratios := make([]float64, len(x))
	for i := range x {
		ratios[i] = x[i] / ecdh[i]
	}
	return fmt.Sprintf("%.2f · %.2f | %.2f · %.2f", slices.Min(x), median(x), slices.Min(x)/slices.Min(ecdh), median(ratios))
}

// multiplyAdds is the number of 8-lane multiply-adds that one point of a multiplication takes: see the documentation of
// ecdh/internal/lanes.
const multiplyAdds = 110_100. / 8

// limit writes the smallest part of each pass that its multiply-adds can take on a machine that starts perCycle of them
// in a cycle.
func (r *results) limit(out *bytes.Buffer, perCycle float64) {
	if ecdh.Ristretto255().Implementation() != engine {
		return
	}
	ghz := slices.Max(r.clock)
	least := multiplyAdds / perCycle / ghz / 1000
	fmt.Fprintf(out, "The clock was at most %.2f GHz. At %g multiply-add a cycle, those of a multiplication alone take %.2f µs: %.0f %% of the first pass, %.0f %% of the second.\n\n",
		ghz, perCycle, least, 100*least/slices.Min(r.first[0]), 100*least/slices.Min(r.second[0]))
}

// above writes how much longer ecdh's passes take than one multiplication.
func (r *results) above(out *bytes.Buffer) {
	for i, c := range r.candidates {
		if !c.least {
			continue
		}
		percent := func(ecdh, least []float64) string {
			ratios := make([]float64, len(ecdh))
			for turn := range ecdh {
				ratios[turn] = ecdh[turn] / least[turn]
			}
			return fmt.Sprintf("%.1f %% (median %.1f %%)", 100*(slices.Min(ecdh)/slices.Min(least)-1), 100*(median(ratios)-1))
		}
		fmt.Fprintf(out, "The first pass takes %s longer than %s, the second %s.\n\n",
			percent(r.first[0], r.first[i]), c.name, percent(r.second[0], r.second[i]))
	}
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}

func items(n int) [][]byte {
	all := make([]byte, 32*n)
	rand.Read(all)
	out := make([][]byte, n)
	for i := range out {
		out[i] = all[32*i : 32*i+32 : 32*i+32]
	}
	return out
}

// insert replaces what is between <!-- name --> and <!-- /name --> in a file.
func insert(file, name string, text []byte) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := bytes.Cut(old, fmt.Appendf(nil, "<!-- %s -->\n", name))
	_, after, ok2 := bytes.Cut(rest, fmt.Appendf(nil, "<!-- /%s -->\n", name))
	if !ok || !ok2 {
		return fmt.Errorf("%s has no marks <!-- %s --> and <!-- /%[2]s -->", file, name)
	}
	return os.WriteFile(file, fmt.Appendf(nil, "%s<!-- %s -->\n%s\n<!-- /%[2]s -->\n%[4]s", before, name, bytes.TrimSpace(text), after), 0o644)
}
