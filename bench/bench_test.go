// Package bench compares package ecdh with what else a Go program could use,
// in speed and in results.
package bench

import (
	stdecdh "crypto/ecdh"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gtank/ristretto255"

	"github.com/blindmatch/blindmatch/ecdh"
)

// batch is the number of items of one run: short, since other programs'
// disturbances are long.
const batch = 512

// A candidate does the work of one run.
type candidate struct {
	name string
	run  func()
}

// sideBySide runs the candidates in turns, so that whatever else the machine
// does meets all of them. It reports the median time an item took each of
// them, and the median over all turns of how many times that is what the first
// candidate took in the same turn.
func sideBySide(b *testing.B, candidates ...candidate) {
	times := make([][]float64, len(candidates))
	ratios := make([][]float64, len(candidates))
	for _, c := range candidates {
		c.run()
	}
	for turn := 0; b.Loop(); turn++ {
		for i, c := range candidates {
			start := time.Now()
			c.run()
			times[i] = append(times[i], float64(time.Since(start).Nanoseconds())/batch)
			ratios[i] = append(ratios[i], times[i][turn]/times[0][turn])
		}
	}
	b.ReportMetric(0, "ns/op") // of all candidates together: no use
	for i, c := range candidates {
		b.ReportMetric(median(times[i]), c.name+"-ns/item")
		if i > 0 {
			b.ReportMetric(median(ratios[i]), c.name+"-ratio")
		}
	}
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}

// onAllCores calls f for every index below n, on GOMAXPROCS goroutines with a
// part of the range each.
func onAllCores(n int, f func(i int)) {
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w * n / workers; i < (w+1)*n/workers; i++ {
				f(i)
			}
		})
	}
	wg.Wait()
}

// BenchmarkRistretto255 has both passes of ecdh and of gtank/ristretto255.
func BenchmarkRistretto255(b *testing.B) {
	const dst = "bench"
	k := ecdh.Ristretto255().WithDomain(dst).GenerateKey()
	s := gtankKey(k)
	in, out := items(batch), make([]ecdh.Element, batch)
	masked := make([]ecdh.Element, batch)
	k.Mask(masked, in)

	b.Run("first", func(b *testing.B) {
		sideBySide(b,
			candidate{"ecdh", func() { k.Mask(out, in) }},
			candidate{"gtank", func() {
				onAllCores(batch, func(i int) {
					e := gtankHash(dst, in[i])
					copy(out[i][:], e.ScalarMult(s, e).Bytes())
				})
			}})
	})
	b.Run("second", func(b *testing.B) {
		sideBySide(b,
			candidate{"ecdh", func() { must(k.Remask(out, masked)) }},
			candidate{"gtank", func() {
				onAllCores(batch, func(i int) {
					e, err := new(ristretto255.Element).SetCanonicalBytes(masked[i][:])
					if err != nil {
						panic(err)
					}
					copy(out[i][:], e.ScalarMult(s, e).Bytes())
				})
			}})
	})
}

// BenchmarkP256 has both passes of ecdh and one multiplication by crypto/ecdh
// of a point that is there already, which is the least that a pass can take.
func BenchmarkP256(b *testing.B) {
	k := ecdh.P256().GenerateKey()
	s, err := stdecdh.P256().NewPrivateKey(k.Bytes())
	if err != nil {
		b.Fatal(err)
	}
	in, out := items(batch), make([]ecdh.Element, batch)
	masked := make([]ecdh.Element, batch)
	k.Mask(masked, in)
	points := make([][]byte, batch)
	for i := range points {
		p, err := stdecdh.P256().GenerateKey(nil)
		if err != nil {
			b.Fatal(err)
		}
		points[i] = p.PublicKey().Bytes()
	}
	std := candidate{"crypto/ecdh", func() {
		onAllCores(batch, func(i int) {
			p, err := stdecdh.P256().NewPublicKey(points[i])
			if err != nil {
				panic(err)
			}
			x, err := s.ECDH(p)
			if err != nil {
				panic(err)
			}
			copy(out[i][:], x)
		})
	}}
	b.Run("first", func(b *testing.B) {
		sideBySide(b, candidate{"ecdh", func() { k.Mask(out, in) }}, std)
	})
	b.Run("second", func(b *testing.B) {
		sideBySide(b, candidate{"ecdh", func() { must(k.Remask(out, masked)) }}, std)
	})
}

// BenchmarkScaling has both passes on one core and on all, in turns.
func BenchmarkScaling(b *testing.B) {
	cores := runtime.NumCPU()
	for _, s := range []ecdh.Suite{ecdh.Ristretto255(), ecdh.P256()} {
		k := s.GenerateKey()
		in, out := items(batch), make([]ecdh.Element, batch)
		masked := make([]ecdh.Element, batch)
		k.Mask(masked, in)
		on := func(cores int, run func()) func() {
			return func() {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
				run()
			}
		}
		for name, run := range map[string]func(){
			"first":  func() { k.Mask(out, in) },
			"second": func() { must(k.Remask(out, masked)) },
		} {
			b.Run(fmt.Sprintf("%v/%s", s, name), func(b *testing.B) {
				sideBySide(b,
					candidate{fmt.Sprintf("%d-cores", cores), on(cores, run)},
					candidate{"1-core", on(1, run)})
			})
		}
	}
}

func must(n int, err error) {
	if err != nil {
		panic(err)
	}
}
