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
	secret, public, err := ledger.GenerateAuditor("auditor.example")
	require.NoError(t, err)
	_, other, err := ledger.GenerateAuditor("auditor.example")
	require.NoError(t, err)
	for _, r := range []*Report{
		{Kind: KindSpot, Set: psi.Digest{1}, Groups: Sample},
		{Kind: KindFull, Set: psi.Digest{2}, Groups: 6144},
		{Kind: KindFull, Set: psi.Digest{2}, Groups: 6144, Differ: 2, Ways: []WayCount{{Extra, 1}, {Missing, 1}}},
		{Kind: KindSpot, Set: psi.Digest{1}, Groups: Sample, Sections: []Section{{Off: true}}},
	} {
		v := NewVerdict(r, l, beacon(1), at)
		require.Equal(t, r.Passed(), v.Verdict == ledger.AuditPassed)
		require.True(t, strings.HasPrefix(v.Text(), "Blindmatch-V1 audit\n"+r.Kind+"\n"+r.Set.String()+"\n"+v.Verdict+"\n"))
		signed, err := v.Sign(secret)
		require.NoError(t, err)
		got, err := ledger.OpenVerdict(signed, public)
		require.NoError(t, err)
		require.Equal(t, v, got)
		require.Equal(t, time.Date(2026, 11, 26, 11, 0, 0, 0, time.UTC), got.Time)

		_, err = ledger.OpenVerdict(signed, other)
		require.Error(t, err)
		_, err = ledger.OpenVerdict([]byte(strings.Replace(string(signed), "groups ", "groups 1", 1)), public)
		require.Error(t, err)
	}
}
