package person

import (
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// result is what a session had to do with the person.
type result int

const (
	matched    result = iota
	counted           // a number only, and a contact of the person's was compared
	absent            // the person is not on the list
	few               // so few matches that they were forgotten
	out               // no contact of the person's was compared
	gone              // nobody can tell
	unfinished        // no result, or not yet
)

func resultOf(s *subject.SessionAnswer) result {
	switch {
	case s.Outcome == subject.OutcomeOpen, s.Outcome == subject.OutcomeNothing:
		return unfinished
	case s.Known != subject.KnownYes:
		return gone
	case s.Matched:
		return matched
	case !s.Candidate:
		return out
	case s.Mode == psi.Count:
		return counted
	case s.Outcome == subject.OutcomeBelow && !s.Mode.Audience():
		return few
	}
	return absent
}

// partner is an advertiser, and what it had to do with the person.
type partner struct {
	name      string
	sessions  map[result][]*subject.SessionAnswer
	audiences []*subject.AudienceAnswer
}

func (p *partner) latest() (t time.Time) {
	for _, s := range p.sessions[matched] {
		if s.Opened.After(t) {
			t = s.Opened
		}
	}
	return t
}

// findings are a report's, by advertiser.
type findings struct {
	partners []*partner
	n        map[result]int
	records  bool // there is one of the person, now or then
}

func find(r *subject.Report, legal func(owner, client string) string) *findings {
	f := &findings{n: map[result]int{}}
	owners := map[string]string{} // of clients: a session without a release does not name it
	for i := range r.Sessions {
		if s := &r.Sessions[i]; s.Owner != "" {
			owners[s.Advertiser] = s.Owner
		}
	}
	byName := map[string]*partner{}
	of := func(client, owner string) *partner {
		if owner == "" {
			owner = owners[client]
		}
		name := legal(owner, client)
		if byName[name] == nil {
			byName[name] = &partner{name: name, sessions: map[result][]*subject.SessionAnswer{}}
			f.partners = append(f.partners, byName[name])
		}
		return byName[name]
	}
	for i := range r.Datasets {
		f.records = f.records || len(r.Datasets[i].Records) > 0
	}
	for i := range r.Sessions {
		s := &r.Sessions[i]
		x, p := resultOf(s), of(s.Advertiser, s.Owner)
		p.sessions[x] = append(p.sessions[x], s)
		f.n[x]++
		f.records = f.records || len(s.Records) > 0
	}
	for i := range r.Audiences {
		a := &r.Audiences[i]
		p := of(a.Advertiser, a.Owner)
		p.audiences = append(p.audiences, a)
	}
	// Who matched last comes first; the others by name.
	slices.SortStableFunc(f.partners, func(a, b *partner) int {
		if c := b.latest().Compare(a.latest()); c != 0 {
			return c
		}
		return compareNames(a.name, b.name)
	})
	return f
}

// with are the advertisers that have sessions with a result.
func (f *findings) with(x result) (all []*partner) {
	for _, p := range f.partners {
		if len(p.sessions[x]) > 0 || x == matched && len(p.audiences) > 0 {
			all = append(all, p)
		}
	}
	return all
}
