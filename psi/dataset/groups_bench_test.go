package dataset

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// BenchmarkGrouping is what Finish does with what is masked: 1.6 identifiers a user, one in ten of them shared.
func BenchmarkGrouping(b *testing.B) {
	for _, users := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(users), func(b *testing.B) {
			records := uint64(0)
			for b.Loop() {
				b.StopTimer()
				dir := filepath.Join(b.TempDir(), "data")
				builder, err := NewBuilder(dir, testConfig(b))
				if err != nil {
					b.Fatal(err)
				}
				admit(b, builder, users)
				b.StartTimer()
				if _, err := builder.Finish(b.Context()); err != nil {
					b.Fatal(err)
				}
				records += builder.sorter.Len()
				if err := builder.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// admit adds random elements in place of masked ones.
func admit(b *testing.B, builder *Builder, users int) {
	rnd := rand.New(rand.NewPCG(1, 2))
	context, err := builder.context("newsletter")
	if err != nil {
		b.Fatal(err)
	}
	for u := range users {
		d := decision{context: context, codes: [2]byte{decidedAdmitted, decidedNothing}}
		if err := builder.addRecord(fmt.Appendf(nil, "%08x-user", uint32(u)*2654435761), d); err != nil {
			b.Fatal(err)
		}
		for i := range 1 + (rnd.IntN(10)+6)/10 {
			var rec [admittedWidth]byte
			value := uint64(u)<<1 | uint64(i)
			if rnd.IntN(10) == 0 {
				value = rnd.Uint64N(uint64(users)) | 1<<40
			}
			e := identity.Sum(binary.BigEndian.AppendUint64(nil, value))
			copy(rec[:], e[:])
			rec[elementWidth] = byte(value & 1)
			binary.BigEndian.PutUint64(rec[elementWidth+1:], uint64(u))
			rec[elementWidth+11] = bit(rnd.IntN(3) > 0)
			if err := builder.sorter.Add(rec[:]); err != nil {
				b.Fatal(err)
			}
		}
	}
}
