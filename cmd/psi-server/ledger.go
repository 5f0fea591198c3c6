package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

func newLedger() *cobra.Command {
	c := &cobra.Command{
		Use:   "ledger",
		Short: "check and read the record of what was released to whom",
		Long: `The ledger is an append-only record in the data directory: what was imported,
which sessions there were, what was released, to whom and for which purpose. An
entry is on disk before what it records takes effect. It holds no identifier of
anybody. Its files are those of C2SP tlog-tiles: other people's programs can
check them too.`,
	}
	c.AddCommand(newLedgerVerify(), newLedgerSessions(), newLedgerShow(), newLedgerExport(), newLedgerAcknowledge())
	return c
}

// opener opens the data directory of --data for a command.
type opener func(ctx context.Context, dir string) (*platform.Directory, error)

func openOrMake(_ context.Context, dir string) (*platform.Directory, error) {
	return platform.OpenDirectory(dir, platform.DirectoryConfig{})
}

func openToWrite(_ context.Context, dir string) (*platform.Directory, error) {
	return platform.OpenExistingDirectory(dir, platform.DirectoryConfig{})
}

// onData is a command on the data directory of --data.
func onData(c *cobra.Command, open opener, run func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error) *cobra.Command {
	var data string
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := cli.RequireFlags(c, "data"); err != nil {
			return err
		}
		store, err := open(c.Context(), data)
		if err != nil {
			return err
		}
		defer store.Close()
		return run(c.Context(), c.OutOrStdout(), store, args)
	}
	c.Flags().StringVar(&data, "data", "", "data directory (required)")
	return c
}

func newLedgerVerify() *cobra.Command {
	var dir, key string
	c := &cobra.Command{
		Use:   "verify --data DIR | --dir LOG --log-key KEY",
		Short: "check every byte of the ledger, and that every session is in order",
		Long: `Read all of the ledger: every entry against the tree, the tree against the signed
checkpoint and against the checkpoints that clients have signed as witnesses; and
follow the entries: sessions complete and in order, counts add up, floors and
budgets kept, policies and imports known. The first entry that is not right is named.

With --dir and --log-key it needs no data directory, and checks what ledger
export has written, on a machine without network.`,
		Example: `  psi-server ledger verify --data data
  psi-server ledger verify --dir export/log --log-key "$(cat export/log-key)"`,
		Args: cobra.NoArgs,
	}
	onData(c, openToWrite, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		head, replay, err := s.VerifyLedger(ctx, nil)
		if err != nil {
			return err
		}
		printVerified(w, head, replay)
		return nil
	})
	withData := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		if dir == "" && key == "" {
			return withData(c, args)
		}
		if dir == "" || key == "" || c.Flags().Changed("data") {
			return cli.Usagef("--dir and --log-key go together, and without --data")
		}
		v, err := ledger.NewVerifier(strings.TrimSpace(key))
		if err != nil {
			return cli.Usagef("--log-key: %w", err)
		}
		known, err := exportedCheckpoints(dir, v)
		if err != nil {
			return err
		}
		replay := new(ledger.Replay)
		head, err := ledger.Verify(dir, v, known, replay.Add)
		if err != nil {
			return err
		}
		printVerified(c.OutOrStdout(), head, replay)
		return nil
	}
	c.Flags().StringVar(&dir, "dir", "", "folder of the log's files")
	c.Flags().StringVar(&key, "log-key", "", "the ledger's verifier key")
	return c
}

func printVerified(w io.Writer, head *ledger.Checkpoint, replay *ledger.Replay) {
	open := 0
	for _, s := range replay.Sessions {
		if s.Open() {
			open++
		}
	}
	fmt.Fprintf(w, "verified  %s: %d entries, %d sessions (%d open), %d refusals\nroot      %s\n",
		head.Origin, head.Size, len(replay.Sessions), open, replay.Refusals, head.Hash)
}

func newLedgerSessions() *cobra.Command {
	var json bool
	c := onData(&cobra.Command{
		Use:     "sessions --data DIR",
		Short:   "list all sessions, and what was released to whom",
		Example: `  psi-server ledger sessions --data data`,
		Args:    cobra.NoArgs,
	}, openToWrite, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		_, replay, err := s.VerifyLedger(ctx, nil)
		if err != nil {
			return err
		}
		if json {
			return cli.WriteJSON(w, replay.Sessions)
		}
		for _, s := range replay.Sessions {
			fmt.Fprintf(w, "%s %s %s %s of %s %s for %s: %s\n", s.Opened.Format("2006-01-02 15:04:05Z07:00"), s.ID[:12], s.Advertiser, s.Mode, s.Dataset, s.IDType, s.Purpose, outcome(s))
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
	case s.Released.Value == nil:
		return fmt.Sprintf("released below %d", s.Released.Floor)
	}
	text := fmt.Sprintf("released %s (noise: %s)", cli.Count(*s.Released.Value), s.Released.Noise)
	if s.Handles != nil {
		text += fmt.Sprintf(", %s handles", cli.Count(s.Handles.Size))
		if s.Delivered.IsZero() {
			text += ", not fetched"
		}
	}
	return text
}

func newLedgerShow() *cobra.Command {
	return onData(&cobra.Command{
		Use:   "show [SESSION] --data DIR",
		Short: "print the entries, one JSON object a line, all or those of a session",
		Example: `  psi-server ledger show --data data
  psi-server ledger show 3f21 --data data     the session whose name begins so`,
		Args: cobra.MaximumNArgs(1),
	}, openToWrite, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		found := len(args) == 0
		var text bytes.Buffer // not w: a pager would keep the ledger's lock, and the server waiting
		_, _, err := s.VerifyLedger(ctx, func(e *ledger.Entry) error {
			if len(args) > 0 && (e.Session == "" || !strings.HasPrefix(e.Session, args[0])) {
				return nil
			}
			found = true
			b, err := e.Encode()
			if err == nil {
				_, err = text.Write(b)
			}
			return err
		})
		if err == nil && !found {
			err = fmt.Errorf("no session whose name begins with %.64q", args[0])
		}
		_, writeErr := w.Write(text.Bytes())
		return errors.Join(err, writeErr)
	})
}

