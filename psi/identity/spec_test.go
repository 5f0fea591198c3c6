package identity

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// readSpec returns SPEC.md.
func readSpec(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../SPEC.md")
	require.NoError(t, err)
	return string(data)
}
