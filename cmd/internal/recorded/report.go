package recorded

import (
	"context"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/monthly"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform/record"
	"github.com/spf13/cobra"
)

func newReport() *cobra.Command {
	var month, format, advertiser, dataset, output string
	var force, json bool
	c := readRecord(&cobra.Command{
		Use:   "report --month YYYY-MM {--data DIR | --dir LOG --log-key KEY}",
		Short: "sum up a month: what flowed to whom, what it cost, what was refused",
		Long: `Verify the ledger, and sum up a month of it, or a year (UTC): for each advertiser, dataset,
purpose and mode the sessions, released numbers, handles and what was paid; every
session; refusals, strikes, audiences; imports with what the gate kept out; the
rules and purpose policies in force, and their changes; clients that came and
went; persons erased; operators' acknowledgements, audits, and how much of the
ledger is verified and who has signed it. An entry that is not right fails it.

A session is in the month in which it ended; one that was open at a month's end,
in the one in which it began. The report has no identifier of anybody.

--format html is one page, to print or send; csv has one line for each thing that
happened, for a spreadsheet; json has all of it. With --dir it needs an export
only, and no data directory.`,
		Example: `  psi-server ledger report --data data --month 2026-11 --format html -o november.html
  psi-server ledger report --data data --month 2026-11 --advertiser acme
  psi-server ledger report --dir export/log --log-key "$(cat export/log-key)" --month 2026-11 --format csv`,
		Args: cobra.NoArgs,
	}, func(ctx context.Context, w io.Writer, from *record.Record, _ []string) error {
		if month == "" {
			return cli.Usagef("--month missing")
		}
		scope, err := report.Period(month)
		if err != nil {
			return cli.Usagef("--month: %w", err)
		}
		switch {
		case format == "" && json:
			format = "json"
		case format == "":
			format = "html"
		case json && output == "" && format != "json":
			return cli.Usagef("--json and --format %.20q contradict each other: give one of them, or -o for the file", format)
		}
		write, ok := monthly.Formats[format]
		if !ok {
			return cli.Usagef("--format %.20q: want csv, json or html", format)
		}
		if scope.Advertiser, scope.Dataset = advertiser, dataset; dataset != "" {
			if err := psi.CheckName("dataset", dataset); err != nil {
				return cli.Usagef("--dataset: %w", err)
			}
		}
		r, err := monthOf(ctx, from, scope)
		if err != nil {
			return err
		}
		if output == "" {
			return write(w, r)
		}
		out, err := cli.NewOutput(output, force)
		if err != nil {
			return err
		}
		defer out.Discard()
		if err := write(out, r); err != nil {
			return err
		}
		if err := out.Commit(); err != nil {
			return err
		}
		if json {
			return cli.WriteJSON(w, map[string]any{"output": output, "format": format, "sessions": r.Totals.Sessions, "entries": r.Ledger.Entries})
		}
		_, err = fmt.Fprintf(w, "%s: sessions: %d; entries of the ledger: %d, all verified\n", output, r.Totals.Sessions, r.Ledger.Entries)
		return err
	})
	fs := c.Flags()
	fs.StringVar(&month, "month", "", "month to sum up, such as 2026-11, or a year such as 2026 (required)")
	fs.StringVar(&format, "format", "", "html, csv or json (default html)")
	fs.BoolVar(&json, "json", false, "the same as --format json; with --output also say in JSON what was written")
	fs.StringVar(&advertiser, "advertiser", "", "this advertiser's only, by the name of its client")
	fs.StringVar(&dataset, "dataset", "", "this dataset's only")
	fs.StringVarP(&output, "output", "o", "", "file to write (default standard output)")
	fs.BoolVar(&force, "force", false, "replace the file")
	return c
}

// monthOf verifies a ledger and sums up what of it is in scope.
func monthOf(ctx context.Context, from *record.Record, scope report.Scope) (*monthly.Report, error) {
	signed, err := from.Witnesses(ctx)
	if err != nil {
		return nil, err
	}
	b, known := report.New(scope), newNames()
	head, _, err := from.Verify(ctx, func(e *ledger.Entry) error {
		known.add(e)
		return b.Add(e)
	})
	if err != nil {
		return nil, err
	}
	every, err := from.Clients(ctx, report.All())
	if err != nil {
		return nil, err
	}
	for _, c := range every {
		known.advertisers[c.Client] = true
	}
	if err := known.check(scope.Advertiser, scope.Dataset, "", scope); err != nil {
		return nil, err
	}
	r := &monthly.Report{Report: b.Report(), Ledger: report.Verified{Origin: head.Origin, Entries: head.Size, Root: head.Hash.String(), Witnesses: signed}}
	r.Clients, err = from.Clients(ctx, scope)
	return r, err
}
