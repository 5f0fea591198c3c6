package recorded

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

func newAcknowledge() *cobra.Command {
	var reason, anchor string
	var restored bool
	open := func(ctx context.Context, dir string) (*platform.Directory, error) {
		path, err := datadir.Anchor(ctx, dir, anchor, datadir.Write)
		if err != nil {
			return nil, err
		}
		return datadir.Sealed(ctx, platform.OpenExistingDirectory, dir, platform.DirectoryConfig{Anchor: path})
	}
	c := datadir.On(&cobra.Command{
		Use:   "acknowledge --data DIR --reason TEXT",
		Short: "let the server run again after a copy was restored, and say so in the ledger",
		Long: `The server and imports refuse to run if the ledger and the database do not go
together, as after one of them was restored from an older copy; and the server,
if the anchor, a file outside the data directory, knows a longer ledger. This records that
an operator knows of it, with the reason, and lets them run again. It does not
bring back what was lost: clients that remember a longer ledger are shown the entry, and
refuse to go on until somebody there accepts it (psi --accept-restore ENTRY). If entries may
be missing, epochs and audiences end, and open sessions are lost: they may have gone on elsewhere.`,
		Example: `  psi-server ledger acknowledge --data data --reason "disk failure; restored the copy of 3 May"`,
		Args:    cobra.NoArgs,
	}, open, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		before, err := s.Lost(ctx)
		if err != nil {
			return err
		}
		acknowledge := s.Acknowledge
		if restored {
			acknowledge = s.AcknowledgeRestored
		}
		if err := acknowledge(ctx, reason); errors.Is(err, platform.ErrNothing) {
			return fmt.Errorf("%w; if all of the data directory was copied back, so that nothing here shows it, give --restored", err)
		} else if err != nil {
			return err
		}
		e, err := s.Lost(ctx)
		switch {
		case err != nil:
			return err
		case e != nil && (before == nil || e.Seq != before.Seq):
			return cli.Tell(w, map[string]int64{"entry": e.Seq},
				"recorded in the ledger, as entry %d: advertisers who have seen more go on with psi --accept-restore %d\n", e.Seq, e.Seq)
		}
		return cli.Tell(w, map[string]any{"entry": nil}, "recorded in the ledger\n")
	})
	datadir.AnchorFlag(c, &anchor)
	c.Flags().BoolVar(&restored, "restored", false, "the data directory was restored from a copy, although nothing shows that, as without an anchor")
	c.Flags().StringVar(&reason, "reason", "", "what has happened, for the ledger's readers (required)")
	return c
}
