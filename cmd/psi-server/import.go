package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/bucket"
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/worker"
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/scratch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/dataset/sqltable"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/spf13/cobra"
)

// defaultPurpose is the --purpose of a command that is not told another.
const defaultPurpose = "audience-matching"

type importFlags struct {
	data, policy   string
	from, query    string
	runs, job      string
	profile, since string
	disclosure     string
	floor          uint64
	json           bool
	table          cli.TableFlags
	cfg            platform.ImportConfig
}

func newImport() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import --data DIR --dataset NAME --policy POLICY FILE",
		Short: "import users through the purpose gate",
		Long: `Read users from a file or a database with the columns

  user_id,email,phone,collection_context,grants

let the purpose gate decide about each, and make a dataset of those that may be
used for the purpose. grants are fideslang keys separated by ';', or a list of
them, and count instead of the context's own. Where the cell is empty or null, the
context's own hold; an empty list, or the text NULL, grants nothing. A key covers only itself, and
with a final .* what is beneath it too. Further columns are notice_version,
given_at, tcf, gpp and updated_at, one of each, and what keeps people out, of
which all columns are read and the most restrictive wins: opted_out, opted_in
(who has no yes there is kept out), revoked, expires_at and deleted. A value that
is kept out is counted by reason; a contact of a security context never gets in.

Every column is listed, used or not. One that looks as if it said who objected,
withdrew, was deleted or has expired, and is not known, stops the import until
--map says what it is, or that it is to be ignored. Users whom other columns
plainly withdraw or delete are taken out of the dataset even then.

The dataset of this name and purpose, if there is one, is replaced at the end in
one step; an import that fails or is killed leaves it as it was. A running server
takes up the new one by itself. What is stored is masked under the dataset's own
key: no identifier and no plain hash of one.

An import is stopped that would shrink the dataset by more than --max-shrink (its
identifiers of a type), take it below the least size that is matched against, or
reject more than --max-rejected of 1,000 rows or more. It prints what it would
have done, and exits with 3. Users whom the file says to have opted out, revoked
or been deleted don't count as shrinkage, and are taken out of the dataset even
then: whole, until an import goes through. So are those whose row may say so and
can't be read, if they are no more than --max-shrink. Users who are missing in the
file, whose grant has ended or whose row can't be read are shrinkage. A user of
whom any row says no, or may, is out with all rows. --dry-run prints the
report of any import and changes nothing. 'psi-server dataset rollback' brings the
dataset before back, for 7 days.

With --since TIME (RFC 3339), or --since last for the latest change that the last
import saw, only rows whose updated_at is later are read and merged into the
dataset. If there are none, the dataset stays as it is. A row that says no, or may,
counts whatever its time. A time that is still to come is not gone by. In a --query,
$1 stands for that time; let the query give rows that say no whatever their time, as
in WHERE updated_at > $1 OR opted_out.

--from-runs takes up what the platform's own Apache Spark has made of a table that is
too large for one machine: 'psi-server worker prepare', the job of integrations/spark,
and then this, with the same report, under the same limits, in one step.

` + cli.TableFormats + `

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 stopped.`,
		Example: `  psi-server import --data data --dataset users --policy policy.yaml users.csv
  psi-server import --data data --dataset users --policy policy.yaml --dry-run users.csv
  psi-server import --data data --dataset users --policy policy.yaml --since last changes.ndjson.zst
  psi-server import --data data --dataset users --policy policy.yaml \
    --from postgres://reader@db/crm --query 'SELECT user_id, email, phone, collection_context FROM contacts'
  psi-server import --data data --dataset users --policy policy.yaml --from-runs /warehouse/runs --job job`,
		Args: cobra.MaximumNArgs(1),
		RunE: f.run,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.data, "data", "", "data directory, made if need be (required)")
	fs.StringVar(&f.cfg.Dataset, "dataset", "", "name by which advertisers ask for the dataset (required)")
	fs.StringVar(&f.policy, "policy", "", "purpose policy, YAML (required)")
	fs.StringVar(&f.cfg.Purpose, "purpose", defaultPurpose, "what the dataset may be used for, as the policy names it")
	fs.StringVar(&f.from, "from", "", "read from a database: postgres://… or sqlite:PATH; a password is taken from the variable PGPASSWORD or the file ~/.pgpass")
	fs.StringVar(&f.query, "query", "", "the SELECT that --from runs")
	fs.StringVar(&f.runs, "from-runs", "", "take up what a job has made of the table: its output folder, or where it is in object storage, s3://BUCKET/FOLDER; see integrations/spark")
	fs.StringVar(&f.job, "job", "", "the folder that 'worker prepare' made for the job of --from-runs")
	fs.StringVar(&f.since, "since", "", "merge only what changed after this time, or after the last import: last")
	fs.StringVar(&f.profile, "profile", identity.Default().String(), "normalisation profile")
	fs.StringVar(&f.cfg.Suite, "suite", ecdh.Ristretto255().String(), "group: ristretto255 or P256")
	fs.BoolVar(&f.cfg.DryRun, "dry-run", false, "print the report and change nothing")
	fs.IntVar(&f.cfg.MaxShrink, "max-shrink", 20, "percent by which the dataset may shrink; 100 allows anything, below the least size, too")
	fs.IntVar(&f.cfg.MaxRejected, "max-rejected", 20, "percent of the rows that may be rejected, of 1000 or more")
	fs.Uint64Var(&f.floor, "min-dataset", 0, "fewest identifiers of a type that a dataset may fall to (default 10000, or what --disclosure says)")
	fs.StringVar(&f.disclosure, "disclosure", "", "policy file of serve, for that number")
	f.table.Register(c)
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	return c
}

