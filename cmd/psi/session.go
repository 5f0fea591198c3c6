package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/spf13/cobra"
)

// sessionFlags are the flags of count and blinded.
type sessionFlags struct {
	mode       psi.Mode
	connection string
	dataset    string
	idType     string
	purpose    string
	profile    string
	scratch    string
	output     string // blinded
	force      bool
	json       bool
	state      string
	receipt    string
	table      cli.TableFlags
	list       string
	stdin      io.Reader
	notice     func(text string) // shows a line to the user; nil means that it is dropped
}

func newCount() *cobra.Command {
	f := sessionFlags{mode: psi.Count}
	c := &cobra.Command{
		Use:   "count -c CONNECTION --dataset NAME --type email|phone FILE",
		Short: "learn how many people on your list are users of the platform",
		Long: `Learn how many of the identifiers on your list are users of the platform.

You learn that number, or that it is below the platform's floor, and the size of
the platform's dataset. The platform learns the size of your list and the number,
but not which of its users are on the list.

The number has noise, and you are told how much, so that nobody can find out about
a single person by asking twice. Exact numbers need a contract with the platform.
Every session costs part of a privacy budget, which comes back after 30 days, and
sessions must be some time apart. The platform refuses a session over budget, says
when to come back, and refuses small lists.

` + keepOutHelp + `

If a run is killed, the next one ends the session that it left open.

` + cli.TableFormats + "\n\n" + cli.ExitCodes,
		Example: `  psi count -c acme.json --dataset users --type email customers.csv
  psi count -c acme.json --dataset users --type phone --json customers.csv`,
		Args: cobra.ExactArgs(1),
		RunE: f.run,
	}
	f.register(c)
	return c
}

func newBlinded() *cobra.Command {
	f := sessionFlags{mode: psi.Blinded}
	c := &cobra.Command{
		Use:   "blinded -c CONNECTION --dataset NAME --type email|phone -o HANDLES FILE",
		Short: "get a pseudonym (handle) for every match, on both sides",
		Long: `Get a handle for every match. A handle is a random-looking name for one match in
this session: 32 hex digits, one per line in HANDLES.

The platform learns which of its users match and has the same handles with
them. You learn how many match and get the handles. With this program you can't
tell which row of your list a handle belongs to; a program that breaks the
protocol can find that out for a few rows (SPEC.md §10). Handles of two sessions
have nothing in common.

HANDLES gets mode 0600. It is not written if anything fails or if the number
of matches is below the platform's floor. Some matches, chosen at random, have no
handle on either side, so the number of handles does not say how many match.
This mode is off unless a platform switches it on.

` + keepOutHelp + `

If a run is killed, the next one ends the session that it left open.

` + cli.TableFormats + "\n\n" + cli.ExitCodes,
		Example: `  psi blinded -c acme.json --dataset users --type email -o handles.txt customers.csv`,
		Args:    cobra.ExactArgs(1),
		RunE:    f.run,
	}
	f.register(c)
	c.Flags().StringVarP(&f.output, "output", "o", "", "file HANDLES (required)")
	return c
}

func (f *sessionFlags) register(c *cobra.Command) {
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVarP(&f.connection, "connection", "c", "", "connection file that the platform gave you (required)")
	fs.StringVar(&f.dataset, "dataset", "", "the platform's name for its dataset (required)")
	fs.StringVar(&f.idType, "type", "", "what to match: email or phone (required)")
	fs.StringVar(&f.purpose, "purpose", "audience-matching", "what the match is for")
	fs.StringVar(&f.profile, "profile", "", "insist on this normalisation profile (default: the dataset's)")
	fs.StringVar(&f.scratch, "scratch", "", "directory for temporary files, which hold only masked elements (default: the system's)")
	fs.StringVar(&f.receipt, "receipt", "", "write the proof that the result is in the platform's ledger to this file")
	fs.StringVar(&f.state, "state", "", "directory for what is remembered about platforms' ledgers and open sessions (default: blindmatch in the user's configuration directory)")
	replaced := "the receipt if it exists"
	if f.mode.Handles() {
		replaced = "HANDLES and the receipt if they exist"
	}
	fs.BoolVar(&f.force, "force", false, "replace "+replaced)
	f.table.Register(c)
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
}

