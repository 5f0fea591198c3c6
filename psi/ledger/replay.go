package ledger

import (
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Session is what the log says about one session.
type Session struct {
	ID         string        `json:"session"`
	First      int64         `json:"first"` // index of its first entry
	Last       int64         `json:"last"`
	Opened     time.Time     `json:"opened"`
	Ended      time.Time     `json:"ended,omitzero"`
	Advertiser string        `json:"advertiser"`
	Dataset    string        `json:"dataset"`
	Purpose    string        `json:"purpose"`
	IDType     string        `json:"id_type"`
	Mode       psi.Mode      `json:"mode"`
	List       uint64        `json:"list,omitempty"`     // elements
	Platform   uint64        `json:"platform,omitempty"` // elements
	Released   *psi.Released `json:"released,omitempty"`
	Handles    *psi.Set      `json:"handles,omitempty"`
	Delivered  time.Time     `json:"delivered,omitzero"` // the handles, for the first time
	Refused    string        `json:"refused,omitempty"`  // code
	Owner      string        `json:"owner,omitempty"`    // the legal owner behind the advertiser
	Contract   string        `json:"contract,omitempty"`
	Budget     *Budget       `json:"budget,omitempty"`
	Erased     time.Time     `json:"erased,omitzero"` // from then on nobody can tell who the session was about

	Import *Import    `json:"-"` // of the dataset
	Index  psi.Digest `json:"-"` // root of the index of who the handles belong to; zero without handles

	offer  *Offer
	commit *Commit
	set    *PlatformSet // its own
}

// Open says whether s has not ended in the log.
func (s *Session) Open() bool { return s.Ended.IsZero() }

// Replay follows the entries of a log, in order, and finds the first that can't come where it does: a session out of
// order, counts that don't add up, a floor that was not enforced, a policy that nobody announced. The zero value is a
// log without entries.
type Replay struct {
	Sessions     []*Session // in the order of their offers
	Refusals     uint64     // offers that opened no session
	Acknowledged []*Entry   // by operators: entries may be missing before them

	byID     map[string]*Session
	policies map[string]map[psi.Digest]bool // by dataset and purpose
	imports  map[psi.Digest]*Import         // by commitment
	sets     map[psi.Digest]*setState
	start    *Start
	spent    map[string]payments // by owner, noised releases, oldest first
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
	session   string // "" for an epoch file
	destroyed bool
}

// Add adds the next entry. It fails with a *Corruption.
func (r *Replay) Add(e *Entry) error {
	if r.byID == nil {
		r.byID, r.policies, r.sets = map[string]*Session{}, map[string]map[psi.Digest]bool{}, map[psi.Digest]*setState{}
		r.imports, r.spent = map[psi.Digest]*Import{}, map[string]payments{}
	}
	var why string
	switch e.Type {
	case TypeStart:
		r.start = e.Start
		why = e.Start.Disclosure.check()
	case TypePolicy:
		key := e.Policy.Dataset + "/" + e.Policy.Purpose
		if r.policies[key] == nil {
			r.policies[key] = map[psi.Digest]bool{}
		}
		r.policies[key][e.Policy.Digest] = true
	case TypeImport:
		why = r.checkImport(e.Import)
	case TypeEpochOpen:
		why = r.openSet(e.Epoch, "")
	case TypeKeyDestroyed:
		if s := r.sets[e.KeyDestroyed.Set]; s == nil || s.destroyed {
			why = "the key of a set that is not open was destroyed"
		} else {
			s.destroyed = true
		}
	case TypeOffer:
		why = r.offer(e)
	case TypeSet:
		why = r.inSession(e, func(s *Session) string { return r.ownSet(s, e.Set) })
	case TypeRefusal:
		if e.Session == "" {
			r.Refusals++
			return nil
		}
		why = r.inSession(e, func(s *Session) string {
			s.Refused, s.Ended = e.Refusal.Code, e.Time
			return same(s, e.Refusal.Advertiser)
		})
	case TypeCommit:
		why = r.inSession(e, func(s *Session) string { return r.commit(s, e.Commit) })
	case TypeResult:
		why = r.inSession(e, func(s *Session) string { return r.result(s, e) })
	case TypeHandles:
		why = r.handles(e)
	case TypeErased:
		why = r.erased(e)
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
	return ""
}

func (r *Replay) openSet(m *PlatformSet, session string) string {
	if r.sets[m.Set.Digest] != nil {
		return "the set was opened before"
	}
	if why := r.imported(m.Import, m.Dataset, m.Params, m.PolicyDigest); why != "" {
		return why
	}
	if r.start == nil || m.Platform != r.start.Platform {
		return "the set belongs to another platform than the one that is serving"
	}
	r.sets[m.Set.Digest] = &setState{PlatformSet: m, session: session}
	return ""
}

// ownSet adds a session's own set.
func (r *Replay) ownSet(s *Session, m *PlatformSet) string {
	if s.Mode.SharedSet() || s.set != nil || s.commit != nil {
		return "the session needs no set of its own now"
	}
	s.set = m
	return r.openSet(m, s.ID)
}

func (r *Replay) offer(e *Entry) string {
	o := e.Offer
	switch {
	case e.Session == "" || r.byID[e.Session] != nil:
		return "the session has no name, or one that was used before"
	case r.start == nil || o.Platform != r.start.Platform:
		return "no earlier entry says that this platform's server started"
	}
	if why := r.imported(o.Import, o.Dataset, o.Params, o.PolicyDigest); why != "" {
		return why
	}
	on := false
	for _, m := range r.start.Modes {
		on = on || m == o.Mode
	}
	if !on {
		return "the session's mode was not offered"
	}
	s := &Session{
		ID: e.Session, First: e.Seq, Last: e.Seq, Opened: e.Time, Advertiser: o.Advertiser,
		Dataset: o.Dataset, Purpose: o.Purpose, IDType: o.IDType, Mode: o.Mode, Import: r.imports[o.Import], offer: o,
	}
	r.byID[e.Session] = s
	r.Sessions = append(r.Sessions, s)
	return ""
}

// inSession runs f for an entry that belongs to an open session.
func (r *Replay) inSession(e *Entry, f func(*Session) string) string {
	s := r.byID[e.Session]
	if s == nil {
		return "the session was never offered"
	}
	if !s.Open() {
		return "the session had ended before"
	}
	s.Last = e.Seq
	return f(s)
}

func same(s *Session, advertiser string) string {
	if advertiser != s.Advertiser {
		return "it names an advertiser other than the session's"
	}
	return ""
}

func (r *Replay) commit(s *Session, c *Commit) string {
	set := r.sets[c.Set.Digest]
	switch {
	case s.commit != nil:
		return "the session was committed before"
	case set == nil || set.Set != c.Set || set.destroyed:
		return "no earlier entry has the platform's set, or its key was destroyed"
	case set.Dataset != s.Dataset || set.Params != s.offer.Params || set.Import != s.offer.Import:
		return "the platform's set has another dataset or import than the session"
	case !s.Mode.SharedSet() && set.session != s.ID, s.Mode.SharedSet() && set.session != "":
		return "the platform's set belongs to another session"
	case c.List < r.start.Floors.List:
		return "the list is under the floor"
	case c.Set.Size < r.start.Floors.Dataset:
		return "the dataset is under the floor"
	}
	s.commit, s.List, s.Platform = c, c.List, c.Set.Size
	return ""
}

func (r *Replay) result(s *Session, e *Entry) string {
	m := e.Result
	v := m.Released
	switch {
	case s.commit == nil:
		return "no earlier entry fixes both sets"
	case m.Context != s.commit.Context:
		return "the result's context is not the session's"
	case m.Advertiser != s.Advertiser || m.Dataset != s.Dataset || m.Purpose != s.Purpose || m.Mode != s.Mode:
		return "the result names another advertiser, dataset, purpose or mode than the session"
	case v.Floor != r.start.Floors.Report:
		return "the result's floor is not the one in force"
	case v.BelowFloor != (v.Value == nil):
		return "the result is neither a number nor below the floor"
	case v.Value != nil && *v.Value+roundedBy(v) < v.Floor:
		return "the result is under the floor"
	case m.Handles != nil && (!s.Mode.Handles() || v.Value == nil):
		return "the result has handles where none are allowed"
	case (m.Handles == nil) != (m.Index == psi.Digest{}):
		return "the result has handles without an index of who they belong to, or an index without handles"
	}
	if why := r.pay(m); why != "" {
		return why
	}
	s.Released, s.Handles, s.Ended, s.Index = &v, m.Handles, e.Time, m.Index
	s.Owner, s.Contract, s.Budget = m.Owner, m.Contract, m.Budget
	return ""
}

// erased notes that a session's part of the index is gone.
func (r *Replay) erased(e *Entry) string {
	s := r.byID[e.Session]
	switch {
	case s == nil:
		return "the session was never offered"
	case s.Open():
		return "the session had not ended"
	case !s.Erased.IsZero():
		return "the session was erased before"
	case e.Erased.Reason == "":
		return "it gives no reason"
	}
	s.Erased, s.Last = e.Time, e.Seq
	return ""
}

// roundedBy is how far rounding can bring a released value below the floor, although the number before rounding passed
// it: SPEC.md §7.4.
func roundedBy(v psi.Released) uint64 {
	if v.Noise == psi.NoNoise {
		return 0
	}
	return max(10, v.Floor/100)
}

func (r *Replay) handles(e *Entry) string {
	s := r.byID[e.Session]
	switch {
	case s == nil || s.Handles == nil:
		return "handles were delivered for a session that released none"
	case *s.Handles != e.Handles.Set:
		return "the handles delivered are not the result's"
	case !s.Delivered.IsZero():
		return "the delivery was recorded before"
	}
	s.Delivered, s.Last = e.Time, e.Seq
	return same(s, e.Handles.Advertiser)
}
