package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/spf13/cobra"
)

// sessionFlags are the flags of what runs a session.
type sessionFlags struct {
	target
	stateFlag
	question
	mode     psi.Mode
	audience *psi.Audience // activate
	idType   string
	by       string
	profile  string
	scratch  string
	output   string // blinded
	force    bool
	json     bool
	noResume bool
	receipt  string
	audited  auditFlags
	table    cli.TableFlags
	list     string
	stdin    io.Reader
	notice   func(text string) // shows a line to the user; nil means that it is dropped
}

func newCount() *cobra.Command {
	f := sessionFlags{mode: psi.Count}
	c := &cobra.Command{
		Use:   "count -c CONNECTION --dataset NAME FILE",
		Short: "learn how many people on your list are users of the platform",
		Long: `Learn how many people on your list are users of the platform. A row is one
customer: who matches by e-mail address or by phone number or by both is counted once.

You learn that number, or that it is below the platform's floor, and for how many
people the platform's dataset has room. The platform learns the size of your list,
rounded up, and the number, but not which of its users are on the list.

The number has noise, and you are told within what the true one is in 95 of 100
cases, so that nobody can find out about a single person by asking twice. Exact
numbers need a contract with the platform. Every session costs part of a privacy
budget, which comes back after 30 days; what it costs is shown before it is paid.
--within asks for less precision, which costs less. --slice and --fast count in a
random part of the dataset only, which takes a fraction of the time and estimates
the rest. Give one of the three. Sessions must be some time apart. The platform refuses a session over
budget, says when to come back, and refuses small lists. psi info shows all that.

--by COLUMN counts each value of a column as well, up to 64 of them, at the same
price. The platform learns how many there are and how large, and no names. A person
in several segments is counted in the first.

` + keepOutHelp + `

If a run is killed, psi resume goes on with it; the next run on the same dataset ends
the session that it left open.

` + cli.TableFormats + "\n\n" + cli.ExitCodes,
		Example: `  psi count -c acme.json --dataset users customers.csv
  psi count -c acme.json --dataset users --by Tier --within 1% customers.csv
  psi count -c acme.json --dataset users --fast --json customers.csv`,
		Args: cobra.ExactArgs(1),
		RunE: f.run,
	}
	f.register(c)
	c.Flags().StringVar(&f.by, "by", "", "count each value of this column too: its header, or #3")
	f.question.register(c, true)
	return c
}

func newBlinded() *cobra.Command {
	f := sessionFlags{mode: psi.Blinded}
	c := &cobra.Command{
		Use:   "blinded -c CONNECTION --dataset NAME -o HANDLES FILE",
		Short: "get a pseudonym (handle) for every match, on both sides",
		Long: `Get a handle for every person who matches. A handle is a random name for one match
in this session: 32 hex digits, one per line in HANDLES. The platform knows which of
its users each one stands for. You don't, and nothing in a handle depends on a row of
your list. Handles of two sessions have nothing in common.

The platform learns which of its users match. You learn about how many: HANDLES is
filled up with decoys, which stand for nobody, so its length is the released number.
Whoever uses the handles on the platform learns which were decoys.

HANDLES gets mode 0600. It is not written if anything fails or if the number
of matches is below the platform's floor.
This mode is off unless a platform switches it on.

` + keepOutHelp + `

If a run is killed, psi resume goes on with it; the next run on the same dataset ends
the session that it left open.

` + cli.TableFormats + "\n\n" + cli.ExitCodes,
		Example: `  psi blinded -c acme.json --dataset users -o handles.txt customers.csv`,
		Args:    cobra.ExactArgs(1),
		RunE:    f.run,
	}
	f.register(c)
	f.question.register(c, false)
	c.Flags().StringVarP(&f.output, "output", "o", "", "file HANDLES, or - for standard output (required)")
	return c
}

func (f *sessionFlags) register(c *cobra.Command) {
	f.target.register(c)
	fs := c.Flags()
	fs.StringVar(&f.idType, "type", "", "match only by email or by phone (default: by all that FILE has and the dataset takes)")
	fs.StringVar(&f.profile, "profile", "", "insist on this normalisation profile (default: the dataset's)")
	fs.StringVar(&f.scratch, "scratch", "", "directory for temporary files, which hold only masked elements (default: the system's)")
	fs.StringVar(&f.receipt, "receipt", "", "write the proof that the result is in the platform's ledger to this file")
	f.audited.register(c)
	f.stateFlag.register(c)
	fs.BoolVar(&f.noResume, "no-resume", false, "keep nothing on disk for psi resume and psi result")
	replaced := "the receipt if it exists"
	if f.mode.Handles() {
		replaced = "HANDLES and the receipt if they exist"
	}
	fs.BoolVar(&f.force, "force", false, "replace "+replaced)
	f.table.Register(c)
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
}

