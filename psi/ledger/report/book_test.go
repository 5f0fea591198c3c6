package report

import (
	"testing"

	"github.com/blindmatch/blindmatch/internal/year"
	"github.com/stretchr/testify/require"
)

// A book's reports are those of the entries, and its parts add up to them.
func TestBook(t *testing.T) {
	entries := year.Entries(20, 1200)
	b := NewBook()
	for _, e := range entries {
		require.NoError(t, b.Add(e))
	}
	require.Equal(t, int64(len(entries)), b.Entries())
	for period, parts := range map[string]int{"2026": 12, "2026-06": 30, "2026-02": 28} {
		want := build(t, entries, period, nil)
		r, err := b.Report(want.Scope)
		require.NoError(t, err)
		require.Equal(t, want, r)
		all := r.Parts()
		require.Len(t, all, parts)
		var sum Totals
		modes := 0
		for _, p := range all {
			sum.Sessions += p.Sessions
			sum.Handles += p.Handles
			sum.Charged = sum.Charged.Plus(p.Charged)
			for _, n := range p.Modes {
				modes += n
			}
		}
		require.Equal(t, r.Totals.Sessions, sum.Sessions)
		require.Equal(t, r.Totals.Handles, sum.Handles)
		require.Equal(t, r.Totals.Charged.Exact(), sum.Charged.Exact())
		require.Equal(t, r.Totals.Answered, modes)
	}
	all, err := b.Report(All())
	require.NoError(t, err)
	require.Len(t, all.Sessions, 1200)
	story := 0
	for _, s := range all.Sessions {
		of := b.Session(s.ID)
		require.Equal(t, s.ID, of[0].Session)
		story += len(of)
	}
	require.Greater(t, story, 3*1200)
	require.Nil(t, b.Entry(-1))
	require.Nil(t, b.Entry(b.Entries()))
	require.Equal(t, entries[7], b.Entry(7))
	require.Empty(t, b.Session("none"))
}

// A page of the officer's asks for one of these.
func BenchmarkBook(b *testing.B) {
	book := NewBook()
	for _, e := range year.Entries(200, 20_000) {
		require.NoError(b, book.Add(e))
	}
	scope, err := Period("2026-06")
	require.NoError(b, err)
	for b.Loop() {
		_, err := book.Report(scope)
		require.NoError(b, err)
	}
}
