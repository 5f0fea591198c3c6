package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/connect"
	"github.com/blindmatch/blindmatch/internal/seal"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/spf13/cobra"
)

// note is what is kept of a session for its report.
type note struct {
	List  dataset.ListReport `json:"list"`
	Check string             `json:"check"` // the command that says what was rejected
}

// sessionSteps are the steps of a session.
var sessionSteps = []string{
	string(advertiser.StepMask), string(advertiser.StepPrepare), string(advertiser.StepTag), string(advertiser.StepSend), string(advertiser.StepWait),
}

// options are what the flags say of a session.
func (f *sessionFlags) options(step func(string, uint64, uint64)) (advertiser.Options, error) {
	o := advertiser.Options{
		Dataset: f.dataset, Purpose: f.purpose, Profile: f.profile, Question: f.question.asked, Audited: f.audited.want,
		State: f.state, Forget: f.noResume, ScratchDir: f.scratch, Notice: f.notice,
		Progress: func(s advertiser.Step, done, total uint64) { step(string(s), done, total) },
	}
	if f.accept >= 0 {
		o.AcceptRestore = &f.accept
	}
	s, err := seal.FromEnvironment()
	if s != nil {
		o.Sealer = s
	}
	return o, err
}

// left says what can be done about a session that failed.
func (f *sessionFlags) left(err error) error {
	l, ok := errors.AsType[*advertiser.Left](err)
	switch {
	case !ok:
		return err
	case l.Done:
		return fmt.Errorf("%w; the answer can be fetched again, at no cost, with psi result%s %.12s", err, f.connection.Given()+f.stateFlag.given(), l.Session)
	}
	when := "when the platform can be reached"
	if !errors.Is(err, advertiser.ErrUnreachable) {
		when = "and gets the answer, which may be paid for, when that is mended"
	}
	return fmt.Errorf("%w; psi resume%s goes on with the session %s", err, f.connection.Given()+f.stateFlag.given(), when)
}

// resumeFlags are the flags of resume and result.
type resumeFlags struct {
	sessionFlags
	answered bool // for result
}

func newResume() *cobra.Command {
	var f resumeFlags
	c := &cobra.Command{
		Use:   "resume [SESSION] -c CONNECTION",
		Short: "go on with a session that was cut off",
		Long: `Go on with a session whose run was killed, or which gave up because the platform could
not be reached. What has been sent is not sent again, and nothing is paid twice. The
list is not read again. SESSION is its name, or the beginning of it, if there are several.

What is kept for that is in the --state directory, mode 0600: the masked list with its
key until the tags are made; the tags until the answer has come. --no-resume of
the commands that begin a session keeps nothing. The key is sealed if BLINDMATCH_SEAL_KEY
names a file with a key, or BLINDMATCH_SEAL_COMMAND a program that seals.

` + cli.ExitCodes,
		Example: `  psi resume -c acme.json`,
		Args:    cobra.MaximumNArgs(1),
		RunE:    f.run,
	}
	f.register(c)
	return c
}

func newResult() *cobra.Command {
	f := resumeFlags{answered: true}
	c := &cobra.Command{
		Use:   "result [SESSION] -c CONNECTION",
		Short: "fetch an answer again that was paid for",
		Long: `Fetch the answer of a session once more: the number, the receipt, the handles. It costs
nothing, and it is the same answer. The platform keeps answers for a day. SESSION is the
session's name, or the beginning of it; without it, the answer is the latest one.

` + cli.ExitCodes,
		Example: `  psi result -c acme.json --receipt receipt.txt`,
		Args:    cobra.MaximumNArgs(1),
		RunE:    f.run,
	}
	f.register(c)
	return c
}

func (f *resumeFlags) register(c *cobra.Command) {
	fs := c.Flags()
	fs.SortFlags = false
	f.connection.Register(c, "connection file that the platform gave you")
	fs.StringVarP(&f.output, "output", "o", "", "file for the handles of psi blinded, or - for standard output")
	fs.StringVar(&f.receipt, "receipt", "", "write the proof that the result is in the platform's ledger to this file")
	fs.BoolVar(&f.force, "force", false, "replace these files if they exist")
	fs.StringVar(&f.scratch, "scratch", "", "directory for temporary files, which hold only masked elements (default: the system's)")
	f.stateFlag.register(c)
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
}

func (f *resumeFlags) run(c *cobra.Command, args []string) error {
	if err := f.connection.Find(c); err != nil {
		return err
	}
	start := time.Now()
	conn, platform, err := f.target.open(c.Context(), connect.NoticeTo(c))
	if err != nil {
		return err
	}
	defer platform.Close()
	progress := cli.NewProgress(c, sessionSteps...)
	o, err := f.options(progress.Step)
	if err != nil {
		return err
	}
	cfg, err := o.Config(platform)
	if err != nil {
		return err
	}
	if cfg.Sessions == nil {
		return errors.New("there is no directory with sessions: give --state DIR")
	}
	left, err := cfg.Sessions.Left(conn.Platform, conn.Advertiser)
	if err != nil {
		return err
	}
	k, err := f.choose(left, args)
	for _, other := range left {
		if other != k {
			advertiser.Release([]*advertiser.Kept{other})
		}
	}
	if err != nil {
		return err
	}
	f.mode, f.audience, f.dataset = k.Offer.Mode, k.Offer.Audience, k.Offer.Dataset
	var n note
	if err := json.Unmarshal(k.Note, &n); err != nil {
		return fmt.Errorf("what is kept of the session is damaged: %w", err)
	}
	if f.mode.Handles() && f.output == "" {
		return cli.Usagef("the session has handles: --output missing")
	}
	to, err := newDelivery(&f.sessionFlags, conn)
	if err != nil {
		return err
	}
	defer to.discard()
	if err := to.reserve(min(k.List.Items(), k.Info.Size())); err != nil {
		return err
	}
	outcome, err := advertiser.Resume(c.Context(), platform, cfg, k, to.handles)
	progress.Clear()
	if err != nil {
		return f.left(err)
	}
	r, err := newReport(&f.sessionFlags, &k.Info, n.List, outcome)
	if err != nil {
		return err
	}
	r.check = n.Check
	to.took(r, outcome, platform, start)
	return to.show(c, r)
}

// choose picks the session that is meant.
func (f *resumeFlags) choose(left []*advertiser.Kept, args []string) (*advertiser.Kept, error) {
	var fit []*advertiser.Kept
	var names []string
	for _, k := range left {
		if len(args) > 0 && (args[0] == "" || !strings.HasPrefix(k.Session, args[0])) || k.Done && !f.answered {
			continue
		}
		fit = append(fit, k)
		names = append(names, fmt.Sprintf("%.12s (%s, dataset %s)", k.Session, k.Offer.Mode, k.Offer.Dataset))
	}
	switch {
	case len(fit) == 0 && f.answered:
		return nil, errors.New("no answer of this platform is kept here: look for the --state directory of the run; platforms keep answers for a day")
	case len(fit) == 0:
		return nil, errors.New("no session with this platform was cut off here: look for the --state directory of the run, or run the command again")
	case f.answered && len(args) == 0:
		newest := fit[0]
		for _, k := range fit {
			if k.Expires.After(newest.Expires) {
				newest = k
			}
		}
		return newest, nil
	case len(fit) > 1:
		return nil, cli.Usagef("%d sessions can be meant: name one of %s", len(fit), strings.Join(names, ", "))
	}
	return fit[0], nil
}
