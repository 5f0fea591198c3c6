package monthly

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// columns are those of the CSV form, in order.
var columns = []string{"kind", "time", "advertiser", "owner", "dataset", "purpose", "mode", "session", "outcome", "released", "noise", "handles", "charged", "detail"}

// cells are a line, by column.
type cells map[string]string

// CSV writes one line for each thing that happened, and first one that says what was verified.
func CSV(w io.Writer, r *Report) error {
	out := csv.NewWriter(w)
	_ = out.Write(columns) // Flush keeps errors
	for _, c := range lines(r) {
		line := make([]string, len(columns))
		for i, name := range columns {
			line[i] = inert(c[name])
		}
		_ = out.Write(line)
	}
	out.Flush()
	return out.Error()
}

func lines(r *Report) (all []cells) {
	add := func(kind string, at time.Time, c cells) {
		if c["kind"] = kind; !at.IsZero() {
			c["time"] = at.UTC().Format(time.RFC3339)
		}
		all = append(all, c)
	}
	add("verified", time.Time{}, cells{"detail": r.Ledger.Words()})
	for _, s := range r.Sessions {
		add("session", s.Opened, ofSession(s))
	}
	for _, x := range r.Refusals {
		add("refusals", time.Time{}, cells{
			"advertiser": x.Advertiser, "dataset": x.Dataset, "purpose": x.Purpose, "mode": string(x.Mode), "outcome": x.Code,
			"detail": figures.Counted(x.Count, "time"),
		})
	}
	for _, x := range r.Budgets {
		add("budget", time.Time{}, cells{"owner": x.Owner, "charged": x.Charged.Exact(),
			"detail": fmt.Sprintf("population %s: %s; then left of 30 days %s, of 365 days %s", x.Population, figures.Counted(x.Releases, "release"), x.LeftMonth, x.LeftYear)})
	}
	for _, x := range r.Imports {
		add("import", x.Time, cells{"dataset": x.Dataset, "purpose": x.Purpose, "detail": importWords(x)})
	}
	for _, x := range r.Policies {
		add("policy", x.Since, cells{"dataset": x.Dataset, "purpose": x.Purpose, "detail": policyWords(x)})
	}
	for _, x := range r.Rules {
		add("rules", x.Since, cells{"detail": x.Words()})
	}
	for _, x := range r.Came {
		add("came", x.Time, cells{"advertiser": x.Advertiser, "owner": x.Owner, "detail": "its first entry in the ledger"})
	}
	for _, x := range r.Gone {
		add("gone", x.Time, cells{"advertiser": x.Advertiser, "owner": x.Owner, "detail": "its last entry in the ledger; none in this time"})
	}
	for _, x := range r.Clients {
		add("client", x.Time, cells{"advertiser": x.Client, "outcome": x.Change, "detail": "by the database, not the ledger"})
	}
	for _, x := range r.Tallies {
		add(string(x.Type), time.Time{}, cells{"dataset": x.Dataset, "detail": x.Text + ": " + figures.Counted(x.Count, "time")})
	}
	for _, x := range slices.Concat(r.Acknowledged, r.Audits, r.Events) {
		add(string(x.Type), x.Time, cells{"advertiser": x.Advertiser, "dataset": x.Dataset, "session": x.Session, "detail": x.Text})
	}
	return all
}

func ofSession(s *report.Session) cells {
	c := cells{
		"advertiser": s.Advertiser, "owner": s.Owner, "dataset": s.Dataset, "purpose": s.Purpose, "mode": string(s.Mode),
		"session": s.ID, "outcome": s.Outcome(), "charged": s.Charged.Exact(), "detail": s.More(),
	}
	if s.Released != nil {
		if c["noise"] = s.Released.Noise; s.Released.Value != nil {
			c["released"] = strconv.FormatInt(*s.Released.Value, 10)
		}
	}
	if s.Handles > 0 {
		c["handles"] = strconv.FormatUint(s.Handles, 10)
	}
	return c
}

// inert keeps a spreadsheet from taking a text for a formula. Numbers stay as they are.
func inert(cell string) string {
	if _, err := strconv.ParseFloat(cell, 64); err == nil || cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	return "'" + cell
}
