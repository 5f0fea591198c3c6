package advertiser

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Audited says which audit a platform must show before a list is compared with its dataset. The zero value asks for
// none.
type Audited struct {
	Within  time.Duration // not longer ago; 0 means that none is needed
	Auditor string        // the verifier key of the auditor; "" accepts any, whom the platform may have chosen
}

// NotAudited says that a platform's dataset was not audited as Config.Audited asks.
type NotAudited struct{ why string }

func (e *NotAudited) Error() string { return "the platform's dataset: " + e.why }

func notAudited(format string, args ...any) error { return &NotAudited{fmt.Sprintf(format, args...)} }

// Audit verifies what the platform says of the last audit: that the verdict is in the log, is about this dataset, and
// that the auditor whom it names signed it. It returns nil if there was none.
func Audit(info *psi.DatasetInfo, v ledger.Verifier) (*ledger.Verdict, *ledger.Checkpoint, error) {
	a := info.Audit
	if a == nil {
		return nil, nil, nil
	}
	p, err := ledger.VerifyReceipt([]byte(a.Receipt), v)
	if err != nil {
		return nil, nil, noReceipt("its last audit is", err)
	}
	e := p.Entry.Audit
	if e == nil || e.Kind != a.Kind || e.Verdict != a.Verdict || e.Auditor != a.Auditor || !p.Entry.Time.Equal(a.Time) {
		return nil, nil, noReceipt("its last audit is", errors.New("the entry is another one"))
	}
	verdict, err := ledger.OpenVerdict([]byte(e.Note), e.Auditor)
	if err != nil {
		return nil, nil, fmt.Errorf("the platform's last audit: %w", err)
	}
	if verdict.Kind != e.Kind || verdict.Set != e.Set || verdict.Verdict != e.Verdict ||
		verdict.Platform != info.Platform || verdict.Dataset != info.Dataset || verdict.Purpose != info.Purpose {
		return nil, nil, errors.New("the platform's last audit is about something else than this dataset")
	}
	return verdict, p.Checkpoint, nil
}

// checkAudit refuses a dataset that was not audited as cfg asks.
func checkAudit(ctx context.Context, info *psi.DatasetInfo, cfg *Config) error {
	want := cfg.Audited
	if want == (Audited{}) {
		return nil
	}
	if cfg.Ledger == nil {
		return notAudited("there is no log key, so an audit can't be verified")
	}
	v, c, err := Audit(info, cfg.Ledger.verifier)
	if err != nil {
		return err
	}
	if v == nil {
		return notAudited("it was never audited")
	}
	if err := cfg.Ledger.observe(ctx, nil, c); err != nil {
		return err
	}
	return want.Check(v, info.Audit.Auditor, time.Now())
}

// Check says what a verdict by an auditor lacks of what is asked for, as NotAudited; nil if it is what was asked for.
func (a Audited) Check(v *ledger.Verdict, auditor string, now time.Time) error {
	const day = "2006-01-02 15:04 MST"
	switch age := now.Sub(v.Time); {
	case a.Auditor != "" && auditor != a.Auditor:
		return notAudited("its last audit is by another auditor")
	case v.Verdict != ledger.AuditPassed:
		return notAudited("the %s audit of %s failed: %d of %d groups differ from the platform's table", v.Kind, v.Time.UTC().Format(day), v.Differ, v.Groups)
	case age < -psi.MaxSkew:
		return notAudited("its last audit is dated %s, which is yet to come", v.Time.UTC().Format(day))
	case a.Within > 0 && age > a.Within:
		return notAudited("its last audit was on %s, longer ago than was asked for", v.Time.UTC().Format(day))
	}
	return nil
}
