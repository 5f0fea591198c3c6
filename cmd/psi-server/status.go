package main

import (
	"fmt"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/recorded"
	"github.com/blindmatch/blindmatch/cmd/internal/told"
	"github.com/spf13/cobra"
)

func newStatus() *cobra.Command {
	var data string
	var json bool
	var limit int
	c := &cobra.Command{
		Use:   "status --data DIR",
		Short: "list datasets, clients and the latest sessions",
		Example: `  psi-server status --data data
  psi-server status --data data --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := cli.RequireFlags(c, "data"); err != nil {
				return err
			}
			store, err := datadir.Read(c.Context(), data)
			if err != nil {
				return err
			}
			defer store.Close()
			ctx, w := c.Context(), c.OutOrStdout()
			datasets, err := store.Datasets(ctx)
			if err != nil {
				return err
			}
			clients, err := store.Clients(ctx)
			if err != nil {
				return err
			}
			sessions, err := store.Sessions(ctx, limit)
			if err != nil {
				return err
			}
			if json {
				return cli.WriteJSON(w, map[string]any{"datasets": datasets, "clients": clients, "sessions": sessions})
			}
			if len(datasets) == 0 {
				fmt.Fprintln(w, "no datasets: nothing was imported yet")
			}
			for _, d := range datasets {
				fmt.Fprintf(w, "dataset %s for %s, imported %s\n", d.Name, d.Purpose, d.Imported.Format("2006-01-02 15:04:05Z07:00"))
				for t, n := range d.Sizes {
					fmt.Fprintf(w, "  %-6s %s\n", t, cli.Count(n))
				}
				fmt.Fprintf(w, "  groups %s\n", cli.Count(groupsOf(&d)))
			}
			for _, x := range clients {
				printClient(w, &x)
			}
			for _, s := range sessions {
				fmt.Fprintf(w, "session %s %s %s %s of %s for %s", datadir.Time(s.Created, told.TimeFormat), s.ID[:12], s.Client, s.Mode, s.Dataset, s.Purpose)
				switch {
				case s.Error != "":
					fmt.Fprintf(w, ": failed (%s)\n", s.Error)
				case s.Result == nil:
					fmt.Fprintf(w, ": %s\n", s.State)
				case s.Result.Released == nil:
					fmt.Fprintln(w, ": done")
				default:
					fmt.Fprintf(w, ": %s\n", recorded.Released(s.Result.Released))
				}
			}
			return nil
		},
	}
	c.Flags().StringVar(&data, "data", "", "data directory (required)")
	c.Flags().IntVar(&limit, "sessions", 20, "how many sessions")
	c.Flags().BoolVar(&json, "json", false, "print one JSON object instead of text")
	return c
}
