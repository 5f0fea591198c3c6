package yamltree

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// 100 kB of any shape take the parser less than 200 MB, or are refused before it sees them. Brackets took 15 GB.
func TestShape(t *testing.T) {
	const size = 100_000
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	var steps strings.Builder
	for i := 0; steps.Len() < size; i++ {
		fmt.Fprintf(&steps, "%sa:\n", strings.Repeat(" ", i))
	}
	for name, x := range map[string]struct{ text, want string }{
		"brackets":          {strings.Repeat("[", size), "line 1, column 33: nested more than 32 deep"},
		"braces":            {strings.Repeat("{a: ", size/4), "nested more than 32 deep"},
		"dashes":            {strings.Repeat("- ", size/2), "nested more than 32 deep"},
		"dashes in bracket": {"[" + strings.Repeat("- ", size/2), "nested more than 32 deep"},
		"indentation":       {steps.String(), "nested more than 32 deep"},
		"long name":         {strings.Repeat("k", size/2) + ":\n" + strings.Repeat("  - a\n", size/12), "too deeply nested"},
		"long name, flow":   {"{" + strings.Repeat("k", size/2) + ": [" + strings.Repeat("a,", size/4) + "]}", "too deeply nested"},
		"owners":            {"owners:\n" + numbered("  owner%d: {clients: [a, b], noise: none}\n"), ""},
		"lists":             {"owners:\n" + numbered("  - name: owner%d\n    clients:\n    - a\n"), ""},
		"flow":              {"[" + numbered("{a: %d, b: [1, 2]}, ") + "1]", ""},
		"ends":              {strings.Repeat("]", size), ""},
	} {
		err := checkShape([]byte(x.text))
		if x.want != "" {
			require.ErrorContains(t, err, x.want, name)
			_, err = Parse([]byte(x.text))
			require.ErrorContains(t, err, x.want, name)
			continue
		}
		require.NoError(t, err, name)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = Parse([]byte(x.text))
		runtime.ReadMemStats(&after)
		require.Less(t, (after.TotalAlloc-before.TotalAlloc)>>20, uint64(200), "%s: MB", name)
	}
}