func newLedgerExport() *cobra.Command {
	var output string
	c := onData(&cobra.Command{
		Use:   "export --data DIR -o FOLDER",
		Short: "write a bundle that an auditor can check without network",
		Long: `Verify the ledger and copy what an auditor needs into a new folder: log/ with the
log's files and its signed checkpoint, log-key with the key that verifies it,
witnesses/ with the checkpoints that clients have signed, and the schema of the
entries. Tell the auditor the key by another way as well.`,
		Example: `  psi-server ledger export --data data -o export
  psi-server ledger verify --dir export/log --log-key "$(cat export/log-key)"`,
		Args: cobra.NoArgs,
	}, openToWrite, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		if output == "" {
			return cli.Usagef("--output is required")
		}
		return export(ctx, w, s, output)
	})
	c.Flags().StringVarP(&output, "output", "o", "", "folder to make (required)")
	return c
}

func export(ctx context.Context, w io.Writer, s *platform.Directory, output string) error {
	head, _, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	log, err := s.Ledger(ctx)
	if err != nil {
		return err
	}
	seen, err := s.Cosigned(ctx)
	if err != nil {
		return err
	}
	if err := os.Mkdir(output, 0o700); err != nil {
		return err
	}
	if err := log.CopyTo(filepath.Join(output, "log")); err != nil {
		return err
	}
	files := map[string]string{"log-key": log.VerifierKey() + "\n", "entry.schema.json": string(ledger.Schema())}
	for i, x := range seen {
		files[fmt.Sprintf("witnesses/%d.checkpoint", i)] = x.Note
		files[fmt.Sprintf("witnesses/%d.key", i)] = x.Witness + "\n"
	}
	if err := os.Mkdir(filepath.Join(output, "witnesses"), 0o700); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(output, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "%s: at least %d entries of %s, %d witnesses\n", output, head.Size, head.Origin, len(seen))
	return nil
}

// exportedCheckpoints reads the witnesses beside an exported log.
func exportedCheckpoints(dir string, v ledger.Verifier) ([]*ledger.Checkpoint, error) {
	dir, err := filepath.Abs(dir) // of ".", too, there is a folder above
	if err != nil {
		return nil, err
	}
	witnesses := filepath.Join(filepath.Dir(dir), "witnesses")
	names, err := fs.Glob(os.DirFS(witnesses), "*.checkpoint")
	if err != nil {
		return nil, err
	}
	var known []*ledger.Checkpoint
	for _, name := range names {
		name = filepath.Join(witnesses, name)
		signed, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		key, err := os.ReadFile(strings.TrimSuffix(name, ".checkpoint") + ".key")
		if err != nil {
			return nil, err
		}
		w, err := ledger.NewWitnessVerifier(strings.TrimSpace(string(key)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := ledger.CheckCosignature(signed, w); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c, err := ledger.OpenCheckpoint(signed, v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		known = append(known, c)
	}
	return known, nil
}

func newLedgerAcknowledge() *cobra.Command {
	var reason, anchor string
	open := func(ctx context.Context, dir string) (*platform.Directory, error) {
		path, err := anchorOf(ctx, dir, anchor, openToWrite)
		if err != nil {
			return nil, err
		}
		return platform.OpenExistingDirectory(dir, platform.DirectoryConfig{Anchor: path})
	}
	c := onData(&cobra.Command{
		Use:   "acknowledge --data DIR --reason TEXT",
		Short: "let the server run again after a copy was restored, and say so in the ledger",
		Long: `The server and imports refuse to run if the ledger and the database do not go
together, as after one of them was restored from an older copy; and the server,
if the anchor, a file outside the data directory, knows a longer ledger. This records that
an operator knows of it, with the reason, and lets them run again. It does not
bring back what was lost: clients that remember a longer ledger will refuse it.`,
		Example: `  psi-server ledger acknowledge --data data --reason "disk failure; restored the copy of 3 May"`,
		Args:    cobra.NoArgs,
	}, open, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		if err := s.Acknowledge(ctx, reason); err != nil {
			return err
		}
		fmt.Fprintln(w, "recorded in the ledger")
		return nil
	})
	anchorFlag(c, &anchor)
	c.Flags().StringVar(&reason, "reason", "", "what has happened, for the ledger's readers (required)")
	return c
}
