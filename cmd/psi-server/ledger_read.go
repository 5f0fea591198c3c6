package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// verifyFunc verifies a ledger and follows it. each is called for every entry in order;
// nil means no calls.
type verifyFunc func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error)

// readLedger is a command on the ledger of --data, or on an exported one.
func readLedger(c *cobra.Command, run func(w io.Writer, verify verifyFunc, args []string) error) *cobra.Command {
	var dir, key string
	onData(c, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		return run(w, func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
			return s.VerifyLedger(ctx, each)
		}, args)
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
		return run(c.OutOrStdout(), func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
			return verifyExported(dir, v, each)
		}, args)
	}
	c.Flags().Lookup("data").Usage = "data directory"
	c.Flags().StringVar(&dir, "dir", "", "folder of the log's files, instead of --data: the folder log of an export")
	c.Flags().StringVar(&key, "log-key", "", "the ledger's verifier key, for --dir")
	return c
}

// verifyExported is Directory.VerifyLedger for a folder that ledger export has written.
func verifyExported(dir string, v ledger.Verifier, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	known, err := exportedCheckpoints(dir, v)
	if err != nil {
		return nil, nil, err
	}
	replay := new(ledger.Replay)
	head, err := ledger.Verify(dir, v, known, func(e *ledger.Entry) error {
		if err := replay.Add(e); err != nil || each == nil {
			return err
		}
		return each(e)
	})
	return head, replay, err
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
