package source

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/audit"
)

// errDiffer ends a command whose audit found something.
var errDiffer = errors.New("the epoch is not what the table says")

// PrintReport prints what an audit found. It fails if that is anything.
func PrintReport(w io.Writer, r *audit.Report, json bool) error {
	if json {
		if err := cli.WriteJSON(w, r); err != nil {
			return err
		}
	} else {
		printReport(w, r)
	}
	if !r.Passed() {
		return errDiffer
	}
	return nil
}

func printReport(w io.Writer, r *audit.Report) {
	fmt.Fprintf(w, "epoch     %v\n", r.Set)
	fmt.Fprintf(w, "examined  %s: %s of users, %s\n", cli.Counted(r.Groups, "group"), cli.Count(r.Real), cli.Counted(r.Sentinels, "sentinel"))
	for _, x := range r.Ways {
		fmt.Fprintf(w, "differ    %s, %s\n", cli.Count(x.Groups), x.Way.Text())
	}
	if r.ErasedSince+r.ErasedBefore > 0 {
		fmt.Fprintf(w, "erased    %s, by entries of the ledger: only the epoch has %s, only the table has %s\n",
			cli.Counted(r.ErasedSince+r.ErasedBefore, "person"), cli.Count(r.ErasedSince), cli.Count(r.ErasedBefore))
	}
	if r.Unexcused > 0 {
		fmt.Fprintf(w, "erased    the platform explains %s that differ by persons who were erased: the ledger has too few entries from before the beacon for that.\n"+
			"          A checkpoint of the log from before it may show more (--checkpoint)\n", cli.Counted(r.Unexcused, "group"))
	}
	for _, s := range r.Sections {
		if s.Off {
			fmt.Fprintf(w, "differ    of the groups of width %d, %s of %s are of users; the table has %s for %s places: more were left out or added than chance explains\n",
				s.Width, cli.Count(s.Real), cli.Count(s.Opened), cli.Count(s.Table), cli.Count(s.Capacity))
		}
	}
	switch {
	case !r.Passed():
		fmt.Fprintln(w, "verdict   failed")
	case r.Kind == audit.KindSpot:
		fmt.Fprintln(w, "verdict   passed: all groups are those of the table. If one in a thousand were false, one would have been found with 99 %")
	default:
		fmt.Fprintln(w, "verdict   passed: the epoch is what the table says")
	}
}

// VerdictWriter writes the text of a verdict, to be signed.
func VerdictWriter(r *audit.Report, l *audit.Logged, b audit.Beacon) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, audit.NewVerdict(r, l, b, time.Now()).Text())
		return err
	}
}
