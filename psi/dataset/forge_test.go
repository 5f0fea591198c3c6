package dataset

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Programs that try to get something past the gate do not compile.
func TestForgeriesDoNotCompile(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command")
	}
	want := map[string]string{
		"control":   "",
		"text":      "cannot use \"+15550100\"",
		"literal":   "cannot refer to unexported field user",
		"lookalike": "cannot convert",
		"copyfield": "a.value undefined",
		"fakegate":  "cannot use open{}",
	}
	entries, err := os.ReadDir("testdata/forge")
	require.NoError(t, err)
	require.Len(t, entries, len(want))
	for name, message := range want {
		out, err := exec.Command("go", "build", "./"+filepath.Join("testdata", "forge", name)).CombinedOutput()
		if message == "" {
			require.NoError(t, err, "%s: %s", name, out)
			continue
		}
		require.Error(t, err, name)
		require.Contains(t, string(out), message, name)
	}
}
