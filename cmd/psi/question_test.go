package main

import (
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

func epsilon(t *testing.T, s string) psi.Epsilon {
	e, err := psi.ParseEpsilon(s)
	require.NoError(t, err)
	return e
}

func TestParseBound(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]uint64{"500": 500, "1,500": 1500, "1": 1, "1%": 50, "0.5%": 25, "0.001%": 1, "100%": 5000} {
		b, err := parseBound(s)
		require.NoError(t, err, s)
		require.Equal(t, want, b.of(5000), s)
	}
	for _, s := range []string{"", "0", "-5", "1.5", "%", "0%", "101%", "NaN%", "1 %x", "1e99", "99999999999999"} {
		_, err := parseBound(s)
		require.ErrorContains(t, err, "want a number of people such as 500, or a part of your rows such as 1%", s)
	}
}

func TestParseExpiry(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 10, 12, 30, 0, 5, time.UTC)
	for s, want := range map[string]string{
		"30d": "2026-02-09T12:20:00Z", "29d": "2026-02-08T12:30:00Z", "1d": "2026-01-11T12:30:00Z", "2026-01-31": "2026-01-31T00:00:00Z", "2026-01-31T12:00:00+02:00": "2026-01-31T10:00:00Z",
	} {
		got, err := parseExpiry(s, now)
		require.NoError(t, err, s)
		require.Equal(t, want, got.Format(time.RFC3339))
	}
	for _, s := range []string{"31d", "0d", "-1d", "2026-01-10", "2026-03-01"} {
		_, err := parseExpiry(s, now)
		require.ErrorContains(t, err, "want a time within the next 30 days", s)
	}
	for _, s := range []string{"", "d", "5", "5dd", "tomorrow", "31.01.2026"} {
		_, err := parseExpiry(s, now)
		require.ErrorContains(t, err, "want days such as 14d", s)
	}
}

