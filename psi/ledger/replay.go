package ledger

import (
	"maps"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Session is what the log says about one session.
type Session struct {
	ID         string         `json:"session"`
	First      int64          `json:"first"` // index of its first entry
	Last       int64          `json:"last"`
	Opened     time.Time      `json:"opened"`
	Ended      time.Time      `json:"ended,omitzero"`
	Advertiser string         `json:"advertiser"`
	Dataset    string         `json:"dataset"`
	Purpose    string         `json:"purpose"`
	Types      psi.Types      `json:"types"`
	Mode       psi.Mode       `json:"mode"`
	Epsilon    psi.Epsilon    `json:"epsilon"` // of the noise, if there is any
	Slice      psi.Allotted   `json:"slice"`
	List       uint64         `json:"list,omitempty"`     // elements
	Platform   uint64         `json:"platform,omitempty"` // groups there is room for
	Released   *psi.Released  `json:"released,omitempty"`
	Segments   []psi.Released `json:"segments,omitempty"`
	Audience   *psi.Audience  `json:"audience,omitempty"`
	Handles    *psi.Set       `json:"handles,omitempty"`
	Delivered  time.Time      `json:"delivered,omitzero"` // the handles, for the first time
	Refused    string         `json:"refused,omitempty"`  // code
	Owner      string         `json:"owner,omitempty"`    // the legal owner behind the advertiser
	Contract   string         `json:"contract,omitempty"`
	Budget     *Budget        `json:"budget,omitempty"`
	Erased     time.Time      `json:"erased,omitzero"` // from then on nobody can tell who the session was about

	Import *Import    `json:"-"` // of the dataset
	Index  psi.Digest `json:"-"` // root of the index of who the handles belong to; zero without handles

	offer  *Offer
	commit *Commit
	struck bool
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
	Audiences    []AudienceEvent

	byID     map[string]*Session
	policies map[string]map[psi.Digest]bool // by dataset and purpose
	imports  map[psi.Digest]*Import         // by commitment
	sets     map[psi.Digest]*setState
	start    *Start
	spent    map[string]payments // by owner, noised releases, oldest first

	strikes   map[Strike]bool               // that are not lifted; of the struck client, only its owner counts
	audiences map[AudienceID]*AudienceEvent // that live: the last event that changed one, with when it ends now
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
}

// Add adds the next entry. It fails with a *Corruption.
func (r *Replay) Add(e *Entry) error {
	if r.byID == nil {
		r.byID, r.policies, r.sets = map[string]*Session{}, map[string]map[psi.Digest]bool{}, map[psi.Digest]*setState{}
		r.imports, r.spent = map[psi.Digest]*Import{}, map[string]payments{}
		r.strikes, r.audiences = map[Strike]bool{}, map[AudienceID]*AudienceEvent{}
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
	case TypeStrike:
		why = r.inSession(e, func(s *Session) string { return r.strike(s, e.Strike) })
	case TypeLifted:
		why = r.lifted(e.Lifted)
	case TypeAudience:
		why = r.audience(e)
	case TypeAudit:
		if r.sets[e.Audit.Set] == nil {
			why = "the audit is of no epoch that was opened"
		}
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
	r.sets[m.Set.Digest] = &setState{PlatformSet: m}
	return ""
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
	asks := psi.Offer{Audience: o.Audience}
	if err := psi.CheckQuestion(o.Mode, o.Epsilon, psi.Allotted{Slice: o.Slice}, o.Segments, asks.Asks()); err != nil {
		return "the session asks for what its mode does not have: " + err.Error()
	}
	s := &Session{
		ID: e.Session, First: e.Seq, Last: e.Seq, Opened: e.Time, Advertiser: o.Advertiser,
		Dataset: o.Dataset, Purpose: o.Purpose, Types: o.Types, Mode: o.Mode, Epsilon: o.Epsilon, Audience: o.Audience, Import: r.imports[o.Import], offer: o,
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
	list := psi.Set{Parts: c.List}
	switch {
	case s.commit != nil:
		return "the session was committed before"
	case set == nil || !set.Set.Is(c.Set) || set.destroyed:
		return "no earlier entry has the platform's set, or its key was destroyed"
	case set.Dataset != s.Dataset || set.Params != s.offer.Params || set.Import != s.offer.Import:
		return "the platform's set has another dataset or import than the session"
	case list.CheckList() != nil || uint64(len(c.List)) != s.offer.Segments:
		return "the list does not have the segments that were offered"
	case list.Items() < r.start.Floors.List:
		return "the list is under the floor"
	case c.Set.Records() < r.start.Floors.Dataset:
		return "the dataset is under the floor"
	case c.Slice.Slice != s.offer.Slice:
		return "the slice is not the one that was offered"
	}
	if !c.Slice.Whole() {
		for i := range c.Slice.Units() {
			unit := &set.sliced[(c.Slice.Start+i)%psi.SliceUnits]
			if *unit {
				return "the slice overlaps an earlier one of the epoch"
			}
			*unit = true
		}
	}
	s.commit, s.List, s.Platform, s.Slice = c, list.Items(), c.Set.Records(), c.Slice
	return ""
}

func (r *Replay) result(s *Session, e *Entry) string {
	m := e.Result
	switch {
	case s.commit == nil:
		return "no earlier entry fixes both sets"
	case s.struck || r.barred(m.Owner, m.Dataset):
		return "the session's owner is barred from the dataset"
	case m.Context != s.commit.Context:
		return "the result's context is not the session's"
	case m.Advertiser != s.Advertiser || m.Dataset != s.Dataset || m.Purpose != s.Purpose || m.Mode != s.Mode:
		return "the result names another advertiser, dataset, purpose or mode than the session"
	case m.Slice != s.commit.Slice || !sameAudience(m.Audience, s.offer.Audience):
		return "the result has another slice or audience than the session"
	case (m.Handles != nil || m.Mode.Audience()) != (m.Index != psi.Digest{}):
		return "the result has handles or an audience without an index of who they belong to, or an index without them"
	}
	for _, rule := range []func(*Session, *Result) string{r.told, r.pay} {
		if why := rule(s, m); why != "" {
			return why
		}
	}
	if why := r.fills(e); why != "" {
		return why
	}
	s.Released, s.Segments, s.Handles, s.Ended, s.Index = m.Released, m.Segments, m.Handles, e.Time, m.Index
	s.Owner, s.Contract, s.Budget = m.Owner, m.Contract, m.Budget
	return ""
}

// pays says whether a session's answer is paid for, unless a contract makes it exact.
func (s *Session) pays() bool { return !s.Mode.Audience() || s.offer.Audience.Action.Fills() }

// told checks the numbers of a result.
func (r *Replay) told(s *Session, m *Result) string {
	tells := !s.Mode.Audience() || s.offer.Audience.Release
	segments := 0
	if s.offer.Segments > 1 {
		segments = int(s.offer.Segments)
	}
	if (m.Released != nil) != tells || len(m.Segments) != segments {
		return "the result tells more or less than was asked for"
	}
	if !tells {
		return ""
	}
	for _, v := range append([]psi.Released{*m.Released}, m.Segments...) {
		if why := r.number(s, m, v); why != "" {
			return why
		}
	}
	handles := s.Mode.Handles() && m.Released.Value != nil
	switch {
	case (m.Handles != nil) != handles:
		return "the result has handles where there must be none, or none where there must be some"
	case handles && m.Handles.Records() != uint64(*m.Released.Value):
		return "the result has another number of handles than it says"
	}
	return ""
}

// number checks one number.
func (r *Replay) number(s *Session, m *Result, v psi.Released) string {
	noise, err := psi.ParseNoise(v.Noise)
	want := psi.Noise{}
	if m.Contract == "" {
		if want.Epsilon = s.offer.Epsilon; s.Mode.Handles() {
			want = psi.HandleNoise(s.offer.Epsilon)
		}
	}
	if err != nil || noise != want {
		return "the result's noise is not the one that was offered"
	}
	if !s.Slice.Whole() {
		if v.Floor != 0 || v.BelowFloor || v.Value == nil {
			return "the number of a slice has a floor"
		}
		return ""
	}
	switch floor := r.start.Floors.Report; {
	case v.Floor != floor:
		return "the result's floor is not the one in force"
	case v.BelowFloor != (v.Value == nil):
		return "the result is neither a number nor below the floor"
	case v.Value != nil && (*v.Value < 0 || uint64(*v.Value) < floor):
		return "the result is under the floor"
	case v.Value != nil && !noise.Exact() && psi.Rounded(uint64(*v.Value)) != uint64(*v.Value) && uint64(*v.Value) != floor:
		return "the result is not rounded"
	}
	return ""
}

func sameAudience(a, b *psi.Audience) bool {
	x, y := psi.Offer{Audience: a}, psi.Offer{Audience: b}
	return x.Is(&y)
}

// strike bars the owner of a session that has not ended yet.
func (r *Replay) strike(s *Session, m *Strike) string {
	if s.commit == nil || m.Owner == "" || m.Dataset != s.Dataset {
		return "the strike is not the session's"
	}
	s.struck = true
	r.strikes[*m] = true
	return same(s, m.Advertiser)
}

// barred says whether an owner is barred from a dataset.
func (r *Replay) barred(owner, dataset string) bool {
	for x := range r.strikes {
		if x.Owner == owner && x.Dataset == dataset {
			return true
		}
	}
	return false
}

// Struck lists the strikes that are not lifted, in no order.
func (r *Replay) Struck() []Strike { return slices.Collect(maps.Keys(r.strikes)) }

func (r *Replay) lifted(m *Lifted) string {
	if m.Reason == "" || !r.barred(m.Owner, m.Dataset) {
		return "no strike is lifted, or for no reason"
	}
	maps.DeleteFunc(r.strikes, func(x Strike, _ bool) bool { return x.Owner == m.Owner && x.Dataset == m.Dataset })
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

func (r *Replay) handles(e *Entry) string {
	s := r.byID[e.Session]
	switch {
	case s == nil || s.Handles == nil:
		return "handles were delivered for a session that released none"
	case !s.Handles.Is(e.Handles.Set):
		return "the handles delivered are not the result's"
	case !s.Delivered.IsZero():
		return "the delivery was recorded before"
	}
	s.Delivered, s.Last = e.Time, e.Seq
	return same(s, e.Handles.Advertiser)
}
