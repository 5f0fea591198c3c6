package recorded

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
	"github.com/blindmatch/blindmatch/cmd/internal/monthly"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// verifyFunc verifies a ledger and follows it. each is called for every entry in order;
// nil means no calls.
type verifyFunc func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error)

// ledgerSource is a ledger to read: of a data directory, or an exported one.
type ledgerSource struct {
	verify    verifyFunc
	witnesses func() ([]monthly.Witness, error)
	clients   func() ([]platform.ClientRow, error) // nil if it is an exported one
}

// readLedger is a command on the ledger of --data, or on an exported one.
func readLedger(c *cobra.Command, run func(w io.Writer, verify verifyFunc, args []string) error) *cobra.Command {
	return readSource(c, func(w io.Writer, s ledgerSource, args []string) error { return run(w, s.verify, args) })
}

// readSource is readLedger for commands that tell of witnesses, too.
func readSource(c *cobra.Command, run func(w io.Writer, s ledgerSource, args []string) error) *cobra.Command {
	var dir, key string
	datadir.On(c, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		return run(w, ledgerSource{
			func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
				return s.VerifyLedger(ctx, each)
			},
			func() ([]monthly.Witness, error) { return witnessesOf(ctx, s) },
			func() ([]platform.ClientRow, error) { return s.EveryClient(ctx) },
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
		return run(c.OutOrStdout(), ledgerSource{
			func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
				return verifyExported(dir, v, each)
			},
			func() ([]monthly.Witness, error) {
				_, names, err := exportedCheckpoints(dir, v)
				return names, err
			},
			nil,
		}, args)
	}
	c.Flags().Lookup("data").Usage = "data directory"
	c.Flags().StringVar(&dir, "dir", "", "folder of the log's files, instead of --data: the folder log of an export")
	c.Flags().StringVar(&key, "log-key", "", "the ledger's verifier key, for --dir")
	return c
}

// verifyExported is Directory.VerifyLedger for a folder that ledger export has written.
func verifyExported(dir string, v ledger.Verifier, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	known, _, err := exportedCheckpoints(dir, v)
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
func exportedCheckpoints(dir string, v ledger.Verifier) (known []*ledger.Checkpoint, signed []monthly.Witness, err error) {
	dir, err = filepath.Abs(dir) // of ".", too, there is a folder above
	if err != nil {
		return nil, nil, err
	}
	witnesses := filepath.Join(filepath.Dir(dir), "witnesses")
	signed = []monthly.Witness{}
	names, err := fs.Glob(os.DirFS(witnesses), "*.checkpoint")
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		name = filepath.Join(witnesses, name)
		note, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		key, err := os.ReadFile(strings.TrimSuffix(name, ".checkpoint") + ".key")
		if err != nil {
			return nil, nil, err
		}
		w, err := ledger.NewWitnessVerifier(strings.TrimSpace(string(key)))
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := ledger.CheckCosignature(note, w); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		c, err := ledger.OpenCheckpoint(note, v)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		known = append(known, c)
		signed = append(signed, monthly.Witness{Name: w.Name(), Entries: c.Size})
	}
	return known, signed, nil
}

// witnessesOf are the clients that have signed the ledger of a data directory.
func witnessesOf(ctx context.Context, s *platform.Directory) ([]monthly.Witness, error) {
	seen, err := s.Cosigned(ctx)
	if err != nil {
		return nil, err
	}
	log, err := s.LedgerReader()
	if err != nil {
		return nil, err
	}
	v, err := ledger.NewVerifier(log.VerifierKey())
	if err != nil {
		return nil, err
	}
	signed := []monthly.Witness{}
	for _, x := range seen {
		c, err := x.Verify(v)
		if err != nil {
			return nil, fmt.Errorf("the checkpoint that %s has signed: %w", x.Client, err)
		}
		signed = append(signed, monthly.Witness{Name: x.Client, Entries: c.Size})
	}
	return signed, nil
}
