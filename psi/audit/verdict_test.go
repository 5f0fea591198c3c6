package audit

import (
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

func TestVerdict(t *testing.T) {
	l := &Logged{Epoch: &ledger.PlatformSet{Platform: "platform.example", Dataset: "users", Params: psi.Params{Purpose: "audience-matching"}}}
	at := time.Date(2026, 11, 26, 12, 0, 0, 999, time.FixedZone("", 3600))
	secret, public, err := GenerateKey("auditor.example")
	require.NoError(t, err)
	_, other, err := GenerateKey("auditor.example")
	require.NoError(t, err)
	for _, r := range []*Report{
		{Kind: KindSpot, Set: psi.Digest{1}, Groups: Sample},
		{Kind: KindFull, Set: psi.Digest{2}, Groups: 6144},
		{Kind: KindFull, Set: psi.Digest{2}, Groups: 6144, Differ: 2, Ways: []WayCount{{Extra, 1}, {Missing, 1}}},
		{Kind: KindSpot, Set: psi.Digest{1}, Groups: Sample, Sections: []Section{{Off: true}}},
	} {
		v := NewVerdict(r, l, beacon(1), at)
		require.Equal(t, r.Passed(), v.Verdict == Passed)
		require.True(t, strings.HasPrefix(v.Text(), "Blindmatch-V1 audit\n"+r.Kind+"\n"+r.Set.String()+"\n"+v.Verdict+"\n"))
		signed, err := v.Sign(secret)
		require.NoError(t, err)
		got, err := OpenVerdict(signed, public)
		require.NoError(t, err)
		require.Equal(t, v, got)
		require.Equal(t, time.Date(2026, 11, 26, 11, 0, 0, 0, time.UTC), got.Time)

		_, err = OpenVerdict(signed, other)
		require.Error(t, err)
		_, err = OpenVerdict([]byte(strings.Replace(string(signed), "groups ", "groups 1", 1)), public)
		require.Error(t, err)
	}
	good := NewVerdict(&Report{Kind: KindSpot, Groups: Sample}, l, beacon(1), at).Text()
	_, err = parseVerdict(good)
	require.NoError(t, err)
	for _, change := range [][2]string{
		{"spot", "deep"}, {"passed", "perfect"}, {"differ 0", "differ 1"}, {"groups 4603", "groups 04603"}, {"groups", "group"},
		{"Blindmatch-V1 audit", "Blindmatch-V2 audit"}, {"platform.example", "platform.example\nmore"}, {"beacon", "bacon"}, {"11:00:00Z", "12:00:00+01:00"},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad)
		_, err := parseVerdict(bad)
		require.Error(t, err, change)
	}
	_, err = parseVerdict(good + "more\n")
	require.Error(t, err)
	for _, name := range []string{"", "a b", "a+b", "a\nb"} {
		_, _, err := GenerateKey(name)
		require.Error(t, err, name)
	}
}