func (f *sessionFlags) run(c *cobra.Command, args []string) error {
	required := []string{"connection", "dataset", "type"}
	if f.mode.Handles() {
		required = append(required, "output")
	}
	if err := cli.RequireFlags(c, required...); err != nil {
		return err
	}
	if _, err := identity.ParseType(f.idType); err != nil {
		return cli.Usagef("--type: %w", err)
	}
	for what, name := range map[string]string{"dataset": f.dataset, "purpose": f.purpose} {
		if err := psi.CheckName(what, name); err != nil {
			return cli.Usagef("--%w", err)
		}
	}
	f.list, f.stdin = args[0], c.InOrStdin()
	progress := cli.NewProgress(c.ErrOrStderr())
	f.notice = func(text string) {
		progress.Clear()
		fmt.Fprintf(c.ErrOrStderr(), "%s: %s\n", c.CommandPath(), text)
	}
	report, err := f.session(c.Context(), progress.Step)
	progress.Clear()
	if err != nil {
		return err
	}
	if f.json {
		return cli.WriteJSON(c.OutOrStdout(), report)
	}
	report.print(c.OutOrStdout(), f)
	return nil
}

// session runs one session.
func (f *sessionFlags) session(ctx context.Context, step func(string, uint64, uint64)) (*report, error) {
	start := time.Now()
	conn, err := transport.ReadConnection(f.connection)
	if err != nil {
		return nil, err
	}
	table, err := f.table.Open(f.list, f.stdin)
	if err != nil {
		return nil, err
	}
	defer table.Close()
	var out *cli.Output
	handles := io.Discard
	if f.mode.Handles() {
		if out, err = cli.NewOutput(f.output, f.force); err != nil {
			return nil, err
		}
		defer out.Discard()
		handles = &hexLines{bufio.NewWriter(out)}
	}
	platform, err := client.New(conn, client.Config{})
	if err != nil {
		return nil, err
	}
	defer platform.Close()
	cfg := advertiser.Config{
		Mode:       f.mode,
		Params:     psi.Params{Purpose: f.purpose, Profile: f.profile, IDType: f.idType},
		Dataset:    f.dataset,
		Advertiser: conn.Advertiser,
		Platform:   conn.Platform,
		ScratchDir: f.scratch,
		Progress:   func(s advertiser.Step, done, total uint64) { step(string(s), done, total) },
	}
	if cfg.Ledger, err = f.openLedger(conn, platform); err != nil {
		return nil, err
	}
	if cfg.Sessions, err = f.openSessions(conn); err != nil {
		return nil, err
	}
	if f.notice != nil {
		cfg.Ended = func(string) {
			f.notice("an earlier run was killed and left its session open; that session is now ended")
		}
	}
	receipt, err := f.newReceipt(conn)
	if err != nil {
		return nil, err
	}
	defer receipt.Discard()
	info, err := advertiser.Info(ctx, platform, &cfg)
	if err != nil {
		return nil, err
	}
	profile, err := identity.ParseProfile(info.Profile)
	if err != nil {
		return nil, fmt.Errorf("the platform's dataset: %w", err)
	}
	listCfg, err := f.table.List(identity.Type(f.idType), profile)
	if err != nil {
		return nil, err
	}
	list, err := dataset.NewList(table, listCfg)
	if err != nil {
		return nil, cli.TableError(f.list, err)
	}
	cfg.PhoneMetadata = list.Report().PhoneMetadata
	outcome, err := advertiser.Run(ctx, platform, cfg, info, f.named(list, list.MatchKeys(ctx)), handles)
	if err != nil {
		return nil, err
	}
	counts := list.Report()
	up, down := platform.Bytes()
	r := &report{
		Mode: f.mode, Type: f.idType, Dataset: f.dataset, Session: outcome.Session,
		List:     listCounts{counts.Columns, counts.Rows, counts.RowsUsed, counts.RowsEmpty, counts.RowsRejected, counts.RowsKeptOut, counts.KeptOut, outcome.Size, outcome.Duplicates, counts.Rejected, counts.Repaired, outcome.List.Size},
		Platform: outcome.PlatformSize,
		Released: releasedJSON(outcome.Released),
		Bytes:    bytesJSON{up, down},
		check:    f.check(profile),
	}
	if counts.PhoneMetadata != "" {
		r.PhoneMetadata = &metadata{counts.PhoneMetadata, info.PhoneMetadata}
	}
	if out != nil {
		r.Handles = &outcome.Handles
		if !outcome.Released.BelowFloor {
			if err := handles.(*hexLines).Flush(); err != nil {
				return nil, fmt.Errorf("output %s: %w", f.output, err)
			}
			if err := out.Commit(); err != nil {
				return nil, err
			}
		}
	}
	if cfg.Ledger != nil {
		r.Ledger, r.Budget = &ledgerJSON{outcome.Entry, true, outcome.Witnessed}, outcome.Budget
		if err := receipt.write(outcome.Receipt); err != nil {
			return nil, err
		}
	}
	r.Seconds = time.Since(start).Seconds()
	return r, nil
}

