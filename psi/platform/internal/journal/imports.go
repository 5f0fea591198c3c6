package journal

import (
	"context"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// mostText is the longest text of a policy that is recorded: its entry holds it with every line's end escaped.
const mostText = 30 << 10

// Import records a dataset before it replaces the previous one, which had the given policy. text is that of m's policy,
// "" if it is not at hand.
func (j *Journal) Import(ctx context.Context, m *ledger.Import, previous psi.Digest, text string) error {
	_, replay, err := j.Verify(ctx, nil)
	if err != nil {
		return err
	}
	if previous != m.PolicyDigest || !replay.KnowsPolicy(m.Dataset, m.Purpose, m.PolicyDigest) {
		if len(text) > mostText {
			text = ""
		}
		err := j.Record(ctx, &ledger.Entry{Type: ledger.TypePolicy, Policy: &ledger.Policy{
			Dataset: m.Dataset, Purpose: m.Purpose, Previous: previous, Digest: m.PolicyDigest, Text: text,
		}})
		if err != nil {
			return err
		}
	}
	return j.Record(ctx, &ledger.Entry{Type: ledger.TypeImport, Import: m})
}

// MissingImports records the datasets that have no entry in the ledger, as after it was restored from an older copy and
// an operator accepted that. all is read after replay.
func (j *Journal) MissingImports(ctx context.Context, replay *ledger.Replay, all []ledger.Import) error {
	unknown := func(m ledger.Import) bool { return replay.Import(m.Commitment) == nil }
	if !slices.ContainsFunc(all, unknown) {
		return nil
	}
	// An import may have ended meanwhile. The ledger now has what it committed.
	_, replay, err := j.Verify(ctx, nil)
	if err != nil {
		return err
	}
	for _, m := range all {
		if !unknown(m) {
			continue
		}
		if err := j.Import(ctx, &m, psi.Digest{}, ""); err != nil {
			return err
		}
	}
	return nil
}
