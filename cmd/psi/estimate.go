package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
)

// estimated says what a count session with a list would cost. The size of the platform's dataset is not known offline,
// so its part is given for a million identifiers.
type estimated struct {
	BytesUp          uint64  `json:"bytes_up"` // for the list
	Seconds          float64 `json:"seconds"`  // for the list, on this machine
	MillionBytesUp   uint64  `json:"bytes_up_per_million"`
	MillionBytesDown uint64  `json:"bytes_down_per_million"`
	MillionSeconds   float64 `json:"seconds_per_million"`
}

// rates are how many points this machine masks and remasks in a second. Measuring them takes a moment.
func rates(suite ecdh.Suite) (mask, remask float64) {
	const n = 4096
	items := make([][]byte, n)
	for i := range items {
		items[i] = make([]byte, 32)
		rand.Read(items[i])
	}
	elements := make([]ecdh.Element, n)
	k := suite.GenerateKey()
	defer k.Destroy()
	mask = n / fastest(func() { k.Mask(elements, items) }).Seconds()
	remask = n / fastest(func() {
		if _, err := k.Remask(elements, elements); err != nil {
			panic("psi: internal error: " + err.Error())
		}
	}).Seconds()
	return mask, remask
}

func newEstimate(used uint64) estimated {
	mask, remask := rates(ecdh.Ristretto255())
	const million = 1_000_000
	sent := psi.PadList(used, math.MaxUint64) // the list is padded
	return estimated{
		BytesUp: psi.ElementSize * sent, Seconds: float64(sent) / mask,
		MillionBytesUp: psi.TagSize * million, MillionBytesDown: psi.ElementSize * million,
		MillionSeconds: million / remask,
	}
}

// fastest is the shortest of three runs.
func fastest(f func()) time.Duration {
	best := time.Duration(1<<63 - 1)
	for range 3 {
		start := time.Now()
		f()
		best = min(best, time.Since(start))
	}
	return best
}

func (e *estimated) print(w io.Writer) {
	fmt.Fprintf(w, "  estimate    count sends %s for the list and takes %.1f s here; each million in the platform's\n", cli.Size(int64(e.BytesUp)), e.Seconds)
	fmt.Fprintf(w, "              dataset adds %s up, %s down and %.1f s\n", cli.Size(int64(e.MillionBytesUp)), cli.Size(int64(e.MillionBytesDown)), e.MillionSeconds)
}
