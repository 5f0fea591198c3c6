package monthly

import (
	"fmt"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

func importWords(x report.Import) string {
	text := fmt.Sprintf("%s: %d admitted, %d kept out by the gate, %d rejected, %d empty", figures.Counted(x.Rows.Total, "row"), x.Rows.Admitted, x.Rows.Excluded, x.Rows.Rejected, x.Rows.Empty)
	for _, e := range x.Excluded {
		text += fmt.Sprintf("; %s: %d", e.Reason, e.Rows)
	}
	return text
}

// policyWords says which policy it is, and what changed.
func policyWords(x report.Policy) string {
	text := "policy " + x.Digest.String()
	if x.Change != nil {
		for _, line := range x.Change.Removed {
			text += "; no longer: " + line
		}
		for _, line := range x.Change.Added {
			text += "; since then: " + line
		}
	}
	return text
}
