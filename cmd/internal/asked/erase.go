package asked

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/spf13/cobra"
)

func newSubjectErase() *cobra.Command {
	var reason string
	var yes bool
	c := &cobra.Command{
		Use:   "erase SESSION --data DIR --reason TEXT",
		Short: "make a session unable to tell whom it was about, for good",
		Long: `Destroy the key of a session's part of the index of persons, and the platform's
own list of the session's matches. Nobody can tell any more whom the session was
about: not for one person only, but for all. Who was in the set, matched or not, can
still be told through other sessions of the same import. The ledger records it, with
the reason; what was released stays in it. The server does the same with sessions that
are older than serve --keep-index.

It first says whom that affects, and asks; programs say --yes.

SESSION is a session's name, or the beginning of one that no other has, as
psi-server ledger sessions prints it. The reason stays in the ledger for ever: no
name or address of a person belongs there.`,
		Example: `  psi-server subject erase 3f21c0a9d4e8 --data data --reason "request 2026-117, article 17"`,
		Args:    cobra.ExactArgs(1),
	}
	datadir.On(c, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		if strings.TrimSpace(reason) == "" {
			return cli.Usagef("--reason is required: the ledger will say it")
		}
		if err := subject.CheckReason(reason, nil); err != nil {
			return cli.Usagef("--reason: %w", err)
		}
		session, others, err := FindSession(ctx, s, args[0])
		if err != nil {
			return err
		}
		if session.Erased.IsZero() && !yes {
			if err := cli.Confirm(c, affected(session, others)+" Erase?"); err != nil {
				return err
			}
		}
		if err := s.EraseSession(ctx, session.ID, reason); err != nil {
			return err
		}
		return cli.Tell(w, map[string]string{"session": session.ID, "change": "erased"},
			"session %s: its key is destroyed; nobody can tell any more whom it was about, and the ledger says so\n", session.ID)
	})
	c.Flags().BoolVar(&yes, "yes", false, "don't ask")
	c.Flags().StringVar(&reason, "reason", "", "why, for the ledger's readers (required)")
	return c
}

// leastPrefix is the shortest beginning of a session's name that names it.
const leastPrefix = 8

// affected says whom the erasure of a session affects: everybody who was in it. others of its import can still tell who
// was in the set.
func affected(x *ledger.Session, others int) string {
	who := x.Advertiser
	if x.Owner != "" && x.Owner != x.Advertiser {
		who = x.Owner + " (through " + x.Advertiser + ")"
	}
	text := fmt.Sprintf("Session %.12s of %s, %s: %s of dataset %s for %s. ", x.ID, x.Opened.Format("2 January 2006"), who, x.Mode, x.Dataset, x.Purpose)
	text += fmt.Sprintf("Affected are all persons of the import that it compared, %s, and not one only. ", cli.Counted(x.Import.Rows.Admitted+x.Import.Rows.Unchanged, "admitted row"))
	switch {
	case x.Handles != nil:
		text += fmt.Sprintf("Nobody who is behind its %s, decoys among them, can be told so any more, and the platform can't resolve them. ", cli.Counted(x.Handles.Records(), "handle"))
	case x.Audience != nil:
		text += fmt.Sprintf("Whoever is in audience %s by this session alone is taken out, and can't be told any more. ", x.Audience.Name)
	}
	if others > 0 {
		return text + fmt.Sprintf("Who was in the set can still be told through %s of the same import.", cli.Counted(others, "other session"))
	}
	return text + "No other session of the same import can tell who was in the set."
}

// FindSession returns the one session in the ledger whose name begins with prefix, and how many others of its import can
// still tell.
func FindSession(ctx context.Context, s *platform.Directory, prefix string) (session *ledger.Session, others int, err error) {
	if len(prefix) < leastPrefix {
		return nil, 0, cli.Usagef("SESSION: want at least %d characters of a session's name", leastPrefix)
	}
	_, replay, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return nil, 0, err
	}
	var found []*ledger.Session
	for _, x := range replay.Sessions {
		if strings.HasPrefix(x.ID, prefix) {
			found = append(found, x)
		}
	}
	switch len(found) {
	case 0:
		return nil, 0, cli.Usagef("no session whose name begins with %.12q: psi-server ledger sessions lists them", prefix)
	case 1:
		for _, x := range replay.Sessions {
			if x != found[0] && x.Import == found[0].Import && x.Erased.IsZero() {
				others++
			}
		}
		return found[0], others, nil
	}
	return nil, 0, cli.Usagef("the names of %d sessions begin with %.12q: give more of it", len(found), prefix)
}