func (f *sessionFlags) run(c *cobra.Command, args []string) error {
	var required []string
	if f.mode.Handles() {
		required = append(required, "output")
	}
	if err := f.target.check(c, required...); err != nil {
		return err
	}
	if f.idType != "" {
		if _, err := identity.ParseType(f.idType); err != nil {
			return cli.Usagef("--type: %w", err)
		}
	}
	if err := f.question.parse(); err != nil {
		return err
	}
	if err := f.audited.parse(); err != nil {
		return err
	}
	if f.output == cli.StdoutName && f.receipt == cli.StdoutName {
		return cli.Usagef("--output and --receipt can't both be standard output")
	}
	if f.connection.FromStdin() && args[len(args)-1] == "-" {
		return cli.Usagef("the connection file and FILE can't both be standard input")
	}
	f.list, f.stdin = args[len(args)-1], c.InOrStdin()
	progress := cli.NewProgress(c, sessionSteps...)
	f.notice = func(text string) {
		progress.Clear()
		fmt.Fprintf(c.ErrOrStderr(), "%s: %s\n", c.CommandPath(), text)
	}
	r, to, err := f.exchange(c.Context(), progress.Step)
	progress.Clear()
	defer to.discard()
	if err != nil {
		return err
	}
	return to.show(c, r)
}

// session runs one session and delivers what it gives.
func (f *sessionFlags) session(ctx context.Context, step func(string, uint64, uint64)) (*report, error) {
	r, to, err := f.exchange(ctx, step)
	defer to.discard()
	if err != nil {
		return nil, err
	}
	return r, to.finish()
}

// exchange runs one session.
func (f *sessionFlags) exchange(ctx context.Context, step func(string, uint64, uint64)) (*report, *delivery, error) {
	start := time.Now()
	conn, platform, err := f.target.open(ctx, f.notice)
	if err != nil {
		return nil, nil, err
	}
	defer platform.Close()
	list, err := f.table.File(f.list, f.stdin, identity.Type(f.idType), f.by)
	if err != nil {
		return nil, nil, err
	}
	defer list.Close()
	to, err := newDelivery(f, conn)
	if err != nil {
		return nil, nil, err
	}
	o, err := f.options(step)
	if err != nil {
		return nil, to, err
	}
	var offered *psi.DatasetInfo
	o.Agree = func(p *advertiser.Proposal) error {
		offered = p.Info
		for _, line := range []string{p.Precision, priced(p.Price, &p.Info.Prices)} {
			if line != "" && f.notice != nil {
				f.notice(line)
			}
		}
		return to.reserve(p.Handles)
	}
	o.Note = func() (json.RawMessage, error) {
		return json.Marshal(note{list.Report(), f.checkCommand(list.Report().Profile)})
	}
	var outcome *advertiser.Outcome
	switch f.mode {
	case psi.Activate:
		outcome, err = advertiser.Activate(ctx, platform, list, *f.audience, o)
	case psi.Blinded:
		outcome, err = advertiser.Blinded(ctx, platform, list, to.handles, o)
	default:
		outcome, err = advertiser.Count(ctx, platform, list, o)
	}
	if err != nil {
		return nil, to, f.failed(err)
	}
	r, err := newReport(f, offered, list.Report(), outcome)
	if err != nil {
		return nil, to, err
	}
	to.took(r, outcome, platform, start)
	return r, to, nil
}

// failed says what can be done about a session that failed.
func (f *sessionFlags) failed(err error) error {
	if x, ok := errors.AsType[*dataset.NothingUsable](err); ok {
		return f.nothingUsable(x.Report)
	}
	if _, ok := errors.AsType[*advertiser.NotAudited](err); ok {
		return cli.Refused(err)
	}
	return f.left(cli.WithFlags(err))
}

// nouns are what identifiers are called.
var nouns = map[identity.Type]string{identity.Email: "e-mail address", identity.Phone: "phone number"}

// oneOf is an identifier of any of the types: an e-mail address or phone number.
func oneOf(types []identity.Type) string {
	var names []string
	for _, t := range types {
		names = append(names, nouns[t])
	}
	article := "a "
	if len(types) > 0 && types[0] == identity.Email {
		article = "an "
	}
	return article + strings.Join(names, " or ")
}

// nothingUsable says that a list has no usable identifier, and why.
func (f *sessionFlags) nothingUsable(r dataset.ListReport) error {
	var why []string
	for _, x := range slices.Concat(r.Rejects, r.KeptOut) {
		why = append(why, fmt.Sprintf("%s %s (%s)", cli.Count(x.Count), x.Code, cli.Hint(x)))
	}
	text := fmt.Sprintf("%s: none of %s has %s that can be used: %s without any, %s with nothing but rejects%s",
		f.list, cli.Counted(r.Rows, "row"), oneOf(r.Types), cli.Count(r.RowsEmpty), cli.Count(r.RowsRejected), keptOut(r.RowsKeptOut))
	if len(why) > 0 {
		text += ": " + strings.Join(why, ", ")
	}
	return fmt.Errorf("%s; %s says where", text, f.checkCommand(r.Profile))
}

// checkCommand is the command that reads the list in the same way, and says what became of each row.
func (f *sessionFlags) checkCommand(p identity.Profile) string {
	options := ""
	if f.idType != "" {
		options = " --type " + f.idType
	}
	if p != identity.Default() {
		options += " --profile " + p.String()
	}
	return "psi check" + options + f.table.Given() + " " + cli.ShellQuote(f.list)
}
