package recorded

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

func newExport() *cobra.Command {
	var output string
	c := datadir.On(&cobra.Command{
		Use:   "export --data DIR -o FOLDER",
		Short: "write a bundle that an auditor can check without network",
		Long: `Verify the ledger and copy what an auditor needs into a new folder: log/ with the
log's files and its signed checkpoint, log-key with the key that verifies it,
witnesses/ with the checkpoints that clients have signed, under which keys and by
the clients' names, and the schema of the entries. Tell the auditor the key by another way as well.`,
		Example: `  psi-server ledger export --data data -o export
  psi-server ledger verify --dir export/log --log-key "$(cat export/log-key)"`,
		Args: cobra.NoArgs,
	}, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		if output == "" {
			return cli.Usagef("--output is required")
		}
		return export(ctx, w, s, output)
	})
	c.Flags().StringVarP(&output, "output", "o", "", "folder to make (required)")
	return c
}

func export(ctx context.Context, w io.Writer, s *platform.Directory, output string) error {
	seen, err := s.Cosigned(ctx) // before the log, which may grow, and so may what they have signed
	if err != nil {
		return err
	}
	head, _, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	log, err := s.LedgerReader()
	if err != nil {
		return err
	}
	if err := os.Mkdir(output, 0o700); err != nil {
		return err
	}
	if err := log.CopyTo(filepath.Join(output, "log"), head); err != nil {
		return err
	}
	files := map[string]string{"log-key": log.VerifierKey() + "\n", "entry.schema.json": string(ledger.Schema())}
	for i, x := range seen {
		files[fmt.Sprintf("witnesses/%d.checkpoint", i)] = x.Note
		files[fmt.Sprintf("witnesses/%d.key", i)] = x.Witness + "\n"
		files[fmt.Sprintf("witnesses/%d.name", i)] = x.Client + "\n" // keys of one log all have its name
	}
	if err := os.Mkdir(filepath.Join(output, "witnesses"), 0o700); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(output, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return cli.Tell(w, map[string]any{"output": output, "origin": head.Origin, "entries": head.Size, "witnesses": len(seen)},
		"%s: %s of %s, %s\n", output, cli.Counted(head.Size, "entry"), head.Origin, cli.Counted(len(seen), "witness"))
}
