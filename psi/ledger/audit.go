package ledger

import (
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"golang.org/x/mod/sumdb/note"
)

// Kinds and verdicts of audits.
const (
	AuditSpot   = "spot" // of groups that nobody could foresee
	AuditFull   = "full" // of the whole set
	AuditPassed = "passed"
	AuditFailed = "failed"
)

// AuditText is what the text of an auditor's note begins with: four lines. The auditor may add others. SPEC.md §13.2.
func AuditText(kind string, set psi.Digest, verdict string) string {
	return psi.Version + " audit\n" + kind + "\n" + set.String() + "\n" + verdict + "\n"
}

// audit checks that an auditor has signed what the entry says, about an epoch that was opened. Whom the auditor's key
// belongs to, a reader must know from elsewhere.
func (r *Replay) audit(m *Audit) string {
	switch {
	case r.sets[m.Set] == nil:
		return "the audit is of no epoch that was opened"
	case m.Kind != AuditSpot && m.Kind != AuditFull, m.Verdict != AuditPassed && m.Verdict != AuditFailed:
		return "the audit is of no known kind, or has no verdict"
	}
	v, err := note.NewVerifier(m.Auditor)
	if err != nil {
		return "the auditor's key can't be read"
	}
	n, err := note.Open([]byte(m.Note), note.VerifierList(v))
	if err != nil || !strings.HasPrefix(n.Text, AuditText(m.Kind, m.Set, m.Verdict)) {
		return "the auditor did not sign what the entry says"
	}
	return ""
}
