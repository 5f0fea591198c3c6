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

func BenchmarkMask(b *testing.B) {
	for _, s := range suites {
		b.Run(s.String(), func(b *testing.B) {
			k, in := s.GenerateKey(), items(benchItems)
			dst := make([]ecdh.Element, len(in))
			b.ReportAllocs()
			for b.Loop() {
				k.Mask(dst, in)
			}
			perItem(b)
		})
	}
}

func BenchmarkRemask(b *testing.B) {
	for _, s := range suites {
		b.Run(s.String(), func(b *testing.B) {
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
}
