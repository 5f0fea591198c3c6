package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/told"
	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/internal/nearest"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/spf13/cobra"
)

func newPolicy() *cobra.Command {
	c := &cobra.Command{Use: "policy", Short: "explain what the purpose gate does"}
	c.AddCommand(newPolicyCheck(), newPolicyExplain(), newPolicySchema())
	return c
}

func newPolicyCheck() *cobra.Command {
	var name, terms, responsible string
	var json bool
	c := &cobra.Command{
		Use:   "check {POLICY | --disclosure FILE | --controller FILE}",
		Short: "say, context by context, what a policy admits for which purpose; or check another file",
		Long: `Say for each purpose and context what becomes of a contact. A record's own grants,
if the import has that column, count instead of the context's: they can admit a
contact of a context that is kept out here as no_grant, and keep one out that is
admitted. A contact of a security context never gets in.

--disclosure checks a file for serve --disclosure instead, and prints what is in
force with it. --controller checks one for subject --controller, and says which
languages lack which texts.`,
		Example: `  psi-server policy check policy.yaml
  psi-server policy check --dataset users --json policy.yaml
  psi-server policy check --disclosure disclosure.yaml
  psi-server policy check --controller controller.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			n := len(args)
			for _, file := range []string{terms, responsible} {
				if file != "" {
					n++
				}
			}
			switch {
			case n != 1:
				return cli.Usagef("want one file: POLICY, --disclosure FILE or --controller FILE")
			case terms != "":
				return checkDisclosure(c.OutOrStdout(), terms, json)
			case responsible != "":
				return checkController(c.OutOrStdout(), responsible, json)
			}
			p, err := purpose.Open(args[0])
			if err != nil {
				return err
			}
			all := p.Explain(name)
			w := c.OutOrStdout()
			if json {
				return cli.WriteJSON(w, all)
			}
			for i, x := range all {
				if i == 0 || x.Purpose != all[i-1].Purpose {
					fmt.Fprintf(w, "purpose %s\n", x.Purpose)
				}
				fmt.Fprintf(w, "  %-20s %-10s %s\n", x.Context, x.Class, verdict(&x))
			}
			for _, context := range p.MaybeSecurity() {
				c, _ := p.Context(context)
				fmt.Fprintf(w, "note: %s is of class %s, and its name may be about security: if people give contacts there for security, class it security\n",
					context, c.Class)
			}
			if name != "" && !slices.Contains(p.Datasets(), name) {
				fmt.Fprintf(w, "note: the policy has no rules of its own for dataset %q%s\n", name, nearest.Meant(name, p.Datasets()))
			}
			idle := p.Idle()
			for _, context := range slices.Sorted(maps.Keys(idle)) {
				fmt.Fprintf(w, "note: %s grants %s, which no purpose asks for: is it spelt right?\n", context, join(idle[context]))
			}
			return nil
		},
	}
	c.Flags().StringVar(&name, "dataset", "", "with the policy's own rules for this dataset")
	c.Flags().StringVar(&terms, "disclosure", "", "check a file for serve --disclosure")
	c.Flags().StringVar(&responsible, "controller", "", "check a file for subject --controller")
	c.Flags().BoolVar(&json, "json", false, "print a JSON array instead of text; of the other files an object")
	return c
}

// verdict says in a line what becomes of a context's contacts.
func verdict(x *purpose.Explanation) string {
	var b strings.Builder
	switch x.Reason {
	case purpose.Admits:
		b.WriteString("admitted unless the record itself grants less")
	case purpose.NoGrant:
		fmt.Fprintf(&b, "kept out unless the record itself grants more (%s: %s)", x.Reason, x.Reason.Hint())
	default:
		fmt.Fprintf(&b, "kept out whatever the record grants (%s: %s)", x.Reason, x.Reason.Hint())
	}
	if len(x.Missing) > 0 {
		fmt.Fprintf(&b, "; lacks %s", join(x.Missing))
	}
	if len(x.OneOf) > 0 {
		fmt.Fprintf(&b, "; lacks one of %s", join(x.OneOf))
	}
	if x.Evidence {
		b.WriteString("; a record must show the notice's version and the time of consent")
	}
	if len(x.Notices) > 0 {
		fmt.Fprintf(&b, "; notices %s", strings.Join(x.Notices, ", "))
	}
	return b.String()
}

func join(uses []purpose.Use) string {
	names := make([]string, len(uses))
	for i, u := range uses {
		names[i] = string(u)
	}
	return strings.Join(names, ", ")
}

func newPolicyExplain() *cobra.Command {
	var data, user, name, use string
	var json bool
	c := &cobra.Command{
		Use:   "explain --data DIR --user REF",
		Short: "say for one user which values are in which dataset, which are not, and why",
		Example: `  psi-server policy explain --data data --user u00000042
  psi-server policy explain --data data --user u00000042 --dataset users --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := cli.RequireFlags(c, "data", "user"); err != nil {
				return err
			}
			store, err := datadir.Read(c.Context(), data)
			if err != nil {
				return err
			}
			defer store.Close()
			rows, err := store.Datasets(c.Context())
			if err != nil {
				return err
			}
			var datasets, purposes []string
			for _, d := range rows {
				datasets, purposes = append(datasets, d.Name), append(purposes, d.Purpose)
			}
			if len(rows) == 0 {
				return errors.New("no dataset was imported yet")
			}
			if err := cmp.Or(cli.Named("dataset", "dataset", name, datasets), cli.Named("purpose", "purpose", use, purposes)); err != nil {
				return err
			}
			rows = slices.DeleteFunc(rows, func(d platform.DatasetRow) bool {
				return name != "" && d.Name != name || use != "" && d.Purpose != use
			})
			if len(rows) == 0 {
				return cli.Usagef("no dataset %q was imported for purpose %q", name, use)
			}
			found := []explained{}
			for _, d := range rows {
				records, err := store.Explain(&d, user)
				if err != nil {
					return err
				}
				found = append(found, explained{d.Name, d.Purpose, records})
			}
			if json {
				return cli.WriteJSON(c.OutOrStdout(), found)
			}
			for _, x := range found {
				x.print(c)
			}
			return nil
		},
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&data, "data", "", "data directory (required)")
	fs.StringVar(&user, "user", "", "the platform's own reference of the user (required)")
	fs.StringVar(&name, "dataset", "", "only this dataset")
	fs.StringVar(&use, "purpose", "", "only this purpose")
	fs.BoolVar(&json, "json", false, "print a JSON array instead of text")
	return c
}