// What is asked for follows from the flags, the platform's bounds and the list; what it costs is said.
func TestDecide(t *testing.T) {
	t.Parallel()
	info := &psi.DatasetInfo{
		Params: psi.Params{Suite: "ristretto255"}, Sections: []psi.Part{{Width: 1, Size: 1 << 20}, {Width: 2, Size: 1 << 20}},
		Prices: psi.Prices{Least: epsilon(t, "1/1000"), Most: epsilon(t, "1/10"), Month: epsilon(t, "1/2"), Year: epsilon(t, "3")},
	}
	list := &psi.MaskedList{Set: psi.Set{Parts: []psi.Part{{Width: 1, Size: 6000}}}}
	for _, x := range []struct {
		q       question
		epsilon string // "0": the platform's most
		slice   string
		said    string
	}{
		{question{}, "0", "1", "this costs ε 0.1; left before it: 0.5 in 30 days, 3 in 365 days"},
		{question{within: "50"}, "59313/1000000", "1", "within ±50"},
		{question{within: "1"}, "1/10", "1", "±1 takes more than the platform's most ε"},
		{question{within: "100%"}, "1/1000", "1", "less than the platform's least ε would do"},
		{question{slice: "1/256"}, "0", "1/256", "this costs ε"},
	} {
		require.NoError(t, x.q.parse())
		cfg := &advertiser.Config{Mode: psi.Count}
		said := ""
		require.NoError(t, x.q.decide(cfg, info, list, 5000, func(text string) { said += text + "\n" }))
		require.Equal(t, x.epsilon, cfg.Epsilon.String())
		require.Equal(t, x.slice, cfg.Slice.String())
		require.Contains(t, said, x.said)
	}
	fast := question{fast: true}
	cfg := &advertiser.Config{Mode: psi.Count}
	said := ""
	require.NoError(t, fast.decide(cfg, info, list, 5000, func(text string) { said += text }))
	price, err := advertiser.PriceOf(info, cfg)
	require.NoError(t, err)
	require.LessOrEqual(t, price.Charged.Cmp(info.Prices.Most), 0, "it costs no more than a whole count")
	require.Contains(t, said, "matches the answer would say")

	exact := *info
	exact.Prices.Exact = true
	said = ""
	within := question{within: "50"}
	require.NoError(t, within.parse())
	require.NoError(t, within.decide(&advertiser.Config{Mode: psi.Count}, &exact, list, 5000, func(text string) { said += text }))
	require.Equal(t, "exact numbers, by contract: they cost nothing", said)

	for _, q := range []question{{within: "5", fast: true}, {slice: "1/4", fast: true}, {slice: "1/3"}, {within: "x"}} {
		require.Error(t, q.parse())
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	v := int64(1200)
	o := &advertiser.Outcome{PlatformSet: psi.Set{Parts: []psi.Part{{Width: 1, Size: 1 << 20}}}, Price: advertiser.Price{Epsilon: epsilon(t, "1/10")}}
	n, err := newNumber(o, psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/10"}, 1, 5000)
	require.NoError(t, err)
	require.Equal(t, "1,200 people; in 95 of 100 cases 1,165 to 1,234", n.text("people"))
	n, err = newNumber(o, psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/10 shift 201"}, 1, 5000)
	require.NoError(t, err)
	require.EqualValues(t, 999, *n.People, "handles without their decoys")
	require.True(t, n.Within.Low <= 999 && 999 <= n.Within.High)
	n, err = newNumber(o, psi.Released{BelowFloor: true, Floor: 100, Noise: "laplace 1/10"}, 1, 5000)
	require.NoError(t, err)
	require.Equal(t, "below 100 people; in 95 of 100 cases 0 to 129", n.text("people"))
	n, err = newNumber(o, psi.Released{Value: &v, Floor: 100, Noise: "none"}, 1, 5000)
	require.NoError(t, err)
	require.Equal(t, "1,200 people", n.text("people"))

	o.Slice.Slice, err = psi.ParseSlice("1/4")
	require.NoError(t, err)
	n, err = newNumber(o, psi.Released{Value: &v, Noise: "laplace 1/10"}, 1, 50_000)
	require.NoError(t, err)
	require.EqualValues(t, 4800, *n.People)
	wide, err := newNumber(o, psi.Released{Value: &v, Noise: "laplace 1/10"}, 64, 50_000)
	require.NoError(t, err)
	require.Greater(t, wide.Within.Width(), n.Within.Width(), "the noise of 64 segments adds up")
	negative := int64(-3)
	n, err = newNumber(o, psi.Released{Value: &negative, Noise: "laplace 1/10"}, 1, 50_000)
	require.NoError(t, err)
	require.Zero(t, *n.People)
}

// TestMoreThanRows is about a list whose rows each have the e-mail address of one user and the phone number of another.
func TestMoreThanRows(t *testing.T) {
	t.Parallel()
	v := int64(600)
	released := psi.Released{Value: &v, Floor: 100, Noise: "laplace 1/2"}
	o := &advertiser.Outcome{
		PlatformSet: psi.Set{Parts: []psi.Part{{Width: 1, Size: 10240}}}, Sizes: []uint64{650, 800},
		Released: &released, Segments: []psi.Released{released, released},
	}
	list := dataset.ListReport{RowsUsed: 300, Segments: []dataset.ListSegment{{Rows: 150}, {Rows: 150}}}
	r, err := newReport(&sessionFlags{}, &psi.DatasetInfo{}, list, o)
	require.NoError(t, err)
	for _, n := range []number{*r.Released, r.Segments[0].number, r.Segments[1].number} {
		require.True(t, n.Within.Low <= 600 && 600 <= n.Within.High, n)
	}
}

func TestHaving(t *testing.T) {
	t.Parallel()
	email, phone := identity.Email, identity.Phone
	require.Equal(t, "3 with e-mail address only, 1,000 with e-mail address and phone number",
		having([]dataset.RowsHaving{{Types: []identity.Type{email}, Rows: 3}, {Types: []identity.Type{email, phone}, Rows: 1000}}))
	require.Equal(t, "7 with phone number", having([]dataset.RowsHaving{{Types: []identity.Type{phone}, Rows: 7}}))
	require.Equal(t, `a\u001b[31mb`, cli.Short("a\x1b[31mb"))
}
