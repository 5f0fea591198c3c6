package recorded

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/spf13/cobra"
)

func newPolicy() *cobra.Command {
	c := &cobra.Command{Use: "policy", Short: "list and compare the purpose policies that datasets were imported under"}
	c.AddCommand(newPolicyList(), newPolicyDiff())
	return c
}

// policies reads the policies of a ledger, oldest first: those of a dataset, and of a purpose if one is named.
func policies(verify verifyFunc, dataset, purpose string) ([]report.Policy, error) {
	scope := report.All()
	scope.Dataset = dataset
	b, known := report.New(scope), newNames()
	_, _, err := verify(func(e *ledger.Entry) error {
		known.add(e)
		if e.Policy == nil || purpose != "" && e.Policy.Purpose != purpose {
			return nil
		}
		return b.Add(e)
	})
	if err == nil {
		err = known.check("", dataset, purpose, scope)
	}
	return b.Report().Policies, err
}

func newPolicyList() *cobra.Command {
	var dataset, purpose string
	var json bool
	c := readLedger(&cobra.Command{
		Use:   "list {--data DIR | --dir LOG --log-key KEY}",
		Short: "list the policies, since when they are in force, and whether the ledger has their text",
		Example: `  psi-server ledger policy list --data data
  psi-server ledger policy list --dir export/log --log-key "$(cat export/log-key)"`,
		Args: cobra.NoArgs,
	}, func(w io.Writer, verify verifyFunc, _ []string) error {
		all, err := policies(verify, dataset, purpose)
		if err != nil {
			return err
		}
		if json {
			return cli.WriteJSON(w, map[string]any{"policies": all})
		}
		for _, p := range all {
			text := cli.Counted(strings.Count(p.Text, "\n"), "line")
			if p.Text == "" {
				text = "its text is not in the ledger"
			}
			fmt.Fprintf(w, "%s %s for %s: %s, %s\n", p.Since.Format(time.RFC3339), p.Dataset, p.Purpose, p.Digest.String()[:12], text)
		}
		return nil
	})
	policyFlags(c, &dataset, &purpose, &json)
	return c
}

func newPolicyDiff() *cobra.Command {
	var dataset, purpose string
	var json bool
	c := readLedger(&cobra.Command{
		Use:   "diff [FROM TO] --dataset DATASET {--data DIR | --dir LOG --log-key KEY}",
		Short: "say what changed from one policy of a dataset to another",
		Long: `Say what the policy of a dataset no longer says, and what it says since: from one to
another, by their digests (or their beginnings) as ledger policy list prints them;
without them, at the last change. The texts are in the ledger.`,
		Example: `  psi-server ledger policy diff --data data --dataset users
  psi-server ledger policy diff 8dbe55eb 2ed721d4 --dir export/log --log-key "$(cat export/log-key)" --dataset users`,
		Args: cobra.MaximumNArgs(2),
	}, func(w io.Writer, verify verifyFunc, args []string) error {
		if dataset == "" || len(args) == 1 {
			return cli.Usagef("want --dataset, and two digests or none")
		}
		all, err := policies(verify, dataset, purpose)
		if err != nil {
			return err
		}
		from, to, err := chosen(all, args)
		if err != nil {
			return err
		}
		change := report.Diff(from.Text, to.Text)
		if json {
			return cli.WriteJSON(w, struct {
				From psi.Digest `json:"from"`
				To   psi.Digest `json:"to"`
				*report.Change
			}{from.Digest, to.Digest, change})
		}
		fmt.Fprintf(w, "from %s to %s, in force since %s\n", from.Digest.String()[:12], to.Digest.String()[:12], to.Since.Format(time.RFC3339))
		for _, line := range change.Removed {
			fmt.Fprintf(w, "- %s\n", line)
		}
		for _, line := range change.Added {
			fmt.Fprintf(w, "+ %s\n", line)
		}
		return nil
	})
	policyFlags(c, &dataset, &purpose, &json)
	return c
}

func policyFlags(c *cobra.Command, dataset, purpose *string, json *bool) {
	c.Flags().StringVar(dataset, "dataset", "", "this dataset's only")
	c.Flags().StringVar(purpose, "purpose", "", "this purpose's only")
	c.Flags().BoolVar(json, "json", false, "print one JSON object instead of text")
}

// chosen are the two policies to compare: those named by the beginnings of their digests, or those of the last change.
func chosen(all []report.Policy, args []string) (from, to *report.Policy, err error) {
	if len(args) == 0 {
		i := len(all) - 1
		for i > 0 && all[i].Previous == (psi.Digest{}) {
			i--
		}
		if i <= 0 {
			return nil, nil, fmt.Errorf("the policy did not change")
		}
		args = []string{all[i].Previous.String(), all[i].Digest.String()}
	}
	find := func(digest string) (*report.Policy, error) {
		i := slices.IndexFunc(all, func(p report.Policy) bool { return strings.HasPrefix(p.Digest.String(), digest) })
		switch {
		case i < 0:
			return nil, cli.Usagef("no policy whose digest begins with %.64q: psi-server ledger policy list shows them", digest)
		case all[i].Text == "":
			return nil, fmt.Errorf("the ledger lacks the text of policy %s", all[i].Digest.String()[:12])
		}
		return &all[i], nil
	}
	from, errFrom := find(args[0])
	to, errTo := find(args[1])
	return from, to, cmp.Or(errFrom, errTo)
}
