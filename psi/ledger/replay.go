package ledger

import (
	"github.com/blindmatch/blindmatch/psi"
)

// Replay follows the entries of a log, in order, and finds the first that can't come where it does: a session out of
// order, counts that don't add up, a floor that was not enforced, a policy that nobody announced. The zero value is a
// log without entries.
type Replay struct {
	Sessions     []*Session // in the order of their offers
	Refusals     uint64     // offers that opened no session
	Acknowledged []*Entry   // by operators: entries may be missing before them
	Audits       []*Entry   // auditors' verdicts

	byID  map[string]*Session
	sets  map[psi.Digest]*setState
	start *Start

	audiences
	erasures
	imports
	opened map[Opened]bool // to auditors; the groups don't count
	strikes
	spending spending

	// By the rules of the server that started last:
	owners    map[string]string // by advertiser
	contracts map[string]string // by owner
}

// Session returns what the log says about a session, or nil.
func (r *Replay) Session(id string) *Session { return r.byID[id] }

// Add adds the next entry. It fails with a *Corruption.
func (r *Replay) Add(e *Entry) error {
	if r.byID == nil {
		r.byID, r.sets = map[string]*Session{}, map[psi.Digest]*setState{}
		r.imports = imports{map[policyOf]bool{}, map[psi.Digest]*Import{}, map[policyOf]string{}}
		r.strikes.barred, r.live = map[bar]*barring{}, map[AudienceID]*AudienceEvent{}
		r.spending.byOwner, r.opened = map[string]payments{}, map[Opened]bool{}
	}
	var why string
	switch e.Type {
	case TypeStart:
		r.start, r.owners, r.contracts = e.Start, map[string]string{}, map[string]string{}
		why = e.Start.check()
	case TypePolicy:
		why = r.announce(e.Policy)
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
	case TypeErasedPerson:
		r.erasePerson(e)
	case TypeLookup: // it can stand anywhere
	case TypeOpened:
		why = r.openAudit(e.Opened)
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
