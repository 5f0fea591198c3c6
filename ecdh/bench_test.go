package ecdh_test

import (
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
)

const benchItems = 8192

// perItem reports the time an item takes, of all cores together.
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
