package ledger

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestVerdictText(t *testing.T) {
	v := &Verdict{Kind: AuditSpot, Verdict: AuditPassed, Platform: "platform.example", Dataset: "users", Purpose: "audience-matching", Groups: 4603,
		Beacon: "0123456789abcdef0123456789abcdef", Source: "a test's", Time: time.Date(2026, 11, 26, 12, 0, 0, 0, time.FixedZone("", 3600))}
	good := v.Text()
	_, err := ParseVerdict(good)
	require.NoError(t, err)
	for _, change := range [][2]string{
		{"spot", "deep"}, {"passed", "perfect"}, {"differ 0", "differ 1"}, {"groups 4603", "groups 04603"}, {"groups", "group"},
		{"Blindmatch-V1 audit", "Blindmatch-V2 audit"}, {"platform.example", "platform.example\nmore"}, {"beacon", "bacon"}, {"abcdef a", "ABCDEF a"}, {"0123456789abcdef ", " "}, {" a test's", " "}, {" a test's", ""}, {"11:00:00Z", "12:00:00+01:00"},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, bad)
		_, err := ParseVerdict(bad)
		require.Error(t, err, change)
	}
	v.Erased = 7
	got, err := ParseVerdict(v.Text())
	require.NoError(t, err)
	require.Equal(t, v.Erased, got.Erased)
	_, err = ParseVerdict(strings.Replace(v.Text(), "erased 7\n", "", 1))
	require.Error(t, err)
	full := *v
	full.Kind, full.Beacon, full.Source, full.Erased = AuditFull, "", "", 3
	got, err = ParseVerdict(full.Text())
	require.NoError(t, err)
	require.EqualValues(t, 3, got.Erased)
	_, err = ParseVerdict(strings.Replace(full.Text(), "erased 3", "erased 03", 1))
	require.Error(t, err)
	_, err = ParseVerdict(good + "more\n")
	require.Error(t, err)
	for _, name := range []string{"", "a b", "a+b", "a\nb"} {
		_, _, err := GenerateAuditor(name)
		require.Error(t, err, name)
	}
}
