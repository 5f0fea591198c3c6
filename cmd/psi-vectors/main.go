// Command psi-vectors checks Blindmatch's test vectors: the built-in ones, or those that another implementation made.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"text/tabwriter"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/vectors"
	"github.com/spf13/cobra"
)

func main() { cli.Main(newRoot()) }

type flags struct {
	dir     string
	json    bool
	verbose bool
}

func newRoot() *cobra.Command {
	var f flags
	c := &cobra.Command{
		Use:   "psi-vectors",
		Short: "check test vectors of the Blindmatch protocol",
		Long: `psi-vectors runs test vectors of the protocol in SPEC.md against this program's
own code: single steps, whole sessions with all their bytes, logs of the ledger,
and what must be refused. It prints one line for each file. Logs are laid out in
a temporary folder while they are verified.

Without --dir it checks the vectors that are built in. With --dir it checks the
files *.json in that directory, for instance those of another implementation;
vectors/README.md describes their fields. Where the directory has a file
SHA256SUMS, every file must match it.

What goes over a network is tested by serve, a platform that misbehaves, and
by probe, a client that does.

Exit codes: 0 all vectors pass, 1 some don't, 2 wrong usage, or nothing to check.`,
		Example: `  psi-vectors                    check the built-in vectors
  psi-vectors --dir ./mine -v    check another implementation's, and list every failure
  psi-vectors --json | jq '.files[] | select(.failures != [])'`,
		Args:    cobra.NoArgs,
		Version: cli.Version(),
		RunE:    func(c *cobra.Command, _ []string) error { return f.run(c.OutOrStdout()) },
	}
	c.Flags().StringVar(&f.dir, "dir", "", "check the files in this `directory` instead of the built-in ones")
	c.Flags().BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	c.AddCommand(newAudit(), newServe(), newProbe(), newWeb())
	c.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "list all failures instead of the first of each file, and say what was not checked")
	return c
}

func (f *flags) run(w io.Writer) error {
	fsys := vectors.Embedded()
	if f.dir != "" {
		if info, err := os.Stat(f.dir); errors.Is(err, fs.ErrNotExist) {
			return cli.Usagef("--dir: %s does not exist", f.dir)
		} else if err != nil {
			return cli.Usagef("--dir: %w", err)
		} else if !info.IsDir() {
			return cli.Usagef("--dir: %s is not a directory", f.dir)
		}
		fsys = os.DirFS(f.dir)
	}
	results, err := vectors.Check(fsys)
	if errors.Is(err, vectors.ErrNoVectors) {
		return cli.Usagef("--dir: %w", err)
	}
	if err != nil {
		return err
	}
	s := sum(results)
	if f.json {
		err = cli.WriteJSON(w, struct {
			summary
			List []vectors.Result `json:"files"`
		}{s, results})
	} else {
		err = f.print(w, results, s)
	}
	if err == nil && s.Failures > 0 {
		err = fmt.Errorf("%s in %d of %s", cli.Counted(s.Failures, "failure"), s.Failed, cli.Counted(len(results), "file"))
	}
	return err
}

// summary is the sum of all results.
type summary struct {
	Vectors  int `json:"vectors"`
	Failures int `json:"failures"`
	Failed   int `json:"failed"` // files with failures
}

func sum(results []vectors.Result) (s summary) {
	for _, r := range results {
		s.Vectors += r.Vectors
		s.Failures += len(r.Failures)
		if len(r.Failures) > 0 {
			s.Failed++
		}
	}
	return s
}

func (f *flags) print(w io.Writer, results []vectors.Result, s summary) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range results {
		verdict := "pass"
		switch {
		case len(r.Failures) > 0:
			verdict = "FAIL"
		case r.Vectors == 0:
			verdict = "-"
		}
		note := ""
		if f.verbose && r.Note != "" {
			note = "\t" + r.Note
		}
		fmt.Fprintf(t, "%s\t%s\t%s%s\n", verdict, r.File, cli.Counted(r.Vectors, "vector"), note)
		for i, x := range r.Failures {
			if i == 1 && !f.verbose {
				fmt.Fprintf(t, "\t  and %d more: -v lists them\n", len(r.Failures)-1)
				break
			}
			if x.Vector != "" {
				x.Vector += ": "
			}
			fmt.Fprintf(t, "\t  %s%s\n", x.Vector, x.Reason)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if s.Failures == 0 {
		_, err := fmt.Fprintf(w, "%s in %s, all pass\n", cli.Counted(s.Vectors, "vector"), cli.Counted(len(results), "file"))
		return err
	}
	return nil
}
