package vectors

import (
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Outcomes of an audit: what the platform says of it does not hold, or holds and is not what was asked for.
const (
	outcomeBadAudit   = "bad_audit"
	outcomeNotAudited = "not_audited"
)

// auditVector: what an info says of a dataset's last audit, and what the advertiser asks for → whether it is enough.
type auditVector struct {
	Name     string `json:"name"`
	Platform string `json:"platform"`
	Dataset  string `json:"dataset"`
	Purpose  string `json:"purpose"`
	LogKey   string `json:"log_key"`
	Within   int    `json:"within_days"`
	Auditor  string `json:"auditor"`
	Body     string `json:"body"`
	Outcome  string `json:"outcome"`
}

// answered is the outcome, at statusTime. It fails if what is asked for can't be.
func (v auditVector) answered() (string, error) {
	key, err := ledger.NewVerifier(v.LogKey)
	if err != nil {
		return "", err
	}
	if v.Within <= 0 {
		return "", errors.New("want a number of days")
	}
	info := &psi.DatasetInfo{Platform: v.Platform, Dataset: v.Dataset, Params: psi.Params{Purpose: v.Purpose}}
	if v.Body != "" && understand(v.Body, &info.Audit) != nil {
		return outcomeBadAudit, nil
	}
	verdict, _, err := advertiser.Audit(info, key)
	switch {
	case err != nil:
		return outcomeBadAudit, nil
	case verdict == nil:
		return outcomeNotAudited, nil
	}
	asked := advertiser.Audited{Within: time.Duration(v.Within) * 24 * time.Hour, Auditor: v.Auditor}
	if asked.Check(verdict, info.Audit.Auditor, statusTime) != nil {
		return outcomeNotAudited, nil
	}
	return outcomeOK, nil
}

func (v auditVector) check() error {
	got, err := v.answered()
	if err == nil && got != v.Outcome {
		err = fmt.Errorf("%s, the vector has %s", got, v.Outcome)
	}
	return err
}
