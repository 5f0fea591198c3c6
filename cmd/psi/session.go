package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
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
	notice     func(text string) // says a line to the user; nil means nowhere
}

func newCount() *cobra.Command {
	f := sessionFlags{mode: psi.Count}
	c := &cobra.Command{
		Use:   "count -c CONNECTION --dataset NAME --type email|phone FILE",
		Short: "learn how many on your list are users of the platform",
		Long: `Learn how many of the identifiers on your list are users of the platform.

You learn that number, or that it is below the platform's floor, and the size of
the platform's dataset. The platform learns the size of your list and the number,
and not which of its users are on the list.

The number has noise, whose size you are told, so that nobody can find out about
a single person by asking twice; a platform tells exact numbers only by contract.
Every session costs a part of a privacy budget that comes back after 30 days, and
there is a pause between two. The platform refuses what is over it, says when to
come back, and refuses small lists.

If a run is killed, the next one ends the session that it had left open.

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
		Long: `Get a handle for every match. A handle is a random-looking name of one match in
this one session: 32 hex digits, one a line in HANDLES.

The platform learns which of its users match and holds the same handles with
them. You learn how many match and hold the handles, and with this program can't
tell which row of your list a handle belongs to; a program that breaks the
protocol can find that out for a few rows (SPEC.md §10). Handles of two sessions
have nothing in common.

HANDLES is made with mode 0600, and not at all if anything fails or if the number
of matches is below the platform's floor. Some matches have no handle on either side,
chosen at random, so that the number of handles does not say how many match. Platforms have this mode switched off
unless they decide otherwise.

If a run is killed, the next one ends the session that it had left open.

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
	fs.StringVar(&f.scratch, "scratch", "", "directory for temporary files, which hold masked elements only (default: the system's)")
	fs.StringVar(&f.receipt, "receipt", "", "write the proof that the result is in the platform's ledger to this file")
	fs.StringVar(&f.state, "state", "", "directory for what is remembered of platforms' ledgers and of open sessions (default: blindmatch in the user's configuration directory)")
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

// report is what --json prints.
type report struct {
	Mode     psi.Mode     `json:"mode"`
	Type     string       `json:"type"`
	Dataset  string       `json:"dataset"`
	Session  string       `json:"session"`
	List     listCounts   `json:"list"`
	Platform uint64       `json:"platform_size"`
	Released releasedJSON `json:"released"`
	Handles  *uint64      `json:"handles,omitempty"`
	// Numbering plans that judged phone numbers on both sides; numbers that only
	// one of them takes for valid can't match.
	PhoneMetadata *metadata      `json:"phone_metadata,omitempty"`
	Ledger        *ledgerJSON    `json:"ledger,omitempty"` // if the connection file has a log_key
	Budget        *ledger.Budget `json:"budget,omitempty"` // with Ledger, unless the number is exact
	Bytes         bytesJSON      `json:"bytes"`
	Seconds       float64        `json:"seconds"`

	check string // the command that says what was rejected, and why
}

// listCounts counts rows, each of which is used, empty or rejected, and
// identifiers: those used are distinct, so that used + duplicates + rejected are
// all that the rows held.
type listCounts struct {
	Columns      []dataset.Column `json:"columns"`
	Rows         uint64           `json:"rows"`
	RowsUsed     uint64           `json:"rows_used"`
	RowsEmpty    uint64           `json:"rows_empty"`
	RowsRejected uint64           `json:"rows_rejected"`

	Used       uint64 `json:"used"`
	Duplicates uint64 `json:"duplicates"`
	Rejected   uint64 `json:"rejected"`
	Repaired   uint64 `json:"repaired"` // of those used or duplicates
	Sent       uint64 `json:"sent"`     // with random elements: what the platform learns of the size
}

type metadata struct {
	List    string `json:"list"`
	Dataset string `json:"dataset"`
}

type releasedJSON struct {
	Value      *uint64 `json:"value"`
	BelowFloor bool    `json:"below_floor"`
	Floor      uint64  `json:"floor"`
	Noise      string  `json:"noise"`
}

type bytesJSON struct {
	Up   int64 `json:"up"`
	Down int64 `json:"down"`
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
		cfg.Ended = func(string) { f.notice("an earlier run was cut off and had left its session open; it is ended now") }
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
		List:     listCounts{counts.Columns, counts.Rows, counts.RowsUsed, counts.RowsEmpty, counts.RowsRejected, outcome.Size, outcome.Duplicates, counts.Rejected, counts.Repaired, outcome.List.Size},
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

// openSessions returns what is remembered of open sessions, or nil if there is
// no directory for it and none is needed for the platform's ledger either.
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

// named puts the list's name before errors in reading it, and ends a list of
// which nothing can be used with an error: the platform would only say that it is
// too small.
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

// nothingUsable says that a list has no identifier that can be used, and why.
func (f *sessionFlags) nothingUsable(r dataset.ListReport) error {
	var why []string
	for _, x := range r.Rejects {
		why = append(why, fmt.Sprintf("%s %s (%s)", cli.Count(x.Count), x.Code, cli.Hint(x)))
	}
	what := map[identity.Type]string{identity.Email: "an e-mail address", identity.Phone: "a phone number"}[r.Type]
	text := fmt.Sprintf("%s: none of %s has %s that can be used: %s without any, %s with nothing but rejects",
		f.list, cli.Counted(r.Rows, "row"), what, cli.Count(r.RowsEmpty), cli.Count(r.RowsRejected))
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

func (r *report) print(w io.Writer, f *sessionFlags) {
	fmt.Fprintf(w, "list      %s: %s with %s, %s without, %s with nothing but rejects\n",
		cli.Counted(r.List.Rows, "row"), cli.Count(r.List.RowsUsed), f.idType, cli.Count(r.List.RowsEmpty), cli.Count(r.List.RowsRejected))
	for _, c := range r.List.Columns {
		switch {
		case c.Used:
			fmt.Fprintf(w, "          column %d, %q, as %s\n", c.Number, c.Header, c.Role)
		case c.Note != "":
			fmt.Fprintf(w, "          column %d, %q, not used: %s\n", c.Number, c.Header, c.Note)
		}
	}
	fmt.Fprintf(w, "%-9s %s used, %s, %s rejected\n", f.idType, cli.Count(r.List.Used), cli.Counted(r.List.Duplicates, "duplicate"), cli.Count(r.List.Rejected))
	if r.List.Repaired > 0 {
		fmt.Fprintf(w, "          %s repaired\n", cli.Counted(r.List.Repaired, "cell"))
	}
	if r.List.Rejected > 0 {
		fmt.Fprintf(w, "          %s says which and why\n", r.check)
	}
	fmt.Fprintf(w, "dataset   %s: %s %s\n", r.Dataset, cli.Count(r.Platform), f.idType)
	if m := r.PhoneMetadata; m != nil && m.List != m.Dataset {
		fmt.Fprintf(w, "          phone numbers were judged by %s here and %s there\n", m.List, m.Dataset)
	}
	if r.Released.BelowFloor {
		fmt.Fprintf(w, "released  below %s\n", cli.Count(r.Released.Floor))
	} else {
		fmt.Fprintf(w, "released  %s of yours are the platform's too (%s)\n", cli.Count(*r.Released.Value), precision(r.Released.Noise))
	}
	if r.Handles != nil && !r.Released.BelowFloor {
		fmt.Fprintf(w, "handles   %s in %s\n", cli.Count(*r.Handles), f.output)
	}
	if b := r.Budget; b != nil {
		fmt.Fprintf(w, "budget    ε %s spent; left: %s in 30 days, %s in 365 days\n", decimal(b.Epsilon), decimal(b.LeftMonth), decimal(b.LeftYear))
	}
	if r.Ledger != nil {
		fmt.Fprintf(w, "receipt   %s\n", r.Ledger.text(f.receipt))
	}
	fmt.Fprintf(w, "wire      %s up, %s down, %.1f s\n", cli.Size(r.Bytes.Up), cli.Size(r.Bytes.Down), r.Seconds)
	fmt.Fprintf(w, "session   %s\n", r.Session)
}

// decimal is an exact fraction of ε for people.
func decimal(amount string) string {
	x, ok := new(big.Rat).SetString(amount)
	if !ok {
		return fmt.Sprintf("%.20q", amount) // the platform's text
	}
	return psi.Decimal(x)
}

// precision says how far a released number may be from the true one.
func precision(noise string) string {
	n, err := psi.ParseNoise(noise)
	switch {
	case err != nil:
		return noise
	case n.Exact():
		return "exact, by contract"
	}
	if n.Shift > 0 {
		return fmt.Sprintf("with noise, ε = %s: %d fewer than there are, within ±%d in 99 of 100 cases, and rounded down", n.Epsilon, n.Shift, n.Within(100))
	}
	return fmt.Sprintf("with noise, ε = %s: within ±%d in 99 of 100 cases, and rounded", n.Epsilon, n.Within(100))
}
