package datadir

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/nearest"
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
		return Meant(c.Context(), store, run(c.Context(), c.OutOrStdout(), store, args))
	}
	c.Flags().StringVar(&data, "data", "", "data directory (required)")
	return c
}

// Meant is a command's error, with the client that a misspelt name may mean. What a data directory says is no refusal.
func Meant(ctx context.Context, s *platform.Directory, err error) error {
	unknown, ok := errors.AsType[*platform.UnknownClient](err)
	if !ok {
		return cli.Local(err)
	}
	all, listErr := s.Clients(ctx)
	if listErr != nil {
		return err
	}
	var names []string
	for _, x := range all {
		if x.Name != unknown.Name {
			names = append(names, x.Name)
		}
	}
	return fmt.Errorf("%w%s", err, nearest.Meant(unknown.Name, names))
}
