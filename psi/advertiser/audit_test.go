package advertiser

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// A dataset whose last audit is not what the advertiser asks for is refused before anything is offered.
// SPEC M74
func TestAuditRefused(t *testing.T) {
	t.Parallel()
	h := newHistory(t, nil, 3)
	secret, auditor, err := ledger.GenerateAuditor("auditor.example")
	require.NoError(t, err)
	_, other, err := ledger.GenerateAuditor("other.example")
	require.NoError(t, err)
	// last enters a verdict into the log, and returns what the platform says of it.
	last := func(change func(*ledger.Verdict)) *psi.LastAudit {
		v := &ledger.Verdict{Kind: ledger.AuditSpot, Verdict: ledger.AuditPassed, Platform: "platform", Dataset: "users", Purpose: testParams.Purpose,
			Groups: 4603, Beacon: "0123456789abcdef0123456789abcdef", Source: "a test's", Time: time.Now().UTC().Truncate(time.Second).AddDate(0, 0, -10)}
		if change != nil {
			change(v)
		}
		signed, err := v.Sign(secret)
		require.NoError(t, err)
		e := &ledger.Entry{Type: ledger.TypeAudit, Audit: &ledger.Audit{Kind: v.Kind, Set: v.Set, Verdict: v.Verdict, Auditor: auditor, Note: string(signed)}}
		require.NoError(t, h.Append(e))
		receipt, err := h.Receipt(e.Seq)
		require.NoError(t, err)
		return &psi.LastAudit{Kind: v.Kind, Verdict: v.Verdict, Time: e.Time, Auditor: auditor, Receipt: string(receipt)}
	}
	good := last(nil)
	changed := func(change func(*psi.LastAudit)) *psi.LastAudit {
		a := *good
		change(&a)
		return &a
	}
	failed := func(v *ledger.Verdict) { v.Verdict, v.Differ = ledger.AuditFailed, 3 }
	month := Audited{Within: 30 * 24 * time.Hour}
	for what, x := range map[string]struct {
		want    Audited
		audit   *psi.LastAudit
		refused string // "" means that it is good
		rules   bool   // refused by our own rules, not for what is wrong with the platform
	}{
		"none is asked for":    {Audited{}, nil, "", false},
		"ten days ago":         {month, good, "", false},
		"by whom we trust":     {Audited{month.Within, auditor}, good, "", false},
		"never":                {month, nil, "never audited", true},
		"too long ago":         {Audited{Within: 9 * 24 * time.Hour}, good, "longer ago", true},
		"by another":           {Audited{month.Within, other}, good, "another auditor", true},
		"failed":               {month, last(failed), "3 of 4603 groups", true},
		"tomorrow":             {month, last(func(v *ledger.Verdict) { v.Time = time.Now().AddDate(0, 0, 1) }), "yet to come", true},
		"of another dataset":   {month, last(func(v *ledger.Verdict) { v.Dataset = "others" }), "about something else", false},
		"of another platform":  {month, last(func(v *ledger.Verdict) { v.Platform = "elsewhere" }), "about something else", false},
		"no receipt":           {month, changed(func(a *psi.LastAudit) { a.Receipt = "" }), "no proof", false},
		"another verdict":      {month, changed(func(a *psi.LastAudit) { a.Verdict = ledger.AuditFailed }), "no proof", false},
		"another time":         {month, changed(func(a *psi.LastAudit) { a.Time = time.Now() }), "no proof", false},
		"another auditor":      {month, changed(func(a *psi.LastAudit) { a.Auditor = other }), "no proof", false},
		"another kind":         {month, changed(func(a *psi.LastAudit) { a.Kind = ledger.AuditFull }), "no proof", false},
		"receipt of another":   {month, changed(func(a *psi.LastAudit) { a.Receipt = last(failed).Receipt }), "no proof", false},
		"re-recorded, yet old": {Audited{Within: 24 * time.Hour}, last(nil), "longer ago", true},
	} {
		t.Run(what, func(t *testing.T) {
			f := newFake(t)
			f.info = func(i *psi.DatasetInfo) { i.Audit = x.audit }
			l, err := NewLedger(h.VerifierKey(), t.TempDir(), h)
			require.NoError(t, err)
			_, err = Info(context.Background(), f, &Config{Mode: psi.Count, Dataset: "users", Params: testParams, Audited: x.want, Ledger: l})
			if x.refused == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, x.refused)
			_, rules := errors.AsType[*NotAudited](err)
			require.Equal(t, x.rules, rules)
		})
	}
	f := newFake(t)
	f.info = func(i *psi.DatasetInfo) { i.Audit = good }
	_, err = Info(context.Background(), f, &Config{Mode: psi.Count, Dataset: "users", Params: testParams, Audited: month})
	require.ErrorContains(t, err, "log key")
}