func (f *importFlags) run(c *cobra.Command, args []string) error {
	if err := cli.RequireFlags(c, "data", "dataset", "policy"); err != nil {
		return err
	}
	if err := f.check(args); err != nil {
		return err
	}
	var err error
	if f.cfg.Policy, err = purpose.Open(f.policy); err != nil {
		return err
	}
	store, done, err := f.directory(c.Context())
	if err != nil {
		return err
	}
	defer done()
	if f.since == "last" {
		if f.cfg.Since, err = store.LastChange(c.Context(), f.cfg.Dataset, f.cfg.Purpose); err != nil {
			return err
		}
	}
	if f.runs != "" {
		return f.adopt(c, store)
	}
	table, name, err := f.open(c.Context(), args)
	if f.since != "" && errors.Is(err, dataset.ErrEmpty) {
		return f.print(c.OutOrStdout(), &platform.ImportReport{BuildReport: &dataset.BuildReport{Purpose: f.cfg.Purpose}, Outcome: platform.ImportUnchanged})
	}
	if err != nil {
		return err
	}
	defer table.Close()
	progress := cli.NewProgress(c)
	f.cfg.Progress = func(rows uint64) { progress.Step("importing", rows, 0) }
	report, err := store.Import(c.Context(), table, f.cfg)
	progress.Clear()
	return f.tell(c, name, report, err)
}

// adopt takes up the output of a job.
func (f *importFlags) adopt(c *cobra.Command, store *platform.Directory) error {
	files, err := worker.ReadJob(f.job)
	if err != nil {
		return err
	}
	defer clear(files.Keys)
	progress := cli.NewProgress(c)
	set, done, err := bucket.Runs(c.Context(), f.runs, store.Dir(), progress)
	if err != nil {
		return err
	}
	defer done()
	f.cfg.Progress = func(rows uint64) { progress.Step("taking up", rows, 0) }
	report, err := platform.ImportRuns(c.Context(), store, cli.Build(), files, set, f.cfg)
	progress.Clear()
	return f.tell(c, f.runs, report, err)
}

// tell says what an import of something by that name did.
func (f *importFlags) tell(c *cobra.Command, name string, report *platform.ImportReport, err error) error {
	stopped, ok := err.(*platform.StoppedError)
	if err != nil && !ok {
		return cli.TableError(name, err)
	}
	if err := f.print(c.OutOrStdout(), report); err != nil || stopped == nil {
		return err
	}
	return cli.Refused(fmt.Errorf("%s: %w; if that is right, say --max-shrink (100 to go below the least size) or --max-rejected with a larger number", name, stopped))
}

