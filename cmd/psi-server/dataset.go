package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/bucket"
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/internal/nearest"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

func newDataset() *cobra.Command {
	c := &cobra.Command{
		Use:   "dataset",
		Short: "list datasets, bring back the one before an import, remove one, or publish their sets",
	}
	c.AddCommand(newDatasetList(), newDatasetRollback(), newDatasetRemove(), bucket.Publish())
	return c
}

// datasetRow is a dataset in the output.
type datasetRow struct {
	platform.DatasetRow
	Before *datasetBefore `json:"before"` // null if there is none
}

type datasetBefore struct {
	Imported   time.Time         `json:"imported"`
	Superseded time.Time         `json:"superseded"`
	Sizes      map[string]uint64 `json:"sizes"`
}

func newDatasetList() *cobra.Command {
	var json bool
	c := datadir.On(&cobra.Command{
		Use:     "list --data DIR",
		Short:   "list datasets, and what a rollback would bring back",
		Example: `  psi-server dataset list --data data`,
		Args:    cobra.NoArgs,
	}, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		all, err := s.Datasets(ctx)
		if err != nil {
			return err
		}
		rows := []datasetRow{}
		for _, d := range all {
			row := datasetRow{DatasetRow: d}
			former, since, err := s.Former(ctx, d.Name, d.Purpose)
			if err != nil {
				return err
			}
			if former != nil {
				row.Before = &datasetBefore{former.Imported, since, former.Sizes}
			}
			rows = append(rows, row)
		}
		if json {
			return cli.WriteJSON(w, map[string]any{"datasets": rows})
		}
		for _, d := range rows {
			fmt.Fprintf(w, "dataset %s for %s\n  now     imported %s: %s\n", d.Name, d.Purpose, when(d.Imported), sizes(d.Sizes))
			if d.Before != nil {
				fmt.Fprintf(w, "  before  imported %s: %s; replaced %s; a rollback brings it back\n", when(d.Before.Imported), sizes(d.Before.Sizes), when(d.Before.Superseded))
			}
		}
		return nil
	})
	c.Flags().BoolVar(&json, "json", false, "print one JSON object instead of text")
	return c
}

func when(t time.Time) string { return t.Format("2006-01-02 15:04:05Z07:00") }

// sizes says how many identifiers of each type there are.
func sizes(by map[string]uint64) string {
	var all []string
	for _, t := range identity.Types() {
		if n := by[string(t)]; n > 0 {
			all = append(all, cli.Count(n)+" "+string(t))
		}
	}
	if all == nil {
		return "nothing"
	}
	return strings.Join(all, ", ")
}

func newDatasetRollback() *cobra.Command {
	var purpose string
	c := datadir.On(&cobra.Command{
		Use:   "rollback NAME --data DIR",
		Short: "bring back the dataset before the last import",
		Long: `Put the dataset that was there before the last import in its place again. It is kept
for 7 days (serve --keep-former). The ledger records that as an import of its own; a
running server takes it up by itself. Users whom the last import, or one that was
stopped since, recorded as opted out, revoked or deleted stay out, and so do those
whose grant has ended. A second rollback undoes the first. Until its time is over,
the files of the dataset before still hold whoever has left since.

'import --since last' goes on from the latest change that the dataset has seen which
is there again.`,
		Example: `  psi-server dataset rollback users --data data`,
		Args:    cobra.ExactArgs(1),
	}, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		r, err := s.Rollback(ctx, args[0], purpose)
		if err != nil {
			return err
		}
		policy := ""
		if r.To.PolicyDigest != r.From.PolicyDigest {
			policy = "  policy      the one before is in force again; the ledger says so\n"
		}
		return cli.Tell(w, map[string]any{
			"dataset": args[0], "purpose": purpose, "sizes": r.To.Sizes, "sizes_before": r.From.Sizes,
			"users_back": r.Users.Kept, "users_out": r.Users.Removed, "policy_changed": policy != "",
		}, "dataset %s for %s: %s instead of %s\n  users       %s are there again; %s stay out, who were withdrawn or deleted since, or whose grant has ended\n%s",
			args[0], purpose, sizes(r.To.Sizes), sizes(r.From.Sizes), cli.Count(r.Users.Kept), cli.Count(r.Users.Removed), policy)
	})
	purposeFlag(c, &purpose)
	return c
}

func newDatasetRemove() *cobra.Command {
	var purpose string
	var yes bool
	c := &cobra.Command{
		Use:   "rm NAME --data DIR",
		Short: "remove a dataset",
		Long: `Remove a dataset for a purpose, and what a rollback would bring back. Its files go as
soon as no session uses them; with no server running, when one starts. The ledger
records that a dataset took its place which holds nothing. What can be told of past
sessions stays, as do budgets.`,
		Example: `  psi-server dataset rm users --data data --yes`,
		Args:    cobra.ExactArgs(1),
	}
	datadir.On(c, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		all, err := s.Datasets(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(d platform.DatasetRow) bool { return d.Name == args[0] && d.Purpose == purpose })
		if i < 0 {
			var names []string
			for _, d := range all {
				names = append(names, d.Name)
			}
			return fmt.Errorf("no dataset %.80q for purpose %.80q%s psi-server dataset list names them", args[0], purpose, cmp.Or(nearest.Meant(args[0], names), ":"))
		}
		if !yes {
			if err := cli.Confirm(c, fmt.Sprintf("Remove dataset %s for %s, with %s? It can't be brought back.", args[0], purpose, sizes(all[i].Sizes))); err != nil {
				return err
			}
		}
		if err := s.RemoveDataset(ctx, args[0], purpose); err != nil {
			return err
		}
		return cli.Tell(w, map[string]any{"dataset": args[0], "purpose": purpose, "removed": all[i].Sizes},
			"dataset %s for %s is removed: %s\n", args[0], purpose, sizes(all[i].Sizes))
	})
	purposeFlag(c, &purpose)
	c.Flags().BoolVar(&yes, "yes", false, "don't ask")
	return c
}

func purposeFlag(c *cobra.Command, purpose *string) {
	c.Flags().StringVar(purpose, "purpose", defaultPurpose, "of the dataset")
}

// groupsOf is the number of a dataset's contact groups.
func groupsOf(d *platform.DatasetRow) (n uint64) {
	for _, k := range d.Groups {
		n += k
	}
	return n
}
