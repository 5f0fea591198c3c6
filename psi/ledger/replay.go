package ledger

import (
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Replay follows the entries of a log, in order, and finds the first that can't come where it does: a session out of
// order, counts that don't add up, a floor that was not enforced, a policy that nobody announced. The zero value is a
// log without entries.
type Replay struct {
	Sessions     []*Session // in the order of their offers
	Refusals     uint64     // offers that opened no session
	Acknowledged []*Entry   // by operators: entries may be missing before them
	Audiences    []AudienceEvent
	Audits       []*Entry // auditors' verdicts

	byID     map[string]*Session
	policies map[string]map[psi.Digest]bool // by dataset and purpose
	imports  map[psi.Digest]*Import         // by commitment
	sets     map[psi.Digest]*setState
	start    *Start

	spent map[string]payments // by owner, noised releases, oldest first
	paid  time.Time           // the latest of them

	populations map[policyOf]string // whose budget a dataset's releases are paid from
	strikes     map[bar]*barring
	audiences   map[AudienceID]*AudienceEvent // that live: the last event that changed one, with when it ends now

	// By the rules of the server that started last:
	owners    map[string]string // by advertiser
	contracts map[string]string // by owner
}

// policyOf is a policy of a dataset.
type policyOf struct {
	dataset string
	digest  psi.Digest
}

// Set returns the epoch whose set has a digest, or nil.
func (r *Replay) Set(digest psi.Digest) *PlatformSet {
	if s := r.sets[digest]; s != nil {
		return s.PlatformSet
	}
	return nil
}

// Session returns what the log says about a session, or nil.
func (r *Replay) Session(id string) *Session { return r.byID[id] }

// Import returns the import with that commitment, or nil if none was announced.
func (r *Replay) Import(commitment psi.Digest) *Import { return r.imports[commitment] }

// KnowsPolicy says whether a dataset's policy was announced.
func (r *Replay) KnowsPolicy(dataset, purpose string, digest psi.Digest) bool {
	return r.known(dataset, purpose, digest)
}

// OpenSets are the platform sets whose keys were not destroyed according to the log.
func (r *Replay) OpenSets() []psi.Digest {
	var open []psi.Digest
	for digest, s := range r.sets {
		if !s.destroyed {
			open = append(open, digest)
		}
	}
	return open
}

// setState is a platform set and whether its key may be destroyed.
type setState struct {
	*PlatformSet
	destroyed bool
	sliced    [psi.SliceUnits]bool // the units that slices have taken
	results   map[string]uint64    // by owner
}

// Add adds the next entry. It fails with a *Corruption.
func (r *Replay) Add(e *Entry) error {
	if r.byID == nil {
		r.byID, r.policies, r.sets = map[string]*Session{}, map[string]map[psi.Digest]bool{}, map[psi.Digest]*setState{}
		r.imports, r.spent, r.populations = map[psi.Digest]*Import{}, map[string]payments{}, map[policyOf]string{}
		r.strikes, r.audiences = map[bar]*barring{}, map[AudienceID]*AudienceEvent{}
	}
	var why string
	switch e.Type {
	case TypeStart:
		r.start, r.owners, r.contracts = e.Start, map[string]string{}, map[string]string{}
		why = e.Start.check()
	case TypePolicy:
		key := e.Policy.Dataset + "/" + e.Policy.Purpose
		if r.policies[key] == nil {
			r.policies[key] = map[psi.Digest]bool{}
		}
		r.policies[key][e.Policy.Digest] = true
	case TypeImport:
		why = r.checkImport(e.Import)
	case TypeEpochOpen:
		why = r.openSet(e.Epoch)
	case TypeKeyDestroyed:
		if s := r.sets[e.KeyDestroyed.Set]; s == nil || s.destroyed {
			why = "the key of a set that is not open was destroyed"
		} else {
			s.destroyed = true
		}
	case TypeOffer:
		why = r.offer(e)
	case TypeRefusal:
		if e.Session == "" {
			r.Refusals++
			return nil
		}
		why = r.inSession(e, func(s *Session) string { return r.refused(s, e) })
	case TypeCommit:
		why = r.inSession(e, func(s *Session) string { return r.commit(s, e.Commit) })
	case TypeResult:
		why = r.inSession(e, func(s *Session) string { return r.result(s, e) })
	case TypeHandles:
		why = r.handles(e)
	case TypeErased:
		why = r.erased(e)
	case TypeStrike:
		why = r.strike(e)
	case TypeLifted:
		why = r.lifted(e.Lifted)
	case TypeAudience:
		why = r.audience(e)
	case TypeAudit:
		why = r.audit(e.Audit)
		r.Audits = append(r.Audits, e)
	case TypeAcknowledged:
		if e.Acknowledged.Reason == "" {
			why = "an operator gave no reason"
		}
		r.Acknowledged = append(r.Acknowledged, e)
	default:
		why = "its type is unknown"
	}
	if why != "" {
		return &Corruption{e.Seq, why}
	}
	return nil
}

func (r *Replay) known(dataset, purpose string, digest psi.Digest) bool {
	return r.policies[dataset+"/"+purpose][digest]
}

func (r *Replay) checkImport(m *Import) string {
	n := m.Rows
	if n.Admitted+n.Excluded+n.Empty+n.Rejected+n.Deleted+n.Unchanged != n.Total {
		return "the import's rows do not add up"
	}
	for _, t := range m.Types {
		if t.Admitted+t.Excluded != t.Values {
			return "the import's identifiers do not add up"
		}
	}
	if !r.known(m.Dataset, m.Purpose, m.PolicyDigest) {
		return "no earlier entry has the import's policy"
	}
	if r.imports[m.Commitment] != nil {
		return "the import's commitment was used before"
	}
	if err := psi.CheckName("population", m.Population); err != nil {
		return "the import names no population"
	}
	// A policy says what the population is. If it were another for each import, every import would bring new budgets.
	if known, ok := r.populations[policyOf{m.Dataset, m.PolicyDigest}]; ok && known != m.Population {
		return "the import has another population than an earlier one under its policy"
	}
	r.populations[policyOf{m.Dataset, m.PolicyDigest}] = m.Population
	r.imports[m.Commitment] = m
	return ""
}

// imported says why a dataset doesn't match the import that it names.
func (r *Replay) imported(commitment psi.Digest, dataset string, p psi.Params, policy psi.Digest) string {
	m := r.imports[commitment]
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

func (r *Replay) openSet(m *PlatformSet) string {
	if r.sets[m.Set.Digest] != nil {
		return "the set was opened before"
	}
	if why := r.imported(m.Import, m.Dataset, m.Params, m.PolicyDigest); why != "" {
		return why
	}
	if r.start == nil || m.Platform != r.start.Platform {
		return "the set belongs to another platform than the one that is serving"
	}
	if err := m.Set.CheckPlatformSet(); err != nil {
		return "the set is none that a platform can have: " + err.Error()
	}
	r.sets[m.Set.Digest] = &setState{PlatformSet: m, results: map[string]uint64{}}
	return ""
}
