// Package source has the flags of commands that read the table of an import again, for an audit.
package source

import (
	"context"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/audit"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/dataset/sqltable"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/spf13/cobra"
)

// Flags are the flags.
type Flags struct {
	policy, from, query string
	table               cli.TableFlags
	command             *cobra.Command
}

// Progress says how far the command of the flags is.
func (f *Flags) Progress() *cli.Progress { return cli.NewProgress(f.command) }

// Register adds the flags to c.
func (f *Flags) Register(c *cobra.Command) {
	f.command = c
	fs := c.Flags()
	fs.StringVar(&f.policy, "policy", "", "purpose policy of the import, YAML (required)")
	fs.StringVar(&f.from, "from", "", "read from a database: postgres://… or sqlite:PATH; a password is taken from the variable PGPASSWORD or the file ~/.pgpass")
	fs.StringVar(&f.query, "query", "", "the SELECT that --from runs")
	f.table.Register(c)
}

// Reading is how the table is read.
func (f *Flags) Reading(p *cli.Progress) (r audit.Reading, err error) {
	if f.policy == "" {
		return r, cli.Usagef("want --policy: the one of the import")
	}
	r = audit.Reading{Plus: f.table.Plus, Strict: f.table.Strict, Progress: func(rows uint64) { p.Step("reading the table", rows, 0) }}
	if r.Map, err = f.table.Columns(); err != nil {
		return r, err
	}
	if r.Region, err = f.table.Region(); err != nil {
		return r, err
	}
	r.Policy, err = purpose.Open(f.policy)
	return r, err
}

// Open opens the table, and says how errors name it. args are the command's: a file, unless --from names a database.
func (f *Flags) Open(ctx context.Context, args []string, stdin io.Reader) (t *dataset.Table, name string, err error) {
	switch {
	case (f.from == "") != (f.query == ""):
		return nil, "", cli.Usagef("--from and --query go together")
	case (f.from == "") == (len(args) == 0):
		return nil, "", cli.Usagef("want either one TABLE or --from and --query")
	case f.from == "":
		t, err = f.table.Open(args[0], stdin)
		return t, args[0], err
	}
	t, err = sqltable.Open(ctx, sqltable.Config{Source: f.from, Query: f.query})
	return t, "the query", err
}
