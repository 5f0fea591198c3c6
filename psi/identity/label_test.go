package identity

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// SPEC.md §4.1 lists the words of labels, for those who write another reader of files.
func TestLabelsOfSpec(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../SPEC.md")
	require.NoError(t, err)
	_, after, ok := strings.Cut(string(b), "The words of labels:\n\n")
	require.True(t, ok)
	list, _, _ := strings.Cut(after, "\n\n")
	words := map[string]bool{}
	for _, w := range strings.Fields(list) {
		words[w] = true
	}
	require.Equal(t, phoneLabels, words)
}
