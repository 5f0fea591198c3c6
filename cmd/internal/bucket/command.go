package bucket

import (
	"context"
	"io"
	"os"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// Publish is the command psi-server dataset publish.
func Publish() *cobra.Command {
	var to string
	c := &cobra.Command{
		Use:   "publish --data DIR --to " + scheme + "BUCKET[/FOLDER]",
		Short: "copy the datasets' sets to object storage, for a mirror",
		Long: `Copy the sets of the epochs that are in force, and the hashes of their leaves, to
object storage that speaks S3, and remove from there those of epochs that have ended.
What is there already is not copied again. Whoever serves the folder over HTTPS, the
storage itself or a content delivery network, is a mirror: 'client add --mirror'
names it to clients, which check all that they get there. It is the masked sets, and
nothing else; let everybody read them.

The account is found as the AWS SDK finds it: AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY, its files, or the machine's role. It has to list, read, write
and delete objects. Of another provider's storage the address has the endpoint:
` + Form + `

Run it after an import and when an epoch begins; until then clients get the new set
from the platform.`,
		Example: `  psi-server dataset publish --data data --to 's3://sets.example.com?region=eu-central-1'`,
		Args:    cobra.NoArgs,
	}
	datadir.On(c, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		if err := cli.RequireFlags(c, "to"); err != nil {
			return err
		}
		b, err := Open(ctx, to)
		if err != nil {
			return cli.Usagef("--to: %w", err)
		}
		defer b.Close()
		live, err := s.LiveEpochs(ctx)
		if err != nil {
			return err
		}
		var epochs []psi.Digest
		for _, e := range live {
			epochs = append(epochs, e.Digest)
		}
		progress := cli.NewProgress(c)
		p, err := b.Sync(ctx, epochs, func(set psi.Digest) (elements, leaves *os.File, err error) {
			return platform.OpenSet(s, set)
		}, func(bytes uint64) { progress.Step("copying, bytes", bytes, 0) })
		progress.Clear()
		if err != nil {
			return err
		}
		return cli.Tell(w, p, "%s: %s of %s there; %s copied (%s bytes), %s removed\n", b.name, cli.Counted(uint64(len(p.Sets)), "set"),
			cli.Count(uint64(len(epochs))), cli.Counted(uint64(p.Copied), "object"), cli.Count(p.Bytes), cli.Count(uint64(p.Removed)))
	})
	c.Flags().StringVar(&to, "to", "", "where to: "+Form+" (required)")
	return c
}
