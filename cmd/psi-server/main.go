// Command psi-server is the reference platform server of Blindmatch: it imports
// users through the purpose gate and answers advertisers' psi clients.
package main

import (
	"github.com/blindmatch/blindmatch/cmd/internal/asked"
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/copies"
	"github.com/blindmatch/blindmatch/cmd/internal/pgstore"
	"github.com/blindmatch/blindmatch/cmd/internal/recorded"
	"github.com/blindmatch/blindmatch/cmd/internal/settings"
	"github.com/blindmatch/blindmatch/cmd/internal/ui"
	"github.com/blindmatch/blindmatch/cmd/internal/worker"
	"github.com/spf13/cobra"
)

func main() { cli.Main(newRoot()) }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "psi-server",
		Short: "let advertisers match against your users without learning who they are",
		Long: `psi-server is the platform's side of Blindmatch. One data directory holds all of
its state; no other service is needed, unless --store has its database on PostgreSQL.

What you import goes through the purpose gate: a contact that was given for
security, or in a context without a grant for the purpose, never reaches the
dataset that advertisers match against.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 an import was stopped.`,
		Example: `  psi-server import --data data --dataset users --policy policy.yaml users.csv
  psi-server client add acme --data data --url https://psi.example.com:8443
  psi-server serve --data data --listen :8443`,
		Version: cli.Version(),
	}
	root.AddCommand(newImport(), worker.New(defaultPurpose), worker.Epoch(defaultPurpose), newDataset(), newClient(), newServe(), copies.NewBackup(), copies.NewRestore(), newStatus(), newBudget(), newPolicy(), recorded.Command(), newAudit(), asked.New(), newAudience(), newMatches(), pgstore.Command(), ui.Command())
	cli.Hints(root, hint)
	cli.Memory(root)
	s := settings.Settings{
		Shared:   []string{"anchor", "data", "default-region", "identity", "memory", "policy", "store", "url"},
		Sections: []string{"import", "serve"},
	}
	s.Add(root)
	pgstore.Flag(root)
	root.AddCommand(s.Command())
	return root
}
