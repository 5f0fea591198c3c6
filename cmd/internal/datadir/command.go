package datadir

import (
	"context"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// On is a command that works on the data directory in --data.
func On(c *cobra.Command, open Opener, run func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error) *cobra.Command {
	var data string
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := cli.RequireFlags(c, "data"); err != nil {
			return err
		}
		store, err := open(c.Context(), data)
		if err != nil {
			return err
		}
		defer store.Close()
		return run(c.Context(), c.OutOrStdout(), store, args)
	}
	c.Flags().StringVar(&data, "data", "", "data directory (required)")
	return c
}
