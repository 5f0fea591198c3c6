package person

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/require"
)

// hundred is an answer with 100 sessions, of so many advertisers, in all of which the person was matched, or in none.
func hundred(advertisers int, mode psi.Mode, match bool) *subject.Report {
	r := &subject.Report{Platform: "platform-788d20318232eed6", Asked: asked, User: "u1", Users: 1, Lookup: 1234567}
	record := []subject.Candidate{{Context: "newsletter", Outcomes: map[string]string{"email": psi.Admitted, "phone": "security_context"}}}
	r.Datasets = []subject.DatasetAnswer{{Dataset: "users", Purpose: "audience-matching", Records: record}}
	for i := range 100 {
		at := asked.AddDate(-1, 0, 3*i)
		s := subject.SessionAnswer{
			Session: fmt.Sprintf("%064x", i), Advertiser: fmt.Sprintf("brand-%03d", i%advertisers), Owner: fmt.Sprintf("Kaufhaus Brand %d GmbH & Co. KG", i%advertisers),
			Purpose: "audience-matching", Dataset: "users", Types: "email,phone", Mode: mode, Opened: at, Ended: at, Outcome: subject.OutcomeReleased,
			Known: subject.KnownYes, Candidate: true, Records: record, Matched: match, Delivered: at.Add(time.Hour),
		}
		if mode == psi.Activate {
			s.Outcome = subject.OutcomeWritten
			if match {
				r.Audiences = append(r.Audiences, subject.AudienceAnswer{
					Advertiser: s.Advertiser, Owner: s.Owner, Name: fmt.Sprintf("campaign-%d", i), Use: psi.Include, Since: at, Until: at.AddDate(0, 0, 20),
					Ended: "expired", Contacts: []subject.Contact{{Type: "email", Context: "newsletter"}}, Sessions: []string{s.Session},
				})
			}
		}
		r.Sessions = append(r.Sessions, s)
	}
	return r
}

var pageObject = regexp.MustCompile(`/Type\s*/Page\b`)

// 100 sessions are three printed pages at most, whatever they are: by Chromium, if it is there.
func TestPrinted(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		require.Empty(t, os.Getenv("BLINDMATCH_CHROMIUM"), "no chromium in PATH")
		t.Skip("no chromium in PATH")
	}
	dir := t.TempDir()
	longest := []string{"lists"} // a browser takes seconds
	for name, r := range map[string]*subject.Report{
		"counted": hundred(100, psi.Count, false), "handed": hundred(100, psi.Blinded, true), "lists": hundred(100, psi.Activate, true),
		"few": hundred(7, psi.Blinded, true),
	} {
		if effort.Quick() && !slices.Contains(longest, name) {
			continue
		}
		var page bytes.Buffer
		require.NoError(t, (&Page{Report: r, Language: "de", Controller: controllerOf(), Name: "Anna Bauer"}).Write(&page))
		from, to := filepath.Join(dir, name+".html"), filepath.Join(dir, name+".pdf")
		require.NoError(t, os.WriteFile(from, page.Bytes(), 0o600))
		out, err := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "profile"),
			"--no-pdf-header-footer", "--print-to-pdf="+to, "file://"+from).CombinedOutput()
		require.NoError(t, err, string(out))
		pdf, err := os.ReadFile(to)
		require.NoError(t, err)
		n := len(pageObject.FindAll(pdf, -1))
		require.Positive(t, n, name)
		require.LessOrEqual(t, n, 3, name)
	}
}
