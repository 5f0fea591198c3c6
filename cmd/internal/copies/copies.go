// Package copies is the server's commands that make a copy of a data directory, and a data directory of a copy.
package copies

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

// tlsFolder is where the server keeps its certificate authority in a data directory.
const tlsFolder = "tls"

// NewBackup is the command backup.
func NewBackup() *cobra.Command {
	var data, output string
	c := &cobra.Command{
		Use:   "backup --data DIR -o FOLDER",
		Short: "copy the data directory, also while the server runs, and verify the copy",
		Long: `Copy the data directory into a new folder, as it is at one moment. The server may
run, count and import meanwhile. The copy is read again and its ledger verified; only
then does the folder get its name. Its room is checked before.

The copy holds keys: that of the ledger, of the server's own CA, and of the datasets.
Keys that are sealed in the data directory are sealed in the copy. Keep it as you
keep the data directory, and no longer than you may keep what was erased since.

Left out is what must not go on in a restored copy: epochs with their secrets, open
sessions, and audiences. FOLDER/data is a data directory: commands that only read
work on it.`,
		Example: `  psi-server backup --data data -o /backup/2026-11-27
  psi-server ledger verify --data /backup/2026-11-27/data`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := cli.RequireFlags(c, "data", "output"); err != nil {
				return err
			}
			store, err := datadir.Write(c.Context(), data)
			if err != nil {
				return err
			}
			defer store.Close()
			x, err := platform.Backup(c.Context(), store, output, tlsFolder)
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), output, x, "")
		},
	}
	c.Flags().StringVar(&data, "data", "", "data directory (required)")
	c.Flags().StringVarP(&output, "output", "o", "", "folder to make (required)")
	return c
}

// NewRestore is the command restore.
func NewRestore() *cobra.Command {
	var data string
	c := &cobra.Command{
		Use:   "restore BACKUP --data DIR",
		Short: "make a data directory of a backup",
		Long: `Make a new data directory of what psi-server backup has written. All of the backup
is read, and its ledger verified, before anything is made. A directory that holds
something is refused.

What happened after the backup is not in it. So nothing runs on the new directory until
'psi-server ledger acknowledge' has said in the ledger that it was restored. Run the
command as the user that the server runs as.`,
		Example: `  psi-server restore /backup/2026-11-27 --data data
  psi-server ledger acknowledge --data data --reason "disk failure; restored the backup of 27 November"`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := cli.RequireFlags(c, "data"); err != nil {
				return err
			}
			x, err := platform.Restore(c.Context(), args[0], data)
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), data, x, fmt.Sprintf(next, data))
		},
	}
	c.Flags().StringVar(&data, "data", "", "data directory to make (required)")
	return c
}

// next is what to do after a restore.
const next = `
Nothing runs on it yet. What happened after the backup is not in it:
  budgets    what was paid since would be paid again: lower the budgets in --disclosure for as long as that counts
  erasures   erase again who was erased since, or he comes back; import what was imported since
  clients    revoke again who was revoked since; those added since are unknown
  strikes    owners that were barred since are not
Then run
  psi-server ledger acknowledge --data %s --reason TEXT
and tell your advertisers the number of the entry: who has seen a later ledger goes on with
psi --accept-restore NUMBER. Epochs are masked anew, open sessions are lost, and audiences
are deleted: advertisers create them again.
`

// show says what a copy holds, and what is to be done next.
func show(out io.Writer, dir string, x *platform.BackupContents, next string) error {
	w := new(strings.Builder)
	fmt.Fprintf(w, "%s: %s of %s, as of %s, %s\n", dir, cli.Counted(len(x.Files), "file"), x.Platform,
		x.Made.Format("2006-01-02 15:04:05Z07:00"), humanize.IBytes(uint64(x.Bytes())))
	fmt.Fprintf(w, "ledger    %s, verified\n", cli.Counted(x.Ledger.Size, "entry"))
	keys := []string{"the ledger's"}
	has := func(prefix, suffix string) bool {
		return slices.ContainsFunc(x.Files, func(f platform.BackupFile) bool {
			return strings.HasPrefix(f.Name, prefix) && strings.HasSuffix(f.Name, suffix)
		})
	}
	if has(tlsFolder+"/", "") {
		keys = append(keys, "the CA's")
	}
	sealed := "not sealed"
	if x.Sealed {
		sealed = "sealed"
	}
	if has("datasets/", "keys.json") {
		keys = append(keys, "those of datasets and of sessions ("+sealed+")")
	}
	fmt.Fprintf(w, "keys      %s\n", strings.Join(keys, ", "))
	if len(x.Skipped) > 0 {
		fmt.Fprintf(w, "skipped   what is not the server's: %s\n", strings.Join(x.Skipped, ", "))
	}
	return cli.Tell(out, map[string]any{
		"output": dir, "platform": x.Platform, "made": x.Made, "files": len(x.Files), "bytes": x.Bytes(),
		"entries": x.Ledger.Size, "keys": keys, "sealed": x.Sealed, "skipped": slices.Concat([]string{}, x.Skipped),
	}, "%s%s", w, next)
}
