package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/probe"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/spf13/cobra"
)

type probeFlags struct {
	dataset, purpose, ca string
	header               []string
	strike, json         bool
	patience             time.Duration
}

func newProbe() *cobra.Command {
	var f probeFlags
	c := &cobra.Command{
		Use:   "probe --dataset NAME CONNECTION...|URL",
		Short: "be a client that misbehaves, to test a server",
		Long: `Do to a server what a bad client may do, and report whether it refuses that with the code
that SPEC.md has for it: by case, and by the numbered MUSTs. One session follows the
protocol to its end; its answer is paid for like any other.

CONNECTION is a connection file, as an advertiser has it; URL is enough for a server that
asks for no certificate (--header for one that wants a token). About twenty sessions are
opened, most of which end without an answer. psi-server, by default, lets an owner do that
sixteen times in ten minutes; give connections of several owners, or wait (--patience).
With a second one it is also tried whether a session is its client's alone. An owner that
has no contract is told one number at a time, so that not all can be tried with it.

--strike sends tags that are not made of the platform's set. A server that does what it
must bars the owner of the first connection from the dataset, until an operator lifts it.

A rule that a test from outside can't try is reported as not tested, with the reason.

Exit codes: 0 no case failed, 1 some did, or the server can't be reached, 2 wrong usage.`,
		Example: `  psi-vectors probe --dataset users acme.json globex.json
  psi-vectors probe --dataset users --ca ca.pem --header "Authorization: Bearer …" https://localhost:8443`,
		RunE: f.run,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.dataset, "dataset", "", "the platform's name for its dataset (required)")
	fs.StringVar(&f.purpose, "purpose", "audience-matching", "what the match is for")
	fs.StringVar(&f.ca, "ca", "", "with URL, PEM file with the certificate that signs the server's")
	fs.StringArrayVar(&f.header, "header", nil, "header of every request, NAME: VALUE; may be given several times")
	fs.BoolVar(&f.strike, "strike", false, "also try what gets the first connection's owner barred")
	fs.DurationVar(&f.patience, "patience", time.Minute, "how long to wait in all where the server says that it is too early")
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	return c
}

func (f *probeFlags) run(c *cobra.Command, args []string) error {
	if err := cli.RequireFlags(c, "dataset"); err != nil {
		return err
	}
	if len(args) == 0 {
		return cli.Usagef("want a connection file, or a URL")
	}
	cfg := probe.Config{Dataset: f.dataset, Purpose: f.purpose, Strike: f.strike, Patience: f.patience, Header: http.Header{}}
	for _, h := range f.header {
		name, value, ok := strings.Cut(h, ":")
		if !ok || strings.TrimSpace(name) == "" {
			return cli.Usagef("--header: want NAME: VALUE")
		}
		cfg.Header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	for _, arg := range args {
		conn, err := f.connection(arg)
		if err != nil {
			return err
		}
		cfg.Connections = append(cfg.Connections, conn)
	}
	stderr := cli.NewChecked(c.ErrOrStderr())
	defer stderr.Flush()
	cfg.Said = func(line string) { fmt.Fprintln(stderr, line) }
	cases, err := probe.Run(c.Context(), cfg)
	if err != nil {
		return err
	}
	return printReport(c.OutOrStdout(), kit.NewReport("server", cases), f.json)
}

// connection is what an argument leads to.
func (f *probeFlags) connection(arg string) (*transport.Connection, error) {
	if !strings.HasPrefix(arg, "https://") {
		return transport.ReadConnection(arg)
	}
	if err := transport.CheckURL(arg); err != nil {
		return nil, cli.Usagef("%w", err)
	}
	conn := &transport.Connection{URL: strings.TrimSuffix(arg, "/")}
	if f.ca == "" {
		return conn, nil
	}
	pem, err := os.ReadFile(f.ca)
	conn.ServerCA = string(pem)
	return conn, err
}
