package record

import (
	"testing"

	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/stretchr/testify/require"
)

func TestChanges(t *testing.T) {
	scope, err := report.Period("2026-11")
	require.NoError(t, err)
	all := []platform.ClientRow{
		{Name: "a", Created: "2026-10-31T23:59:59Z", Revoked: "2026-11-02T00:00:00Z"},
		{Name: "b", Created: "2026-11-01T00:00:00Z", Removed: "2026-11-30T23:59:59.5Z"},
		{Name: "c", Created: "2026-12-01T00:00:00Z"},
	}
	said := func(s report.Scope) (texts []string) {
		for _, x := range changes(all, s) {
			texts = append(texts, x.Client+" "+x.Change)
		}
		return texts
	}
	require.Equal(t, []string{"b registered", "a revoked", "b removed"}, said(scope))
	scope.Advertiser = "a"
	require.Equal(t, []string{"a revoked"}, said(scope))
}
