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

// openAudit checks that what is opened to an auditor is an epoch, and that the auditor is named.
func (r *Replay) openAudit(m *Opened) string {
	switch s := r.sets[m.Set]; {
	case s == nil:
		return "no epoch of that digest was opened"
	case m.Groups > s.Set.Records():
		return "more groups are opened than the epoch has"
	}
	if _, err := note.NewVerifier(m.Auditor); err != nil {
		return "the auditor's key can't be read"
	}
	r.opened[Opened{Kind: m.Kind, Set: m.Set, Auditor: m.Auditor}] = true
	return ""
}

// Opened says whether an epoch was opened to an auditor for an audit of a kind.
func (r *Replay) Opened(kind string, set psi.Digest, auditor string) bool {
	return r.opened[Opened{Kind: kind, Set: set, Auditor: auditor}]
}

// audit checks that an auditor has signed what the entry says, about an epoch that was opened. Whom the auditor's key
// belongs to, a reader must know from elsewhere.
func (r *Replay) audit(m *Audit) string {
	switch {
	case r.sets[m.Set] == nil:
		return "the audit is of no epoch that was opened"
	case m.Kind != AuditSpot && m.Kind != AuditFull, m.Verdict != AuditPassed && m.Verdict != AuditFailed:
		return "the audit is of no known kind, or has no verdict"
	case !r.Opened(m.Kind, m.Set, m.Auditor):
		return "the epoch was never opened to the auditor for such an audit"
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