// directory opens the data directory. A dry run makes none: where there is none it has
// one for itself.
func (f *importFlags) directory(ctx context.Context) (store *platform.Directory, done func(), err error) {
	dir, drop := f.data, func() {}
	if f.cfg.DryRun {
		store, err = datadir.Sealed(ctx, platform.OpenExistingDirectory, dir, platform.DirectoryConfig{})
		if !errors.Is(err, platform.ErrNoDirectory) {
			return store, func() { store.Close() }, err
		}
		made, err := scratch.Make("", "blindmatch-dry-run-")
		if err != nil {
			return nil, nil, err
		}
		dir, drop = filepath.Join(made.Path(), "data"), func() { made.Remove() }
		ctx = datadir.WithStore(ctx, nil)
	}
	if store, err = datadir.Sealed(ctx, platform.OpenDirectory, dir, platform.DirectoryConfig{}); err != nil {
		drop()
		return nil, nil, err
	}
	return store, func() { store.Close(); drop() }, nil
}

func (f *importFlags) print(w io.Writer, r *platform.ImportReport) error {
	if f.json {
		return cli.WriteJSON(w, r)
	}
	printImport(w, f.cfg.Dataset, r)
	return nil
}

// check finds what is wrong with the flags before anything is opened.
func (f *importFlags) check(args []string) (err error) {
	if err := psi.CheckName("dataset", f.cfg.Dataset); err != nil {
		return cli.Usagef("--%w", err)
	}
	if (f.from == "") != (f.query == "") {
		return cli.Usagef("--from and --query go together")
	}
	sources := len(args)
	for _, from := range []string{f.from, f.runs} {
		if from != "" {
			sources++
		}
	}
	if sources != 1 {
		return cli.Usagef("want either one FILE, or --from and --query, or --from-runs and --job")
	}
	if (f.runs == "") != (f.job == "") {
		return cli.Usagef("--from-runs and --job go together")
	}
	if given := f.table.Given(); f.runs != "" && (given != "" || f.since != "") {
		return cli.Usagef("--from-runs takes what 'worker prepare' was told:%s can't be said again, and it is a whole table", given)
	}
	if err := bucket.Check(f.runs); err != nil {
		return cli.Usagef("--from-runs: %w", err)
	}
	for flag, percent := range map[string]*int{"max-shrink": &f.cfg.MaxShrink, "max-rejected": &f.cfg.MaxRejected} {
		if *percent < 0 || *percent > 100 {
			return cli.Usagef("--%s: want a percentage from 0 to 100", flag)
		}
		if *percent == 0 {
			*percent = -1 // none; 0 would be the default
		}
	}
	if f.cfg.Floor, err = f.leastDataset(); err != nil {
		return err
	}
	if f.cfg.Profile, err = identity.ParseProfile(f.profile); err != nil {
		return cli.Usagef("--profile: %w", err)
	}
	if f.since != "" && f.since != "last" {
		if f.cfg.Since, err = time.Parse(time.RFC3339Nano, f.since); err != nil {
			return cli.Usagef("--since: want 'last' or a time such as 2026-01-31T12:00:00Z")
		}
	}
	if _, err := ecdh.ParseSuite(f.cfg.Suite); err != nil {
		return cli.Usagef("--suite: %w", err)
	}
	f.cfg.Plus, f.cfg.Strict = f.table.Plus, f.table.Strict
	if f.cfg.Map, err = f.table.Columns(); err != nil {
		return err
	}
	f.cfg.Region, err = f.table.Region()
	return err
}

// leastDataset is the floor that the server has.
func (f *importFlags) leastDataset() (_ uint64, err error) {
	p := disclosure.Default()
	if f.disclosure != "" {
		if p, err = disclosure.Open(f.disclosure); err != nil {
			return 0, fmt.Errorf("--disclosure: %w", err)
		}
	}
	if p, err = p.WithFloors(psi.Floors{Dataset: f.floor}); err != nil {
		return 0, cli.Usagef("--min-dataset: %w", err)
	}
	return p.Floors().Dataset, nil
}

