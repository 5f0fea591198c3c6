// Package recorded has the commands about the ledger: what was released to whom.
package recorded

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/spf13/cobra"
)

// Command is psi-server ledger.
func Command() *cobra.Command {
	c := &cobra.Command{
		Use:   "ledger",
		Short: "check and read the record of what was released to whom",
		Long: `The ledger is an append-only record in the data directory: what was imported,
which sessions there were, what was released, to whom and for which purpose. An
entry is on disk before what it records takes effect. It holds no identifier of
anybody. Its files are those of C2SP tlog-tiles: other people's programs can
check them too.`,
	}
	c.AddCommand(newVerify(), newSessions(), newShow(), newReport(), newPolicy(), newExport(), newAcknowledge())
	return c
}

func newVerify() *cobra.Command {
	return readLedger(&cobra.Command{
		Use:   "verify {--data DIR | --dir LOG --log-key KEY}",
		Short: "check every byte of the ledger, and that every session is in order",
		Long: `Read all of the ledger: every entry against the tree, the tree against the signed
checkpoint and against the checkpoints that clients have signed as witnesses; and
follow the entries: sessions complete and in order, counts add up, floors and
budgets kept, policies and imports known. The first entry that is not right is named.

With --data, the database must know of the same ledger. With --dir and --log-key it
needs no data directory, and checks what ledger export has written, on a machine
without network. Nothing is written, and the server may run meanwhile.`,
		Example: `  psi-server ledger verify --data data
  psi-server ledger verify --dir export/log --log-key "$(cat export/log-key)"`,
		Args: cobra.NoArgs,
	}, func(w io.Writer, verify verifyFunc, _ []string) error {
		head, replay, err := verify(nil)
		if err != nil {
			return err
		}
		return tellVerified(w, head, replay)
	})
}

func tellVerified(w io.Writer, head *ledger.Checkpoint, replay *ledger.Replay) error {
	open := 0
	for _, s := range replay.Sessions {
		if s.Open() {
			open++
		}
	}
	return cli.Tell(w, map[string]any{
		"origin": head.Origin, "verified_entries": head.Size, "root": head.Hash.String(),
		"sessions": len(replay.Sessions), "open": open, "refusals": replay.Refusals,
	}, "verified  %s: %s, %s (%d open), %s\nroot      %s\n", head.Origin,
		cli.Counted(head.Size, "entry"), cli.Counted(len(replay.Sessions), "session"), open, cli.Counted(replay.Refusals, "refusal"), head.Hash)
}

func newSessions() *cobra.Command {
	var json bool
	c := readLedger(&cobra.Command{
		Use:   "sessions {--data DIR | --dir LOG --log-key KEY}",
		Short: "list all sessions, and what was released to whom",
		Example: `  psi-server ledger sessions --data data
  psi-server ledger sessions --dir export/log --log-key "$(cat export/log-key)"`,
		Args: cobra.NoArgs,
	}, func(w io.Writer, verify verifyFunc, _ []string) error {
		_, replay, err := verify(nil)
		if err != nil {
			return err
		}
		if json {
			return cli.WriteJSON(w, replay.Sessions)
		}
		if len(replay.Sessions) == 0 {
			fmt.Fprintln(w, "no sessions yet")
		}
		for _, s := range replay.Sessions {
			fmt.Fprintf(w, "%s %s %s %s of %s for %s: %s\n", s.Opened.Format("2006-01-02 15:04:05Z07:00"), s.ID[:12], s.Advertiser, s.Mode, s.Dataset, s.Purpose, outcome(s))
		}
		return nil
	})
	c.Flags().BoolVar(&json, "json", false, "print JSON instead of text")
	return c
}

func outcome(s *ledger.Session) string {
	switch {
	case s.Open():
		return "open"
	case s.Refused != "":
		return "ended without a result (" + s.Refused + ")"
	}
	var parts []string
	if s.Audience != nil {
		parts = append(parts, fmt.Sprintf("%s audience %s", s.Audience.Action, s.Audience.Name))
	}
	if s.Released != nil {
		parts = append(parts, Released(s.Released))
	}
	if !s.Slice.Whole() {
		parts = append(parts, "of a slice of "+s.Slice.String())
	}
	if n := len(s.Segments); n > 0 {
		parts = append(parts, cli.Counted(n, "segment"))
	}
	text := strings.Join(parts, ", ")
	if s.Handles != nil {
		text += fmt.Sprintf(", %s", cli.Counted(s.Handles.Records(), "handle"))
		if s.Delivered.IsZero() {
			text += ", not fetched"
		}
	}
	return text
}

// Released is a number as an advertiser was told it.
func Released(r *psi.Released) string {
	if r.Value == nil {
		return fmt.Sprintf("released below %d", r.Floor)
	}
	noise := r.Noise
	if noise == psi.NoNoise {
		noise = "exact"
	}
	return fmt.Sprintf("released %s (%s)", cli.Count(*r.Value), noise)
}

func newShow() *cobra.Command {
	return cli.OwnOutput(readLedger(&cobra.Command{
		Use:   "show [SESSION] {--data DIR | --dir LOG --log-key KEY}",
		Short: "print the entries, one JSON object a line, all or those of a session",
		Example: `  psi-server ledger show --data data
  psi-server ledger show 3f21 --data data     the session whose name begins so
  psi-server ledger show --dir export/log --log-key "$(cat export/log-key)"`,
		Args: cobra.MaximumNArgs(1),
	}, func(w io.Writer, verify verifyFunc, args []string) error {
		found := len(args) == 0
		out := bufio.NewWriter(w)
		_, _, err := verify(func(e *ledger.Entry) error {
			if len(args) > 0 && (e.Session == "" || !strings.HasPrefix(e.Session, args[0])) {
				return nil
			}
			found = true
			b, err := e.Encode()
			if err == nil {
				_, err = out.Write(b)
			}
			return err
		})
		if err == nil && !found {
			err = cli.Usagef("no session whose name begins with %.64q: psi-server ledger sessions lists them", args[0])
		}
		return errors.Join(err, out.Flush())
	}))
}
