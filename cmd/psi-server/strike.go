package main

import (
	"context"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/told"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

func newStrike() *cobra.Command {
	c := &cobra.Command{
		Use:   "strike",
		Short: "show and lift strikes",
		Long: `An owner whose client sent tags that were not made of the platform's set, under
the key that it showed, is barred from the dataset, in every mode: such tags are
what an attack on single persons looks like. A strike is lifted by an operator,
who has found out what happened; the ledger keeps both.`,
	}
	c.AddCommand(newStrikeList(), newStrikeLift())
	return c
}

func newStrikeList() *cobra.Command {
	var json bool
	c := datadir.On(&cobra.Command{
		Use:     "list --data DIR",
		Short:   "list the owners that are barred",
		Example: `  psi-server client strike list --data data`,
		Args:    cobra.NoArgs,
	}, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		all, err := s.Strikes(ctx)
		if err != nil {
			return err
		}
		if json {
			return cli.WriteJSON(w, all)
		}
		if len(all) == 0 {
			fmt.Fprintln(w, "no owner is barred")
		}
		for _, x := range all {
			fmt.Fprintf(w, "owner %s is barred from dataset %s since %s: client %s, session %.12s\n", x.Owner, x.Dataset, datadir.Time(x.At, told.TimeFormat), x.Client, x.Session)
		}
		return nil
	})
	c.Flags().BoolVar(&json, "json", false, "print a JSON array instead of text")
	return c
}

func newStrikeLift() *cobra.Command {
	var owner, dataset, reason string
	c := datadir.On(&cobra.Command{
		Use:     "lift --data DIR --owner NAME --dataset NAME --reason TEXT",
		Short:   "let an owner in again",
		Example: `  psi-server client strike lift --data data --owner acme --dataset users --reason "a damaged disk; see ticket 7"`,
		Args:    cobra.NoArgs,
	}, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		if owner == "" || dataset == "" || reason == "" {
			return cli.Usagef("want --owner, --dataset and --reason")
		}
		if err := s.LiftStrike(ctx, owner, dataset, reason); err != nil {
			return err
		}
		return cli.Tell(w, map[string]string{"owner": owner, "dataset": dataset, "change": "lifted"},
			"owner %s may match against dataset %s again\n", owner, dataset)
	})
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&owner, "owner", "", "the legal owner, as 'strike list' shows it (required)")
	fs.StringVar(&dataset, "dataset", "", "the dataset that it is barred from (required)")
	fs.StringVar(&reason, "reason", "", "why, for the ledger's readers (required)")
	return c
}
