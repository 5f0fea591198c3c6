package platform

import (
	"testing"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// Of what a client has cosigned the latest counts, and what was given up no longer does.
func TestCosigned(t *testing.T) {
	t.Parallel()
	s, err := OpenDirectory(t.TempDir(), DirectoryConfig{})
	require.NoError(t, err)
	defer s.Close()
	for i, note := range []string{"a", "b", "c"} {
		require.NoError(t, s.rows.Witnesses.SetCosigned(ctx, ledger.Cosigned{Client: "acme", Note: note}))
		seen, err := s.Cosigned(ctx)
		require.NoError(t, err)
		require.Equal(t, []ledger.Cosigned{{Client: "acme", Note: note}}, seen)
		if i == 1 {
			require.NoError(t, s.rows.Witnesses.GiveUp(ctx, "acme", 7))
			seen, err := s.Cosigned(ctx)
			require.NoError(t, err)
			require.Empty(t, seen)
		}
	}
}
