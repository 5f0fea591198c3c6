// Command psi is the advertiser's side of Blindmatch: it matches a list of e-mail addresses or phone numbers against a
// platform's users without handing the list over.
package main

import (
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/connect"
	"github.com/blindmatch/blindmatch/cmd/internal/settings"
	"github.com/spf13/cobra"
)

func main() { cli.Main(newRoot()) }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "psi",
		Short: "match a customer list against a platform's users without handing it over",
		Long: `psi matches a list of e-mail addresses or phone numbers against a platform's
users. The platform never sees the list, and you never see the platform's users:
what crosses the wire are elliptic-curve points that only both sides together
can compare. What is counted are people, by e-mail address or phone number.

You need one connection file from the platform, and your list in a file.

` + cli.ExitCodes,
		Example: `  psi demo                                   see the whole thing on this machine
  psi check customers.csv                    what in a file would be used, offline
  psi info -c acme.json --dataset users      what the platform offers, and what it costs
  psi count -c acme.json --dataset users customers.csv
  psi audience push vips -c acme.json --dataset users customers.csv`,
		Version: cli.Version(),
	}
	root.AddCommand(newCount(), newBlinded(), newAudience(), newResume(), newResult(), newInfo(), newCheck(), newReceipt(), newDemo())
	cli.Memory(root)
	s := settings.Settings{Shared: []string{
		"auditor", "dataset", "default-region", "memory", "purpose", "require-audit", "scratch", "state",
	}}
	s.Add(root)
	cli.Hints(root, connect.Hint)
	return root
}
