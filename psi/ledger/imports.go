package ledger

import (
	"crypto/sha256"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// imports follows the policies that were announced, and what was imported under them.
type imports struct {
	policies     map[policyOf]bool
	byCommitment map[psi.Digest]*Import
	populations  map[policyOf]string // whose budget a dataset's releases are paid from
}

// policyOf is a policy of a dataset, and of a purpose where that counts.
type policyOf struct {
	dataset, purpose string
	digest           psi.Digest
}

// Import returns the import with that commitment, or nil if none was announced.
func (r *imports) Import(commitment psi.Digest) *Import { return r.byCommitment[commitment] }

// KnowsPolicy says whether a dataset's policy was announced.
func (r *imports) KnowsPolicy(dataset, purpose string, digest psi.Digest) bool {
	return r.policies[policyOf{dataset, purpose, digest}]
}

// announce takes a policy.
func (r *imports) announce(p *Policy) string {
	if p.Text != "" && sha256.Sum256([]byte(p.Text)) != p.Digest {
		return "the policy's text does not have its digest"
	}
	r.policies[policyOf{p.Dataset, p.Purpose, p.Digest}] = true
	return ""
}

func (r *imports) checkImport(m *Import) string {
	n := m.Rows
	if n.Admitted+n.Excluded+n.Empty+n.Rejected+n.Deleted+n.Unchanged != n.Total {
		return "the import's rows do not add up"
	}
	for _, t := range m.Types {
		if t.Admitted+t.Excluded != t.Values {
			return "the import's identifiers do not add up"
		}
	}
	if !r.KnowsPolicy(m.Dataset, m.Purpose, m.PolicyDigest) {
		return "no earlier entry has the import's policy"
	}
	if r.byCommitment[m.Commitment] != nil {
		return "the import's commitment was used before"
	}
	if err := psi.CheckName("population", m.Population); err != nil {
		return "the import names no population"
	}
	// A policy says what the population is. If it were another for each import, every import would bring new budgets.
	if known, ok := r.populations[policyOf{m.Dataset, "", m.PolicyDigest}]; ok && known != m.Population {
		return "the import has another population than an earlier one under its policy"
	}
	r.populations[policyOf{m.Dataset, "", m.PolicyDigest}] = m.Population
	r.byCommitment[m.Commitment] = m
	return ""
}

// imported says why a dataset doesn't match the import that it names.
func (r *imports) imported(commitment psi.Digest, dataset string, p psi.Params, policy psi.Digest) string {
	m := r.byCommitment[commitment]
	switch {
	case m == nil:
		return "no earlier entry has the dataset's import"
	case m.Dataset != dataset || m.Purpose != p.Purpose || m.Suite != p.Suite || m.Profile != p.Profile || m.PolicyDigest != policy:
		return "the import that it names has another dataset, purpose, suite, profile or policy"
	}
	for _, name := range p.Types.Names() {
		if !slices.ContainsFunc(m.Types, func(t TypeCount) bool { return t.Type == name }) {
			return "the import that it names has no identifiers of its types"
		}
	}
	return ""
}
