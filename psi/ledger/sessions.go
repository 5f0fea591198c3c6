package ledger

import (
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
	Struck     bool           `json:"struck,omitempty"`   // its tags were not those of the platform's set
	Owner      string         `json:"owner,omitempty"`    // the legal owner behind the advertiser
	Contract   string         `json:"contract,omitempty"`
	Budget     *Budget        `json:"budget,omitempty"`
	Erased     time.Time      `json:"erased,omitzero"` // from then on nobody can tell who the session was about

	Import *Import    `json:"-"` // of the dataset
	Told   int64      `json:"-"` // index of the result's entry, if there is one
	Index  psi.Digest `json:"-"` // root of the index of whom the answer is about; zero without one

	offer  *Offer
	commit *Commit
	paid   time.Time // the latest payment in the log before commit
}

// Open says whether s has not ended in the log.
func (s *Session) Open() bool { return s.Ended.IsZero() }

// Epoch is the digest of the platform's set that s is bound to; zero if it never was.
func (s *Session) Epoch() psi.Digest {
	if s.commit == nil {
		return psi.Digest{}
	}
	return s.commit.Set.Digest
}

// Context is the digest of the context that s is bound to; zero if it never was.
func (s *Session) Context() psi.Digest {
	if s.commit == nil {
		return psi.Digest{}
	}
	return s.commit.Context
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
	if err := psi.CheckQuestion(o.Mode, o.Epsilon, psi.Allotted{Slice: o.Slice}, o.Segments, asks.Asks()); err != nil || (o.Audience != nil) != o.Mode.Audience() {
		return "the session asks for what its mode does not have"
	}
	s := &Session{
		ID: e.Session, First: e.Seq, Last: e.Seq, Opened: e.Time, Advertiser: o.Advertiser,
		Dataset: o.Dataset, Purpose: o.Purpose, Types: o.Types, Mode: o.Mode, Epsilon: o.Epsilon, Audience: o.Audience, Import: r.Import(o.Import), offer: o,
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
	case set.Dataset != s.Dataset || set.Params != s.offer.Params || set.Import != s.offer.Import || set.Platform != s.offer.Platform:
		return "the platform's set has another dataset or import than the session"
	case list.CheckList() != nil || uint64(len(c.List)) != s.offer.Segments:
		return "the list does not have the segments that were offered"
	case list.Items() < r.start.Floors.List:
		return "the list is under the floor"
	case c.Set.Records() < r.start.Floors.Dataset:
		return "the dataset is under the floor"
	case psi.CheckTagSpace(list, c.Set) != nil:
		return "the sets are so large that tags would collide"
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
	s.commit, s.List, s.Platform, s.Slice, s.paid = c, list.Items(), c.Set.Records(), c.Slice, r.spending.latest
	return ""
}

func (r *Replay) result(s *Session, e *Entry) string {
	m := e.Result
	switch {
	case s.commit == nil:
		return "no earlier entry fixes both sets"
	case s.Struck || r.Barred(m.Owner, m.Dataset):
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
	for _, rule := range []func(*Session, *Result) string{r.told, r.owned} {
		if why := rule(s, m); why != "" {
			return why
		}
	}
	if why := r.spending.pay(s, m, r.start.Disclosure); why != "" {
		return why
	}
	if why := r.fills(s, e); why != "" {
		return why
	}
	s.Released, s.Segments, s.Handles, s.Ended, s.Index = m.Released, m.Segments, m.Handles, e.Time, m.Index
	s.Owner, s.Contract, s.Budget, s.Told = m.Owner, m.Contract, m.Budget, e.Seq
	return ""
}

// owned makes sure that one server doesn't give an advertiser several owners, each with a budget, or an owner several
// contracts, and that an owner has no more results in an epoch than the server's rules allow.
func (r *Replay) owned(s *Session, m *Result) string {
	if m.Owner == "" {
		return "the result names no owner"
	}
	if known, ok := r.owners[s.Advertiser]; ok && known != m.Owner {
		return "the advertiser belonged to another owner before, under the same rules"
	}
	r.owners[s.Advertiser] = m.Owner
	if m.Contract != "" {
		if known, ok := r.contracts[m.Owner]; ok && known != m.Contract {
			return "the owner had another contract before, under the same rules"
		}
		r.contracts[m.Owner] = m.Contract
	}
	set := r.sets[s.commit.Set.Digest]
	if set.results[m.Owner]++; r.start.Disclosure.Sessions > 0 && set.results[m.Owner] > r.start.Disclosure.Sessions {
		return "the owner has more results in the epoch than the platform's rules allow"
	}
	return ""
}

// refused ends a session without a result.
func (r *Replay) refused(s *Session, e *Entry) string {
	if e.Refusal.Code == string(psi.CodeBadTags) && !s.Struck {
		return "the session ends for its tags, and nobody is barred for them"
	}
	s.Refused, s.Ended = e.Refusal.Code, e.Time
	return same(s, e.Refusal.Advertiser)
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
