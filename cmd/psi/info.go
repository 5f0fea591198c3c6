package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/connect"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/estimate"
	"github.com/spf13/cobra"
)

func newInfo() *cobra.Command {
	var t target
	var json bool
	c := &cobra.Command{
		Use:   "info -c CONNECTION --dataset NAME",
		Short: "show what a platform offers, what it costs and what you have left",
		Long: `Show what the platform offers for a dataset: modes, identifier types, for how many
people the dataset has room, by the number of their identifiers, the smallest list and
the smallest number that is told. Show what a number costs, what is left of your
privacy budget, when your next session may be, and what is left for slices in this
epoch. Nothing is sent of any list, nothing is paid, and nothing is shown of other
advertisers.

` + cli.ExitCodes,
		Example: `  psi info -c acme.json --dataset users
  psi info -c acme.json --dataset users --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := t.check(c); err != nil {
				return err
			}
			conn, platform, err := t.open(c.Context(), connect.NoticeTo(c))
			if err != nil {
				return err
			}
			defer platform.Close()
			cfg := t.config(conn)
			info, err := advertiser.Describe(c.Context(), platform, &cfg)
			if err != nil {
				return err
			}
			if json {
				return cli.WriteJSON(c.OutOrStdout(), info)
			}
			printInfo(c.OutOrStdout(), info)
			return printAudit(c.OutOrStdout(), info, conn)
		},
	}
	t.register(c)
	c.Flags().BoolVar(&json, "json", false, "print the platform's answer as JSON instead of text")
	return c
}

func printInfo(w io.Writer, i *psi.DatasetInfo) {
	var modes []string
	for _, m := range i.Modes {
		modes = append(modes, string(m))
	}
	fmt.Fprintf(w, "dataset   %s of %s, for %s\n", i.Dataset, i.Platform, i.Purpose)
	fmt.Fprintf(w, "you are   %s\n", i.Advertiser)
	fmt.Fprintf(w, "modes     %s\n", strings.Join(modes, ", "))
	fmt.Fprintf(w, "matched   by %s, normalised by %s, in %s\n", strings.Join(i.Types.Names(), " and "), i.Profile, i.Suite)
	fmt.Fprintf(w, "room for  %s\n", cli.Counted(i.Size(), "contact group"))
	for _, s := range i.Sections {
		fmt.Fprintf(w, "          %s with %s\n", cli.Count(s.Size), upTo(s.Width))
	}
	fmt.Fprintf(w, "lists     of %s or more, up to %s, in up to %s\n", cli.Counted(i.Floors.List, "row"), cli.Counted(i.Limits.List, "identifier"), cli.Counted(i.Limits.Segments, "segment"))
	fmt.Fprintf(w, "floor     a number below %s is told as that\n", cli.Count(i.Floors.Report))
	printPrices(w, i)
	switch {
	case i.State.Ready:
		fmt.Fprintf(w, "epoch     opened %s; %s left to you in it\n", i.Opened.UTC().Format(minutes), cli.Counted(i.Limits.Sessions, "session"))
		fmt.Fprintf(w, "slices    %s of %s of the epoch are left\n", cli.Count(i.Prices.Units), psi.Slices()[len(psi.Slices())-1])
	default:
		fmt.Fprintf(w, "epoch     is being made: %s of %s; the first session waits for it\n", cli.Count(i.State.Done), cli.Counted(i.State.Total, "element"))
	}
}

const minutes = "2006-01-02 15:04 MST"

func upTo(width uint64) string {
	if width == 1 {
		return "1 identifier"
	}
	return fmt.Sprintf("up to %d identifiers", width)
}

func printPrices(w io.Writer, i *psi.DatasetInfo) {
	p := &i.Prices
	if p.Exact {
		fmt.Fprintf(w, "numbers   are exact, by contract, and cost nothing\n")
	} else {
		fmt.Fprintf(w, "numbers   cost ε %s (in 95 of 100 cases within ±%s) down to %s (±%s)\n",
			amount(p.Most), cli.Count(estimate.Within(p.Most)), amount(p.Least), cli.Count(estimate.Within(p.Least)))
		fmt.Fprintf(w, "left      ε %s in 30 days, %s in 365 days\n", amount(p.Month), amount(p.Year))
	}
	if next := "now"; !p.Next.IsZero() && p.Next.After(time.Now()) {
		next = p.Next.Add(time.Minute - 1).UTC().Format(minutes) // rounded up: by then it is surely allowed
		fmt.Fprintf(w, "next      from %s on\n", next)
	} else {
		fmt.Fprintf(w, "next      %s\n", next)
	}
}
