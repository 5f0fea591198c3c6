package asked

import (
	"context"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/spf13/cobra"
)

func newSubjectErasePerson() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "erase-person USER_REF --data DIR",
		Short: "take a person out of all audiences, and admit the reference never again",
		Long: `Rewrite the audiences without the person, and remember a keyed hash of the reference:
no session puts it into an audience or gives it a handle, exports leave it out, and no
import admits it (reason "erased"). A reference must never be given to another person.

The datasets that are there still have the person's contacts until the next import
that says anything of the user, or that reads everything: count him until then. Delete
him from your own table as well. What sessions matched before stays answerable; to end
that too, erase them: psi-server subject erase. The ledger has an entry of each erasure,
with a keyed hash that only this data directory can resolve: a copy of the database that
is restored erases again whom the ledger has, at the next start or import. Keep your own
record of whom you erased: a copy without the ledger's last entries, or without the key,
can't tell.`,
		Example: `  psi-server subject erase-person u00000042 --data data --yes`,
		Args:    cobra.ExactArgs(1),
	}
	datadir.On(c, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		if args[0] == "" || IsIdentifier(args[0]) {
			return cli.Usagef("want USER_REF, your own reference of the user; an e-mail address or a phone number is in the shell's history now: remove it there")
		}
		known, err := s.Subject(ctx, subject.Query{User: args[0]})
		if err != nil {
			return err
		}
		records := 0
		for _, d := range known.Datasets {
			records += len(d.Records)
		}
		has := "no dataset has a record of this reference"
		if records > 0 {
			has = fmt.Sprintf("the datasets have %s of this reference", cli.Counted(records, "record"))
		}
		if !yes {
			if err := cli.Confirm(c, has+". Erase this person from all audiences, for good?"); err != nil {
				return err
			}
		}
		n, err := s.ErasePerson(ctx, args[0])
		if err != nil {
			return err
		}
		return cli.Tell(w, map[string]any{"change": "erased", "audiences": n, "records": records},
			"erased: taken out of %s; the reference is admitted never again; %s\n", cli.Counted(n, "audience"), has)
	})
	c.Flags().BoolVar(&yes, "yes", false, "don't ask")
	return c
}
