package cli

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNamed(t *testing.T) {
	datasets := []string{"buyers", "users"}
	require.NoError(t, Named("dataset", "dataset", "", datasets))
	require.NoError(t, Named("dataset", "dataset", "users", datasets))
	for name, want := range map[string]string{
		"usres": `--dataset: no dataset "usres", did you mean "users"?`, "zebra": `--dataset: no dataset "zebra": there is buyers, users`,
	} {
		err := Named("dataset", "dataset", name, datasets)
		require.EqualError(t, err, want)
		require.Equal(t, ExitUsage, exitCode(err))
	}
	require.EqualError(t, Named("dataset", "dataset", "users", nil), `--dataset: no dataset "users"`)
}
