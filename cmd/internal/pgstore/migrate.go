package pgstore

import (
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// Command is the command store.
func Command() *cobra.Command {
	c := &cobra.Command{Use: "store", Short: "move the database of a data directory to PostgreSQL"}
	c.AddCommand(newMigrate())
	return c
}

func newMigrate() *cobra.Command {
	var data string
	c := &cobra.Command{
		Use:   "migrate --data DIR --store URL",
		Short: "move the database from the data directory to an empty one on PostgreSQL",
		Long: `Move all rows from the data directory's blindmatch.db to an empty database, or schema, on
a PostgreSQL server. The rows of each table are counted before and after, and they come in
one transaction: if anything fails, all is as it was. Then blindmatch.db, which has keys,
is removed. Stop the server first, and make a backup.

If the command is killed, nothing runs on the data directory until it has run again. From
then on every command on the data directory needs --store, or BLINDMATCH_STORE. The way
back is 'psi-server backup' and 'restore': a backup has its database in a file.`,
		Example: `  psi-server backup --data data -o /backup/before
  psi-server store migrate --data data --store postgres://psi@db.example.com/psi`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := cli.RequireFlags(c, "data", name); err != nil {
				return err
			}
			cfg, err := datadir.Complete(c.Context(), platform.DirectoryConfig{})
			if err != nil {
				return err
			}
			rows, err := platform.MoveToPostgres(c.Context(), data, cfg)
			if err != nil {
				return err
			}
			var all int64
			for _, n := range rows {
				all += n
			}
			return cli.Tell(c.OutOrStdout(), map[string]any{"rows": rows, "all": all},
				"moved %s of %d tables; blindmatch.db is gone from %s, whose commands need --store from now on\n", cli.Counted(all, "row"), len(rows), data)
		},
	}
	c.Flags().StringVar(&data, "data", "", "data directory (required)")
	return c
}
