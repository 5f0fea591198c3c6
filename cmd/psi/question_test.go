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
		require.Equal(t, want, b.Of(5000), s)
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

// What is asked for is what the flags say, and one thing only.
func TestAsked(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		flags question
		want  advertiser.Question
	}{
		{question{}, advertiser.Question{}},
		{question{within: "50"}, advertiser.Question{Within: advertiser.Bound{People: 50}}},
		{question{within: "100%"}, advertiser.Question{Within: advertiser.Bound{Fraction: 1}}},
		{question{fast: true}, advertiser.Question{Fast: true}},
	} {
		require.NoError(t, x.flags.parse())
		require.Equal(t, x.want, x.flags.asked)
	}
	slice := question{slice: "1/256"}
	require.NoError(t, slice.parse())
	require.Equal(t, "1/256", slice.asked.Slice.String())
	for _, q := range []question{{within: "5", fast: true}, {slice: "1/4", fast: true}, {slice: "1/3"}, {within: "x"}} {
		require.Error(t, q.parse())
	}
}

func TestInWords(t *testing.T) {
	t.Parallel()
	v := int64(1200)
	o := &advertiser.Outcome{
		PlatformSet: psi.Set{Parts: []psi.Part{{Width: 1, Size: 1 << 20}}}, Price: advertiser.Price{Epsilon: epsilon(t, "1/10")}, Sizes: []uint64{5000},
	}
	for want, released := range map[string]psi.Released{
		"1,200 people; in 95 of 100 cases 1,165 to 1,234": {Value: &v, Floor: 100, Noise: "laplace 1/10"},
		"below 100 people; in 95 of 100 cases 0 to 129":   {BelowFloor: true, Floor: 100, Noise: "laplace 1/10"},
		"1,200 people": {Value: &v, Floor: 100, Noise: "none"},
	} {
		o.Released = &released
		n, err := o.Number()
		require.NoError(t, err)
		require.Equal(t, want, inWords(n, "people"))
	}
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
	for _, n := range []advertiser.Number{*r.Released, r.Segments[0].Number, r.Segments[1].Number} {
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
