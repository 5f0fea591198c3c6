package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/spf13/cobra"
)

type checkFlags struct {
	idType  string
	profile string
	json    bool
}

func newCheck() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check LIST.csv",
		Short: "say what of a file would be used, without sending anything",
		Long: `Read a file as count and blinded would, and say what would be used, what is
there twice, and what is rejected, why, and in which lines. Nothing is sent.

Without --type, every identifier type that the file has a column for is checked.

` + cli.ExitCodes,
		Example: `  psi check customers.csv
  psi check --type phone --json customers.csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	c.Flags().StringVar(&f.idType, "type", "", "check only email or phone")
	c.Flags().StringVar(&f.profile, "profile", identity.Default().String(), "normalisation profile")
	c.Flags().BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	return c
}

func (f *checkFlags) run(c *cobra.Command, path string) error {
	types := []identity.Type{identity.Email, identity.Phone}
	if f.idType != "" {
		t, err := identity.ParseType(f.idType)
		if err != nil {
			return cli.Usagef("--type: %w", err)
		}
		types = []identity.Type{t}
	}
	profile, err := identity.ParseProfile(f.profile)
	if err != nil {
		return cli.Usagef("--profile: %w", err)
	}
	var reports []dataset.ListReport
	var missing error
	for _, t := range types {
		r, err := check(c.Context(), path, dataset.ListConfig{Type: t, Profile: profile})
		switch {
		case err == nil:
			reports = append(reports, r)
		case errors.Is(err, dataset.ErrNoColumn) && f.idType == "":
			missing = err
		default:
			return err
		}
	}
	if len(reports) == 0 {
		return missing
	}
	if f.json {
		return cli.WriteJSON(c.OutOrStdout(), struct {
			File  string               `json:"file"`
			Lists []dataset.ListReport `json:"lists"`
		}{path, reports})
	}
	for _, r := range reports {
		printCheck(c.OutOrStdout(), &r)
	}
	return nil
}

func check(ctx context.Context, path string, cfg dataset.ListConfig) (dataset.ListReport, error) {
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	if err != nil {
		return dataset.ListReport{}, err
	}
	defer table.Close()
	r, err := dataset.Check(ctx, table, cfg)
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return r, err
}

func printCheck(w io.Writer, r *dataset.ListReport) {
	fmt.Fprintf(w, "%s (profile %s)\n", r.Type, r.Profile)
	for _, c := range r.Columns {
		fmt.Fprintf(w, "  column %-4d %q as %s\n", c.Number, c.Header, c.Role)
	}
	fmt.Fprintf(w, "  rows        %s, of which %s without any %s\n", cli.Count(r.Rows), cli.Count(r.RowsEmpty), r.Type)
	fmt.Fprintf(w, "  used        %s\n", cli.Count(r.Used))
	fmt.Fprintf(w, "  duplicates  %s\n", cli.Count(r.Duplicates))
	fmt.Fprintf(w, "  rejected    %s\n", cli.Count(r.Rejected))
	for _, x := range r.Rejects {
		fmt.Fprintf(w, "    %-20s %s: %s\n", x.Code, cli.Count(x.Count), x.Hint)
		fmt.Fprintf(w, "    %-20s lines %s\n", "", places(x))
	}
}

// places lists where a reject was seen first.
func places(x dataset.RejectCount) string {
	var b strings.Builder
	for i, p := range x.First {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprint(&b, p.Line)
		if p.Column > 0 {
			fmt.Fprintf(&b, " (column %d)", p.Column)
		}
	}
	if uint64(len(x.First)) < x.Count {
		b.WriteString(", …")
	}
	return b.String()
}
