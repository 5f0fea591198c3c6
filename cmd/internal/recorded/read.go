package recorded

import (
	"context"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/platform/record"
	"github.com/spf13/cobra"
)

// verifyFunc verifies a ledger and follows it. each is called for every entry in order;
// nil means no calls.
type verifyFunc func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error)

// readLedger is a command on the ledger of --data, or on an exported one.
func readLedger(c *cobra.Command, run func(w io.Writer, verify verifyFunc, args []string) error) *cobra.Command {
	return readRecord(c, func(ctx context.Context, w io.Writer, r *record.Record, args []string) error {
		return run(w, func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
			return r.Verify(ctx, each)
		}, args)
	})
}

// readRecord is readLedger for commands that tell of witnesses, too.
func readRecord(c *cobra.Command, run func(ctx context.Context, w io.Writer, r *record.Record, args []string) error) *cobra.Command {
	var dir, key string
	datadir.On(c, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		return run(ctx, w, record.Of(s), args)
	})
	withData := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		if dir == "" && key == "" {
			return withData(c, args)
		}
		if dir == "" || key == "" || c.Flags().Changed("data") {
			return cli.Usagef("--dir and --log-key go together, and without --data")
		}
		r, err := record.Exported(dir, key)
		if err != nil {
			return cli.Usagef("--log-key: %w", err)
		}
		if err := cli.LogFolder("dir", dir); err != nil {
			return err
		}
		return run(c.Context(), c.OutOrStdout(), r, args)
	}
	c.Flags().Lookup("data").Usage = "data directory"
	c.Flags().StringVar(&dir, "dir", "", "folder of the log's files, instead of --data: the folder log of an export")
	c.Flags().StringVar(&key, "log-key", "", "the ledger's verifier key, for --dir")
	return c
}
