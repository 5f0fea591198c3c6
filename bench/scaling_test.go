package main

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
)

// BenchmarkScaling runs both passes on one core and on all, in turns. It reports the times and the ratio of the fastest
// runs, and the median of the ratios within a turn.
func BenchmarkScaling(b *testing.B) {
	cores := runtime.NumCPU()
	for _, s := range []ecdh.Suite{ecdh.Ristretto255(), ecdh.P256()} {
		n := cores * batch
		if s == ecdh.P256() {
			n /= 4
		}
		k := s.GenerateKey()
		in, out := items(n), make([]ecdh.Element, n)
		masked := make([]ecdh.Element, n)
		k.Mask(masked, in)
		for _, pass := range []struct {
			name string
			run  func()
		}{
			{"first", func() { k.Mask(out, in) }},
			{"second", func() { must(k.Remask(out, masked)) }},
		} {
			b.Run(fmt.Sprintf("%v/%s", s, pass.name), func(b *testing.B) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
				var one, all, ratios []float64
				for b.Loop() {
					runtime.GOMAXPROCS(1)
					one = append(one, perItem(n, pass.run))
					runtime.GOMAXPROCS(cores)
					all = append(all, perItem(n, pass.run))
					ratios = append(ratios, one[len(one)-1]/all[len(all)-1])
				}
				b.ReportMetric(0, "ns/op") // of both together: useless
				b.ReportMetric(slices.Min(one), "min-µs/item-1-core")
				b.ReportMetric(slices.Min(all), fmt.Sprintf("min-µs/item-%d-cores", cores))
				b.ReportMetric(slices.Min(one)/slices.Min(all), "min/min")
				b.ReportMetric(median(ratios), "median-ratio")
			})
		}
	}
}
