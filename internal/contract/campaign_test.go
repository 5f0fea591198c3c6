package contract

import (
	"bytes"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every line of the campaign has tests, and they exist.
func TestCampaign(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/campaign.md")
	require.NoError(t, err)
	rows := regexp.MustCompile(`(?m)^\| ([WFP]\d+) \|.*$`).FindAllStringSubmatch(string(b), -1)
	require.Len(t, rows, 54)
	have := map[string]bool{}
	require.NoError(t, fs.WalkDir(os.DirFS("../.."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile("../../" + path)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllSubmatch(b, -1) {
			have[string(bytes.Clone(m[1]))] = true
		}
		return err
	}))
	seen := map[string]bool{}
	for _, row := range rows {
		require.False(t, seen[row[1]], row[1])
		seen[row[1]] = true
		tests := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(row[0], -1)
		require.NotEmpty(t, tests, row[1])
		for _, m := range tests {
			require.True(t, have[m[1]], "%s: there is no %s", row[1], m[1])
		}
		require.Regexp(t, `\| (whole|part: .+) \|$`, row[0])
	}
}