// stateDir is the directory for what is remembered between runs.
func (f *sessionFlags) stateDir() (string, error) {
	if f.state != "" {
		return f.state, nil
	}
	config, err := os.UserConfigDir()
	return filepath.Join(config, "blindmatch"), err
}

// openSessions returns what is remembered about open sessions, or nil if there is no directory for it and none is
// needed for the platform's ledger either.
func (f *sessionFlags) openSessions(conn *transport.Connection) (*advertiser.Sessions, error) {
	dir, err := f.stateDir()
	var s *advertiser.Sessions
	if err == nil {
		s, err = advertiser.NewSessions(dir)
	}
	if err != nil && conn.LogKey == "" && f.state == "" {
		return nil, nil
	}
	return s, err
}

// named puts the list's name before errors in reading it. A list with nothing usable is an error: the platform would
// only say that it is too small.
func (f *sessionFlags) named(list *dataset.List, keys iter.Seq2[[32]byte, error]) iter.Seq2[[32]byte, error] {
	return func(yield func([32]byte, error) bool) {
		for k, err := range keys {
			if err != nil && !errors.Is(err, context.Canceled) {
				err = cli.TableError(f.list, err)
			}
			if !yield(k, err) || err != nil {
				return
			}
		}
		if r := list.Report(); r.Accepted == 0 {
			yield([32]byte{}, f.nothingUsable(r))
		}
	}
}

// nothingUsable says that a list has no usable identifier, and why.
func (f *sessionFlags) nothingUsable(r dataset.ListReport) error {
	var why []string
	for _, x := range slices.Concat(r.Rejects, r.KeptOut) {
		why = append(why, fmt.Sprintf("%s %s (%s)", cli.Count(x.Count), x.Code, cli.Hint(x)))
	}
	what := map[identity.Type]string{identity.Email: "an e-mail address", identity.Phone: "a phone number"}[r.Type]
	text := fmt.Sprintf("%s: none of %s has %s that can be used: %s without any, %s with nothing but rejects%s",
		f.list, cli.Counted(r.Rows, "row"), what, cli.Count(r.RowsEmpty), cli.Count(r.RowsRejected), keptOut(r.RowsKeptOut))
	if len(why) > 0 {
		text += ": " + strings.Join(why, ", ")
	}
	return fmt.Errorf("%s; %s says where", text, f.check(r.Profile))
}

// check is the command that reads the list in the same way, and says what became of each row.
func (f *sessionFlags) check(p identity.Profile) string {
	profile := ""
	if p != identity.Default() {
		profile = " --profile " + p.String()
	}
	return "psi check --type " + f.idType + profile + f.table.Given() + " " + cli.ShellQuote(f.list)
}

// hexLines writes handles as lines of hex.
type hexLines struct{ *bufio.Writer }

func (w *hexLines) Write(p []byte) (int, error) {
	line := make([]byte, 0, 2*psi.HandleSize+1)
	for h := p; len(h) > 0; h = h[psi.HandleSize:] {
		line = append(hex.AppendEncode(line[:0], h[:psi.HandleSize]), '\n')
		if _, err := w.Writer.Write(line); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}
