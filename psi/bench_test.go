package psi_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// A session of 100,000 people against as many, step by step.
func BenchmarkSession(b *testing.B) {
	p := params("ristretto255")
	const n = 100_000
	data := people(b, p, 0, n)
	secret := psi.NewEpochSecret()
	b.Run("epoch", func(b *testing.B) {
		for range b.N {
			_, err := psi.NewEpoch(b.Context(), p, data, secret, psi.EpochFiles{Set: io.Discard, Leaves: io.Discard, Order: io.Discard, Sentinels: io.Discard}, psi.Scratch{})
			require.NoError(b, err)
		}
	})
	e := newEpoch(b, p, data, psi.Scratch{})
	items := join(list(email, n/2, n/2*3), list(phone, n/2, n/2*3))
	b.Run("mask", func(b *testing.B) {
		for range b.N {
			adv, err := psi.NewAdvertiser(p, psi.Scratch{})
			require.NoError(b, err)
			_, err = adv.MaskList(b.Context(), items, psi.ListOptions{}, io.Discard)
			require.NoError(b, err)
		}
	})
	x := e.run(b, psi.Count, psi.Scratch{}, items, nil)
	b.Run("tags", func(b *testing.B) {
		for range b.N {
			e.run(b, psi.Count, psi.Scratch{}, list(email, 0, 1), nil)
		}
	})
	b.Run("evaluate", func(b *testing.B) {
		for range b.N {
			eval, err := e.Evaluate(b.Context(), x.context, bytes.NewReader(x.list.Bytes()), psi.Scratch{})
			require.NoError(b, err)
			eval.Close()
		}
	})
	b.Run("sentinels", func(b *testing.B) {
		for range b.N {
			s, err := e.Sentinels(b.Context(), x.context, x.public, bytes.NewReader(e.sentinels.Bytes()), psi.Scratch{})
			require.NoError(b, err)
			s.Close()
		}
	})
	b.Run("compare", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			eval, sentinels := e.evaluate(b, x, psi.Scratch{})
			b.StartTimer()
			_, err := eval.Count(b.Context(), bytes.NewReader(x.tags.Bytes()), x.tagSet, sentinels)
			require.NoError(b, err)
		}
	})
}
