package main

import (
	"context"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/asked"
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

func newMatches() *cobra.Command {
	var out userOutput
	c := &cobra.Command{
		Use:   "matches SESSION --data DIR",
		Short: "say whose the handles of a blinded session are, through the purpose gate as it is now",
		Long: `Write the users behind the handles of a blinded session: handle, user_id, id_type,
context. A user has one row for each contact that matched, and a handle may have
several users. A row is left out if the dataset, as it is now, does not admit the
contact: who withdrew, objected, was deleted or erased, or whose grant has ended. They
are counted by reason, on standard error. Decoys are nobody's: the advertiser's list
has more handles than this. The list is kept for 30 days (serve --keep-matches).

SESSION is a session's name, or the beginning of one that no other has, as
psi-server ledger sessions prints it.`,
		Example: `  psi-server matches 3f21c0a9d4e8 --data data --format ndjson -o matches.ndjson`,
		Args:    cobra.ExactArgs(1),
	}
	datadir.On(cli.OwnOutput(c), datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		session, _, err := asked.FindSession(ctx, s, args[0])
		if err != nil {
			return err
		}
		var sum audience.Summary
		err = out.write(w, []string{"handle", "user_id", "id_type", "context"}, func(row func(...string) error) error {
			for m, err := range s.Matches(ctx, session.ID, &sum) {
				if err == nil {
					err = row(m.Handle, m.User, string(m.Type), m.Context)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			out.printSummary(c.ErrOrStderr(), "contact", sum)
		}
		return err
	})
	out.register(c)
	return c
}
