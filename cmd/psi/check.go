package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/forecast"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/spf13/cobra"
)

type checkFlags struct {
	idType  string
	profile string
	rejects string
	values  bool
	force   bool
	json    bool
	table   cli.TableFlags
}

// checkedSession is what --json prints of the session that the list would be matched in, by all its types together.
type checkedSession struct {
	Types      []identity.Type      `json:"types"`
	RowsUsed   uint64               `json:"rows_used"`
	RowsHaving []dataset.RowsHaving `json:"rows_having"`
	Used       uint64               `json:"used"`
	Duplicates uint64               `json:"duplicates"`
	Estimate   forecast.Session     `json:"estimate"`
}

// keepOutHelp is the paragraph of the help texts about people who must not be matched.
const keepOutHelp = `Rows whose column says that the person unsubscribed, opted out, withdrew or was
deleted are left out and counted. A column that may say so and is not known is
named; --map COLUMN=opted_out obeys it. --map COLUMN=ignore uses all of its rows.`

func newCheck() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check FILE",
		Short: "say what in a file would be used, without sending anything",
		Long: `Read a file as count, blinded and audience would. For every column, say whether it is used
and as what. For the rows, say what would be used, what occurs twice, and what is
rejected, why, and in which lines. Nothing is sent.

Without --type, every identifier type that the file has a column for is checked, and
then what one session with all of them would take: who matches by several is one person.
--rejects writes a CSV file with line, column, code and hint of every reject, and
of every row that is left out; the rejected values are in it only with
--rejects-include-values, with an apostrophe before what a spreadsheet would compute.

` + keepOutHelp + `

` + cli.TableFormats + "\n\n" + cli.ExitCodes,
		Example: `  psi check customers.csv
  psi check --type phone --default-region GB --rejects rejects.csv customers.csv
  zcat export.ndjson.gz | psi check --type email --format ndjson --map 'Mail=email' --json -`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	c.Flags().StringVar(&f.idType, "type", "", "check only email or phone")
	c.Flags().StringVar(&f.profile, "profile", identity.Default().String(), "normalisation profile")
	c.Flags().SortFlags = false
	f.table.Register(c)
	c.Flags().StringVar(&f.rejects, "rejects", "", "write every reject to this file, mode 0600; needs --type")
	c.Flags().BoolVar(&f.values, "rejects-include-values", false, "include the rejected values")
	c.Flags().BoolVar(&f.force, "force", false, "replace the rejects file if it exists")
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
	switch {
	case f.idType == "" && (f.rejects != "" || path == "-"):
		return cli.Usagef("--type missing: --rejects and standard input are for one type at a time")
	case f.values && f.rejects == "":
		return cli.Usagef("--rejects-include-values needs --rejects")
	}
	if f.idType == "" {
		if types, err = f.types(c, path, profile); err != nil {
			return err
		}
	}
	var reports []dataset.ListReport
	for _, t := range types {
		r, err := f.check(c, path, t, profile)
		if err != nil {
			return err
		}
		reports = append(reports, r)
	}
	whole := reports[0]
	if len(types) > 1 {
		if whole, err = f.check(c, path, "", profile); err != nil {
			return err
		}
	}
	session := checkedSession{whole.Types, whole.RowsUsed, whole.Having, whole.Used, whole.Duplicates, forecast.Of(whole.Used)}
	w := cli.Beside(c.OutOrStdout(), c.ErrOrStderr(), f.rejects)
	if f.json {
		return cli.WriteJSON(w, struct {
			File    string               `json:"file"`
			Lists   []dataset.ListReport `json:"lists"` // of one type each
			Session checkedSession       `json:"session"`
		}{path, reports, session})
	}
	fmt.Fprintf(w, "%s (profile %s)\n", path, profile)
	cli.PrintColumns(w, reports[0].Source, whole.Columns)
	for _, r := range reports {
		printCheck(w, &r)
	}
	var by []string
	for _, t := range whole.Types {
		by = append(by, nouns[t])
	}
	fmt.Fprintf(w, "one session, by %s\n", strings.Join(by, " and "))
	fmt.Fprintf(w, "  rows        %s: %s\n", cli.Count(whole.RowsUsed), having(whole.Having))
	fmt.Fprintf(w, "  used        %s, %s\n", cli.Counted(whole.Used, "identifier"), cli.Counted(whole.Duplicates, "duplicate"))
	session.Estimate.Print(w)
	return nil
}

// types returns the identifier types that the file has a column for.
func (f *checkFlags) types(c *cobra.Command, path string, p identity.Profile) ([]identity.Type, error) {
	mapping, err := f.table.Columns()
	if err != nil {
		return nil, err
	}
	table, err := f.table.Open(path, c.InOrStdin())
	if err != nil {
		return nil, err
	}
	defer table.Close()
	types, err := table.Types(mapping, p)
	return types, cli.TableError(path, err)
}

// check reads the file for one identifier type, or for all that it has.
func (f *checkFlags) check(c *cobra.Command, path string, t identity.Type, p identity.Profile) (r dataset.ListReport, err error) {
	cfg, err := f.table.List(t, p)
	if err != nil {
		return r, err
	}
	table, err := f.table.Open(path, c.InOrStdin())
	if err != nil {
		return r, err
	}
	defer table.Close()
	if f.rejects != "" {
		out, err := cli.NewOutput(f.rejects, f.force)
		if err != nil {
			return r, err
		}
		defer out.Discard()
		cfg.Rejects, cfg.RejectValues = out, f.values
		if r, err = dataset.Check(c.Context(), table, cfg); err != nil {
			return r, cli.TableError(path, err)
		}
		return r, out.Commit()
	}
	r, err = dataset.Check(c.Context(), table, cfg)
	return r, cli.TableError(path, err)
}

func printCheck(w io.Writer, r *dataset.ListReport) {
	fmt.Fprintf(w, "%s\n", r.Type)
	fmt.Fprintf(w, "  rows        %s: %s with %s that can be used, %s without any, %s with nothing but rejects%s\n",
		cli.Count(r.Rows), cli.Count(r.RowsUsed), r.Type, cli.Count(r.RowsEmpty), cli.Count(r.RowsRejected), keptOut(r.RowsKeptOut))
	fmt.Fprintf(w, "  used        %s\n", cli.Count(r.Used))
	fmt.Fprintf(w, "  duplicates  %s\n", cli.Count(r.Duplicates))
	cli.PrintReading(w, r.Repaired, r.LacksPlus, r.OffersPlus())
	fmt.Fprintf(w, "  rejected    %s\n", rejected(r))
	cli.PrintRejects(w, r.Source.Unit(), r.Rejects)
	if r.RowsKeptOut > 0 {
		fmt.Fprintf(w, "  kept out    %s; --map COLUMN=ignore uses a column's rows\n", cli.Counted(r.RowsKeptOut, "row"))
		cli.PrintRejects(w, r.Source.Unit(), r.KeptOut)
	}
}

// keptOut ends a sentence that counts rows, if there are any that were kept out.
func keptOut(rows uint64) string {
	if rows == 0 {
		return ""
	}
	return ", " + cli.Count(rows) + " kept out"
}

// rejected says how many values and, as a whole, rows were rejected.
func rejected(r *dataset.ListReport) string {
	whole := uint64(0)
	for _, x := range r.Rejects {
		if x.First[0].Column == 0 {
			whole += x.Count
		}
	}
	text := cli.Counted(r.Rejected-whole, "value")
	if whole > 0 {
		text += ", and " + cli.Counted(whole, r.Source.Unit()) + " as a whole"
	}
	return text
}