// open opens the source and says how errors name it.
func (f *importFlags) open(ctx context.Context, args []string) (t *dataset.Table, name string, err error) {
	if f.from == "" {
		t, err = f.table.Open(args[0], os.Stdin)
		return t, args[0], err
	}
	cfg := sqltable.Config{Source: f.from, Query: f.query}
	if !f.cfg.Since.IsZero() {
		cfg.Since = f.cfg.Since.Format(time.RFC3339Nano)
	}
	t, err = sqltable.Open(ctx, cfg)
	return t, "the query", err
}

func printImport(w io.Writer, name string, r *platform.ImportReport) {
	what := map[platform.ImportOutcome]string{
		platform.ImportUnchanged: ": no row has changed, and it stays as it is",
		platform.ImportDryRun:    ": what an import would do; nothing is changed",
		platform.ImportStopped:   ": what the import would have done, and it was stopped",
	}
	fmt.Fprintf(w, "dataset %s for purpose %s%s\n", name, r.Purpose, what[r.Outcome])
	if r.Source.Format == "" { // nothing was there to be read
		return
	}
	cli.PrintColumns(w, r.Source, r.Columns)
	fmt.Fprintf(w, "  rows        %s: %s admitted, %s excluded, %s without an identifier, %s rejected\n",
		cli.Count(r.Rows), cli.Count(r.RowsAdmitted), cli.Count(r.RowsExcluded), cli.Count(r.RowsEmpty), cli.Count(r.RowsRejected))
	if r.RowsDeleted+r.RowsUnchanged > 0 {
		fmt.Fprintf(w, "              %s marked as deleted, %s unchanged\n", cli.Count(r.RowsDeleted), cli.Count(r.RowsUnchanged))
	}
	for _, t := range r.Types {
		fmt.Fprintf(w, "  %-10s  %s: %s admitted, %s excluded; %s distinct in the dataset%s\n",
			t.Type, cli.Counted(t.Values, "value"), cli.Count(t.Admitted), cli.Count(t.Excluded), cli.Count(t.Elements), before(&t))
		printShared(w, &t.Shared)
		cli.PrintReading(w, t.Repaired, t.LacksPlus, t.OffersPlus())
	}
	printGrouping(w, r)
	if r.Saved+r.Lost > 0 {
		fmt.Fprintf(w, "  contexts    of values given in several, %s were saved by one that grants, %s were lost\n", cli.Count(r.Saved), cli.Count(r.Lost))
	}
	if r.Users != nil {
		fmt.Fprintf(w, "  users       %s came, %s went, of whom %s were withdrawn or deleted, %s were taken over; %s with an objection or a withdrawal\n",
			cli.Count(r.Users.Added), cli.Count(r.Users.Removed), cli.Count(min(r.Users.Removed, r.Users.Withdrawn)), cli.Count(r.Users.Kept), cli.Counted(r.Stated.OptedOut+r.Stated.Revoked, "row"))
	}
	printStated(w, r)
	if len(r.Excluded) > 0 {
		fmt.Fprintln(w, "  kept out by the gate")
		for _, x := range r.Excluded {
			fmt.Fprintf(w, "    %-18s %s: %s\n", x.Reason, cli.Counted(x.Rows, "row"), x.Hint)
			switch {
			case len(x.First) == 0:
			case x.Reason == purpose.Withheld:
				fmt.Fprintf(w, "    %-18s they say so, or may, in %s\n", "", cli.Places(r.Source.Unit(), x.First, max(r.Withheld.Users, uint64(len(x.First)))))
			case x.First[0].Column > 0:
				fmt.Fprintf(w, "    %-18s %s\n", "", cli.Places(r.Source.Unit(), x.First, x.Rows))
			}
		}
	}
	if len(r.Rejects) > 0 {
		fmt.Fprintln(w, "  rejected")
		for _, x := range r.Rejects {
			fmt.Fprintf(w, "    %-18s %s, first in %s %d: %s\n", x.Code, cli.Count(x.Count), r.Source.Unit(), x.First[0].Line, cli.Hint(x))
		}
	}
}

