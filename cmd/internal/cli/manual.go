//go:build manual

package cli

import (
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// addManual adds a command that writes the manual pages. Releases are made with it, and none of them has it.
func addManual(root *cobra.Command) {
	root.AddCommand(&cobra.Command{
		Use:    "manual DIR UNIXTIME",
		Hidden: true,
		Args:   cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			seconds, err := strconv.ParseInt(args[1], 10, 64)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			date := time.Unix(seconds, 0).UTC()
			c.Root().DisableAutoGenTag = true
			return doc.GenManTree(c.Root(), &doc.GenManHeader{Section: "1", Date: &date, Source: "Blindmatch", Manual: "Blindmatch"}, args[0])
		},
	})
}
