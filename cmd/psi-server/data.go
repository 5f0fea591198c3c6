package main

import (
	"context"
	"io"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/seal"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// opener opens the data directory in --data for a command.
type opener func(ctx context.Context, dir string) (*platform.Directory, error)

func openOrMake(_ context.Context, dir string) (*platform.Directory, error) {
	return opened(platform.OpenDirectory, dir, platform.DirectoryConfig{})
}

func openToRead(_ context.Context, dir string) (*platform.Directory, error) {
	return opened(platform.OpenDirectoryReadOnly, dir, platform.DirectoryConfig{})
}

func openToWrite(_ context.Context, dir string) (*platform.Directory, error) {
	return opened(platform.OpenExistingDirectory, dir, platform.DirectoryConfig{})
}

// opened opens a data directory whose keys are sealed as the environment says.
func opened(open func(string, platform.DirectoryConfig) (*platform.Directory, error), dir string, cfg platform.DirectoryConfig) (*platform.Directory, error) {
	s, err := seal.FromEnvironment()
	if err != nil {
		return nil, err
	}
	if s != nil {
		cfg.Sealer = s
	}
	return open(dir, cfg)
}

// onData is a command that works on the data directory in --data.
func onData(c *cobra.Command, open opener, run func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error) *cobra.Command {
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

// seconds is a time of the store's, RFC 3339, as every command prints times.
func seconds(stored string) string {
	t, err := time.Parse(time.RFC3339Nano, stored)
	if err != nil {
		return stored
	}
	return t.Format(timeFormat)
}
