// Package monthly writes the report of a month of a ledger: as a page, for a spreadsheet, or as JSON.
package monthly

import (
	"cmp"
	"io"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform"
)

// Report is a report with what is known of the ledger that it was made from.
type Report struct {
	*report.Report
	Ledger Verified `json:"ledger"`
	// Clients is what the database knows of clients that were registered or refused. The ledger has no entries for it, so
	// nobody has verified it; null if the report was made from an export.
	Clients []Change `json:"clients"`
}

// Verified says how much of a ledger is verified, and who has signed it.
type Verified struct {
	Origin    string    `json:"origin"`
	Entries   int64     `json:"verified_entries"` // all that there are
	Root      string    `json:"root"`
	Witnesses []Witness `json:"witnesses"`
}

// Witness is who signed a state of the ledger beside the platform, and up to where.
type Witness struct {
	Name    string `json:"witness"`
	Entries int64  `json:"entries"`
}

// Change is something that was done to a client.
type Change struct {
	Time   time.Time `json:"time"`
	Client string    `json:"client"`
	Change string    `json:"change"` // "registered", "revoked" or "removed"
}

// Changes lists what was done to clients in a month, oldest first.
func Changes(all []platform.ClientRow, scope report.Scope) []Change {
	changes := []Change{}
	for _, c := range all {
		for what, stored := range map[string]string{"registered": c.Created, "revoked": c.Revoked, "removed": c.Removed} {
			at, err := time.Parse(time.RFC3339Nano, stored)
			if err != nil || at.Before(scope.From) || !at.Before(scope.To) { // it did not happen, or not then
				continue
			}
			if scope.Advertiser == "" || scope.Advertiser == c.Name {
				changes = append(changes, Change{at.UTC(), c.Name, what})
			}
		}
	}
	slices.SortFunc(changes, func(x, y Change) int {
		return cmp.Or(x.Time.Compare(y.Time), cmp.Compare(x.Client, y.Client), cmp.Compare(x.Change, y.Change))
	})
	return changes
}

// Formats are the ways to write a report.
var Formats = map[string]func(io.Writer, *Report) error{"csv": CSV, "html": Page, "json": JSON}

// JSON writes one object.
func JSON(w io.Writer, r *Report) error { return cli.WriteJSON(w, r) }
