package main

import (
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/spf13/cobra"
)

func newImport() *cobra.Command {
	var data, name, policyFile, use, suite, profile string
	var json bool
	c := &cobra.Command{
		Use:   "import --data DIR --dataset NAME --policy POLICY USERS.csv",
		Short: "import users through the purpose gate",
		Long: `Read users from a CSV file with the columns

  user_id,email,phone,collection_context,grants

let the purpose gate decide about each, and make a dataset of those that may be
used for the purpose. grants are fideslang keys separated by ';'; where it is
empty, the grants of the context itself hold. A value that is kept out is counted
by reason; a contact of a security context never gets in.

The dataset of this name and purpose, if there is one, is replaced at the end in
one step; an import that fails or is killed leaves it as it was. A running server
takes up the new one by itself. What is stored is masked under the dataset's own
key: no identifier and no plain hash of one.`,
		Example: `  psi-server import --data data --dataset users --policy policy.yaml users.csv
  psi-server import --data data --dataset users --policy policy.yaml --purpose measurement --json users.csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := cli.RequireFlags(c, "data", "dataset", "policy"); err != nil {
				return err
			}
			if err := psi.CheckName("dataset", name); err != nil {
				return cli.Usagef("--%w", err)
			}
			prof, err := identity.ParseProfile(profile)
			if err != nil {
				return cli.Usagef("--profile: %w", err)
			}
			if _, err := ecdh.ParseSuite(suite); err != nil {
				return cli.Usagef("--suite: %w", err)
			}
			policy, err := purpose.Open(policyFile)
			if err != nil {
				return err
			}
			table, err := dataset.OpenTable(args[0], dataset.TableConfig{})
			if err != nil {
				return err
			}
			defer table.Close()
			store, err := platform.OpenStore(data)
			if err != nil {
				return err
			}
			defer store.Close()
			progress := cli.NewProgress(c.ErrOrStderr())
			report, err := store.Import(c.Context(), table, platform.ImportConfig{
				Dataset: name, Purpose: use, Suite: suite, Profile: prof, Policy: policy,
				Progress: func(rows uint64) { progress.Step("importing", rows, 0) },
			})
			progress.Clear()
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if json {
				return cli.WriteJSON(c.OutOrStdout(), report)
			}
			printImport(c.OutOrStdout(), name, report)
			return nil
		},
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&data, "data", "", "data directory, made if need be (required)")
	fs.StringVar(&name, "dataset", "", "name by which advertisers ask for the dataset (required)")
	fs.StringVar(&policyFile, "policy", "", "purpose policy, YAML (required)")
	fs.StringVar(&use, "purpose", "audience-matching", "what the dataset may be used for, as the policy names it")
	fs.StringVar(&profile, "profile", identity.Default().String(), "normalisation profile")
	fs.StringVar(&suite, "suite", ecdh.Ristretto255().String(), "group: ristretto255 or P256")
	fs.BoolVar(&json, "json", false, "print one JSON object instead of text")
	return c
}

func printImport(w io.Writer, name string, r *dataset.BuildReport) {
	fmt.Fprintf(w, "dataset %s for purpose %s\n", name, r.Purpose)
	fmt.Fprintf(w, "  rows       %s: %s admitted, %s excluded, %s without an identifier, %s rejected\n",
		cli.Count(r.Rows), cli.Count(r.RowsAdmitted), cli.Count(r.RowsExcluded), cli.Count(r.RowsEmpty), cli.Count(r.RowsRejected))
	for _, t := range r.Types {
		fmt.Fprintf(w, "  %-9s  %s values: %s admitted, %s excluded; %s distinct in the dataset\n",
			t.Type, cli.Count(t.Values), cli.Count(t.Admitted), cli.Count(t.Excluded), cli.Count(t.Elements))
	}
	if len(r.Excluded) > 0 {
		fmt.Fprintln(w, "  kept out by the gate")
		for _, x := range r.Excluded {
			fmt.Fprintf(w, "    %-18s %s rows: %s\n", x.Reason, cli.Count(x.Rows), x.Hint)
		}
	}
	if len(r.Rejects) > 0 {
		fmt.Fprintln(w, "  rejected")
		for _, x := range r.Rejects {
			fmt.Fprintf(w, "    %-18s %s, first in line %d: %s\n", x.Code, cli.Count(x.Count), x.First[0].Line, x.Hint)
		}
	}
}
