package audit

import (
	"encoding/hex"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// NewVerdict is what a report amounts to, for the auditor to sign.
func NewVerdict(r *Report, l *Logged, b Beacon, at time.Time) *ledger.Verdict {
	v := &ledger.Verdict{
		Kind: r.Kind, Set: r.Set, Verdict: ledger.AuditFailed, Platform: l.Epoch.Platform, Dataset: l.Epoch.Dataset, Purpose: l.Epoch.Purpose,
		Groups: r.Groups, Differ: r.Differ, Erased: r.ErasedSince + r.ErasedBefore, Time: at.UTC().Truncate(time.Second),
	}
	if r.Passed() {
		v.Verdict = ledger.AuditPassed
	}
	if r.Kind == KindSpot {
		v.Beacon, v.Source = hex.EncodeToString(b.Value), b.Source
	}
	return v
}
