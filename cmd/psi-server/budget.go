package main

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/told"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/spf13/cobra"
)

func newBudget() *cobra.Command {
	var data string
	var json bool
	c := &cobra.Command{
		Use:   "budget --data DIR",
		Short: "show who has spent how much privacy budget, and when it comes back",
		Long: `Show, for each legal owner and population, what its releases have cost in the last
30 and 365 days, and when the next part of that comes back. A population is a dataset,
or those that the policy says are about the same people. What was spent can't be given
back by hand.

Times go by the server's running time, and at most a week of each time that it
was down: setting the clock brings nothing back.`,
		Example: `  psi-server budget --data data
  psi-server budget --data data --json`,
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
			rows, err := store.Budgets(c.Context())
			if err != nil {
				return err
			}
			lost, err := store.Lost(c.Context())
			if err != nil {
				return err
			}
			w := c.OutOrStdout()
			if json {
				return cli.WriteJSON(w, budgets{rows, lostBefore(lost)})
			}
			if len(rows) == 0 {
				fmt.Fprintln(w, "nothing was released yet")
			}
			for _, r := range rows {
				fmt.Fprintf(w, "owner %s, population %s, through %s\n", r.Owner, r.Population, strings.Join(r.Clients, ", "))
				if r.Exact > 0 {
					fmt.Fprintf(w, "  exact   %s, by contract: no budget bounds them\n", cli.Counted(r.Exact, "release"))
				}
				if r.Releases > 0 {
					fmt.Fprintf(w, "  spent   %s in 30 days, %s in 365 days, in %s\n", decimal(r.Days30), decimal(r.Days365), cli.Counted(r.Releases, "release"))
				}
				if r.Back != nil {
					fmt.Fprintf(w, "  back    the next part %s\n", r.Back.Format("2006-01-02 15:04:05Z07:00"))
				}
				fmt.Fprintf(w, "  last    %s\n", datadir.Time(r.Last, told.TimeFormat))
			}
			if lost != nil {
				fmt.Fprintf(w, "note      a copy was restored before %s (entry %d of the ledger): what was paid after that copy was made is not counted\n",
					lost.Time.Format(told.TimeFormat), lost.Seq)
			}
			return nil
		},
	}
	c.Flags().StringVar(&data, "data", "", "data directory (required)")
	c.Flags().BoolVar(&json, "json", false, "print one JSON object instead of text")
	return c
}

// budgets are what --json prints.
type budgets struct {
	Budgets []budget.Row `json:"budgets"`
	// Lost is the entry of the ledger about a restored copy: what was paid after that copy was made is not counted. null
	// if there is none.
	Lost *lost `json:"lost"`
}

type lost struct {
	Entry        int64     `json:"entry"`
	Acknowledged time.Time `json:"acknowledged"`
}

func lostBefore(e *ledger.Entry) *lost {
	if e == nil {
		return nil
	}
	return &lost{e.Seq, e.Time}
}

// decimal is a fraction of the store's for people.
func decimal(fraction string) string {
	r, ok := new(big.Rat).SetString(fraction)
	if !ok {
		return fraction
	}
	return psi.Decimal(r)
}
