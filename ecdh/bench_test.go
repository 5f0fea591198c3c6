package ecdh_test

import (
	"slices"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
)

const benchItems = 8192

// perItem reports the time per item, with all cores together.
func perItem(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchItems, "ns/item")
}

func eachPath(b *testing.B, f func(b *testing.B, s ecdh.Suite)) {
	for _, s := range suites {
		eachImplementation(s, func(name string) {
			b.Run(s.String()+"/"+name, func(b *testing.B) { f(b, s) })
		})
	}
}

func BenchmarkMask(b *testing.B) {
	eachPath(b, func(b *testing.B, s ecdh.Suite) {
		k, in := s.GenerateKey(), items(benchItems)
		dst := make([]ecdh.Element, len(in))
		b.ReportAllocs()
		for b.Loop() {
			k.Mask(dst, in)
		}
		perItem(b)
	})
}

func BenchmarkRemask(b *testing.B) {
	eachPath(b, func(b *testing.B, s ecdh.Suite) {
		k, src := s.GenerateKey(), elements(s, benchItems)
		dst := make([]ecdh.Element, len(src))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := k.Remask(dst, src); err != nil {
				b.Fatal(err)
			}
		}
		perItem(b)
	})
}

// BenchmarkTurns has the implementations of ristretto255 take turns of 64 items. It reports the median time an item
// takes, and the median over all turns of the portable implementation's time divided by that of the others in the same
// turn.
func BenchmarkTurns(b *testing.B) {
	const turn = 64
	s := ecdh.Ristretto255()
	k, in, src, r := s.GenerateKey(), items(turn), elements(s, turn), scalars(s, turn)
	dst := make([]ecdh.Element, turn)
	bases := map[string]*ecdh.Base{}
	ecdh.Implementations(func(name string) { bases[name] = s.Generator() })
	for name, pass := range map[string]func(base *ecdh.Base){
		"first":  func(*ecdh.Base) { k.Mask(dst, in) },
		"second": func(*ecdh.Base) { k.Remask(dst, src) },
		"base":   func(base *ecdh.Base) { base.Multiply(dst, r) },
		"hash":   func(*ecdh.Base) { s.HashToGroup(dst, in) },
	} {
		b.Run(name, func(b *testing.B) {
			times := map[string][]float64{}
			for b.Loop() {
				ecdh.Implementations(func(name string) {
					pass(bases[name]) // creates an engine
					start := time.Now()
					pass(bases[name])
					times[name] = append(times[name], float64(time.Since(start).Nanoseconds())/turn)
				})
			}
			for name, x := range times {
				ratios := make([]float64, len(x))
				for i := range x {
					ratios[i] = times["portable"][i] / x[i]
				}
				b.ReportMetric(median(x), name+"-ns/item")
				b.ReportMetric(median(ratios), name+"-ratio")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}

func BenchmarkBaseMultiply(b *testing.B) {
	eachPath(b, func(b *testing.B, s ecdh.Suite) {
		base, r := s.Generator(), scalars(s, benchItems)
		dst := make([]ecdh.Element, len(r))
		b.ReportAllocs()
		for b.Loop() {
			base.Multiply(dst, r)
		}
		perItem(b)
	})
}

func BenchmarkHashToGroup(b *testing.B) {
	eachPath(b, func(b *testing.B, s ecdh.Suite) {
		in := items(benchItems)
		dst := make([]ecdh.Element, len(in))
		b.ReportAllocs()
		for b.Loop() {
			s.HashToGroup(dst, in)
		}
		perItem(b)
	})
}

func BenchmarkNewBase(b *testing.B) {
	eachPath(b, func(b *testing.B, s ecdh.Suite) {
		e := elements(s, 1)[0]
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.NewBase(e); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkDeriveScalar(b *testing.B) {
	for _, s := range suites {
		b.Run(s.String(), func(b *testing.B) {
			uniform := [ecdh.UniformSize]byte{1, 2, 3}
			b.ReportAllocs()
			for b.Loop() {
				s.DeriveScalar(&uniform)
			}
		})
	}
}
