package identity

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// SPEC.md §4.1 lists the words of labels, for those who write another reader of files.
func TestLabelsOfSpec(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]map[string]bool{
		"The words of labels:\n\n":                                phoneLabels,
		"The second list, of whose it is and where it rings:\n\n": phoneKinds(),
	} {
		_, after, ok := strings.Cut(readSpec(t), heading)
		require.True(t, ok, heading)
		list, _, _ := strings.Cut(after, "\n\n")
		words := map[string]bool{}
		for _, w := range strings.Fields(list) {
			words[w] = true
		}
		require.Equal(t, want, words, heading)
	}
}