// explained is what one dataset holds of a user.
type explained struct {
	Dataset string              `json:"dataset"`
	Purpose string              `json:"purpose"`
	Records []subject.Candidate `json:"records"`
}

func (x *explained) print(c *cobra.Command) {
	w := c.OutOrStdout()
	fmt.Fprintf(w, "dataset %s for %s\n", x.Dataset, x.Purpose)
	if len(x.Records) == 0 {
		fmt.Fprintln(w, "  no record of this user")
	}
	told.Records(w, x.Records)
}

func newPolicySchema() *cobra.Command {
	var ofDisclosure, ofController bool
	c := &cobra.Command{
		Use:   "schema",
		Short: "print the JSON Schema of policy files",
		Example: `  psi-server policy schema > policy.schema.json
  psi-server policy schema --disclosure > disclosure.schema.json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			schema := purpose.Schema()
			if ofDisclosure {
				schema = disclosure.Schema()
			}
			if ofController {
				schema = controller.Schema()
			}
			_, err := c.OutOrStdout().Write(schema)
			return err
		},
	}
	cli.OwnOutput(c)
	c.Flags().BoolVar(&ofDisclosure, "disclosure", false, "of the files that serve --disclosure takes")
	c.Flags().BoolVar(&ofController, "controller", false, "of the files that subject --controller takes")
	return c
}