// printStated says what a table says of its users, or may say, besides what is counted as rows.
func printStated(w io.Writer, r *platform.ImportReport) {
	rows := func(n uint64) string { return cli.Counted(n, "row") }
	s := r.Stated
	for _, x := range []struct {
		n    uint64
		what string
	}{
		{s.Unsure, rows(s.Unsure) + " may say no and can't be read: nothing of their users gets in"},
		{s.Late, rows(s.Late) + " not newer than the last import say no, or may: that counts all the same"},
		{s.Nobody, rows(s.Nobody) + " without a usable user reference say no, or may: nobody is out by them"},
		{r.Withheld.OptedIn, cli.Counted(r.Withheld.OptedIn, "user") + " withheld with all rows by nothing but a no in a column of opted_in: where it is meant for its row alone, leave the cell empty"},
		{r.Withheld.OtherCase + r.Grouping.OnlyCase, "user ids that differ only in case: " + cli.Count(r.Withheld.OtherCase+r.Grouping.OnlyCase) + "; each is a user, and who says no is out under all of them" + withheldBy(r.Withheld.OtherCase)},
		{r.RowsFuture, rows(r.RowsFuture) + " with a time of change that is still to come, which --since last will not go by"},
	} {
		if x.n > 0 {
			fmt.Fprintln(w, "  note       ", x.what)
		}
	}
	if r.Users != nil && r.Users.Unknown > 0 {
		fmt.Fprintf(w, "  warning     %s withdrawn or deleted, and not in the dataset: is the reference spelled as when they were imported?\n",
			cli.Counted(r.Users.Unknown, "user"))
	}
}

// withheldBy says how many users are out by another spelling of their reference.
func withheldBy(n uint64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(": %s by that alone", cli.Count(n))
}

// before says how many identifiers a type had.
func before(t *dataset.TypeReport) string {
	if t.Previous == 0 {
		return ""
	}
	return fmt.Sprintf(", %s before", cli.Count(t.Previous))
}

// printShared says how many users share an identifier, and never which.
func printShared(w io.Writer, s *dataset.Shared) {
	if s.Identifiers == 0 {
		return
	}
	fmt.Fprintf(w, "  shared      %s belong to several users, %s of them to 5 or more;", cli.Count(s.Identifiers), cli.Count(s.ByMany))
	for i, m := range s.Most {
		fmt.Fprintf(w, "%s %s to %s", map[bool]string{true: ","}[i > 0], cli.Count(m.Identifiers), cli.Count(m.Users))
	}
	fmt.Fprintln(w)
}

// printGrouping says how many people the identifiers stand for, and what counts for nobody.
func printGrouping(w io.Writer, r *platform.ImportReport) {
	g := &r.Grouping
	fmt.Fprintf(w, "  people      %s of %s", cli.Counted(g.Groups, "contact group"), cli.Counted(g.Users, "user"))
	for i, n := range g.ByElements {
		fmt.Fprintf(w, "%s %s with %d", map[bool]string{true: ",", false: ";"}[i > 0], cli.Count(n.Groups), n.Size)
	}
	if len(g.ByElements) > 0 {
		fmt.Fprint(w, " identifiers")
	}
	fmt.Fprintln(w)
	if g.Left > 0 {
		fmt.Fprintf(w, "              %s have none that counts\n", cli.Counted(g.Left, "user"))
	}
	for _, t := range r.Types {
		for _, x := range t.LeftOut {
			fmt.Fprintf(w, "    %-18s %s: %s\n", x.Outcome, cli.Counted(x.Identifiers, string(t.Type)), groupHints[x.Outcome])
		}
	}
}

// groupHints say why an identifier does not count for somebody who has it.
var groupHints = map[dataset.Outcome]string{
	dataset.Over16:           "the user has more than 16 identifiers",
	dataset.SharedByMany:     "more than 4 users have it, so it is nobody's",
	dataset.SharedUnverified: "others have it too, and it is not verified for this user",
	dataset.GroupTooLarge:    "it joins users who together have more than 16 identifiers",
}
