package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/failing"
	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/spf13/cobra"
)

type serveFlags struct {
	dir, listen, suite string
	only               []string
	list, json         bool
}

func newServe() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve --dir DIR [-- COMMAND ARGUMENT...]",
		Short: "be a platform that misbehaves, to test a client",
		Long: `Serve a platform with known data that misbehaves in a named way towards each of its
clients, and report what the client under test refuses: by case, and by the numbered
MUSTs of SPEC.md. Some cases are honest; there the client has to succeed, with the
number that is true.

DIR gets list.csv, the advertiser's list, and for each case a connection file,
CASE.json. The dataset is users, its purpose audience-matching. With COMMAND, that is
run for each case, one after the other, and in the case two-at-once twice; {connection}
and {list} in its arguments stand for the files, and {case} for the case's name. It has to end with status 0 if it
succeeded, and with another one otherwise. What it prints is in DIR/CASE.log. What the
client remembers of the platform's ledger has to last from one run to the next.

Without COMMAND, run your client with the connection files yourself, honest.json first,
and interrupt this command for the report. What came over the connection decides then;
of some cases, such as a wrong result, only the client's exit code can tell.

A rule that a test from outside can't try is reported as not tested, with the reason.

Exit codes: 0 no case failed, 1 some did, 2 wrong usage.`,
		Example: `  psi-vectors serve --dir try -- psi count -c {connection} --state try/state --dataset users {list}
  psi-vectors serve --dir try --case set-identity --case ledger-path
  psi-vectors serve --list`,
		Args: cobra.ArbitraryArgs,
		RunE: f.run,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.dir, "dir", "", "new folder for the files of clients, and of the platform (required)")
	fs.StringVar(&f.listen, "listen", "localhost:0", "address to listen on, HOST:PORT; port 0 is a free one")
	fs.StringVar(&f.suite, "suite", "ristretto255", "the dataset's suite: ristretto255 or P256")
	fs.StringArrayVar(&f.only, "case", nil, "only this case; may be given several times")
	fs.BoolVar(&f.list, "list", false, "list the cases, and serve nothing")
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	return c
}

func (f *serveFlags) run(c *cobra.Command, args []string) error {
	lies, err := f.lies()
	if err != nil {
		return err
	}
	if f.list {
		return f.printList(c.OutOrStdout(), lies)
	}
	if f.dir == "" {
		return cli.Usagef("--dir is missing: the folder for connection files")
	}
	if f.suite != "ristretto255" && f.suite != "P256" {
		return cli.Usagef("--suite %s: want ristretto255 or P256", f.suite)
	}
	if left, err := os.ReadDir(f.dir); err == nil && len(left) > 0 {
		return cli.Usagef("--dir: %s is not empty: want a new folder", f.dir)
	}
	stderr := cli.NewChecked(c.ErrOrStderr())
	defer stderr.Flush()
	p, err := failing.Start(c.Context(), failing.Config{
		Dir: f.dir, Listen: f.listen, Suite: f.suite, Lies: lies,
		Said: func(line string) { fmt.Fprintln(stderr, line) },
	})
	if err != nil {
		return err
	}
	var cases []kit.Case
	if len(args) > 0 {
		cases = p.Try(c.Context(), f.client(p, args))
		err = c.Context().Err()
	} else {
		fmt.Fprintf(stderr, "serving %s; connection files are in %s. Interrupt for the report\n", cli.Counted(len(lies), "case"), f.dir)
		<-c.Context().Done()
		cases = p.Seen()
	}
	if err := errors.Join(err, p.Close()); err != nil {
		return err
	}
	return printReport(c.OutOrStdout(), kit.NewReport("client", cases), f.json)
}

// lies are the cases that are wanted.
func (f *serveFlags) lies() (lies []*failing.Lie, err error) {
	all := failing.Lies()
	for _, name := range f.only {
		if !slices.ContainsFunc(all, func(l *failing.Lie) bool { return l.Name == name }) {
			return nil, cli.Usagef("--case %s: there is none of this name: --list has them", name)
		}
	}
	for _, l := range all {
		if len(f.only) == 0 || slices.Contains(f.only, l.Name) {
			lies = append(lies, l)
		}
	}
	return lies, nil
}

func (f *serveFlags) printList(w io.Writer, lies []*failing.Lie) error {
	var cases []kit.Case
	for _, l := range lies {
		cases = append(cases, kit.Case{Name: l.Name, Musts: l.Musts, What: l.What, Verdict: kit.NotTested})
	}
	return printCases(w, cases, f.json)
}

func printCases(w io.Writer, cases []kit.Case, json bool) error {
	if json {
		return cli.WriteJSON(w, map[string]any{"cases": cases})
	}
	return kit.PrintCases(w, cases)
}

// client runs the command under test.
func (f *serveFlags) client(p *failing.Platform, args []string) func(context.Context, string) error {
	return func(ctx context.Context, connection string) error {
		name := strings.TrimSuffix(filepath.Base(connection), ".json")
		fill := strings.NewReplacer("{connection}", connection, "{list}", p.List(), "{case}", name)
		filled := make([]string, len(args))
		for i, a := range args {
			filled[i] = fill.Replace(a)
		}
		log, err := os.OpenFile(filepath.Join(f.dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		cmd := exec.CommandContext(ctx, filled[0], filled[1:]...)
		cmd.Stdout, cmd.Stderr = log, log
		return errors.Join(cmd.Run(), log.Close())
	}
}

// printReport prints a report; it fails if a case has failed.
func printReport(w io.Writer, r *kit.Report, json bool) error {
	var err error
	if json {
		err = cli.WriteJSON(w, r)
	} else {
		err = r.Print(w)
	}
	if err != nil {
		return err
	}
	return r.Err()
}
