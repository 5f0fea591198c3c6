// Package monthly writes the report of a month of a ledger: as a page, for a spreadsheet, or as JSON.
package monthly

import (
	"io"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform/record"
)

// Report is a report with what is known of the ledger that it was made from.
type Report struct {
	*report.Report
	Ledger report.Verified `json:"ledger"`
	// Clients is what the database knows of clients that were registered or refused. The ledger has no entries for it, so
	// nobody has verified it; null if the report was made from an export.
	Clients []record.Change `json:"clients"`
}

// Formats are the ways to write a report.
var Formats = map[string]func(io.Writer, *Report) error{"csv": CSV, "html": Page, "json": JSON}

// JSON writes one object.
func JSON(w io.Writer, r *Report) error { return cli.WriteJSON(w, r) }
