package ledger

import (
	"maps"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// AudienceID names an audience of an advertiser.
type AudienceID struct{ Advertiser, Dataset, Purpose, Name string }

// The changes of an audience outside of sessions.
const (
	AudienceRenewed = "renewed"
	AudienceDeleted = "deleted"
	AudienceExpired = "expired"
)

// AudienceEvent is a change of an audience: by a session, or outside of sessions.
type AudienceEvent struct {
	AudienceID
	Seq     int64
	Time    time.Time
	Action  string // a psi.Action, or "renewed", "deleted" or "expired"
	Session string // of an action; of other changes, the last that there was
	Use     psi.Use
	Expires time.Time // from then on
}

// audiences follows what becomes of audiences.
type audiences struct {
	Audiences []AudienceEvent
	live      map[AudienceID]*AudienceEvent // the last event that changed one, with when it ends now
}

// LiveAudiences lists the last event of each audience that lives, in no order.
func (r *audiences) LiveAudiences() []AudienceEvent {
	var all []AudienceEvent
	for x := range maps.Values(r.live) {
		all = append(all, *x)
	}
	return all
}

// clockError is how far a clock may be put right between two looks at it, without which a time would be wrong.
const clockError = time.Hour

// ends checks an end that was set at a time.
func ends(at, end time.Time) string {
	if end.After(at.Add(psi.MaxAudience+clockError)) || end.Before(at.Add(-clockError)) {
		return "the audience ends before it begins, or lives for too long"
	}
	return ""
}

func sameAudience(a, b *psi.Audience) bool {
	x, y := psi.Offer{Audience: a}, psi.Offer{Audience: b}
	return x.Is(&y)
}

// fills follows what a session does to an audience.
func (r *audiences) fills(s *Session, e *Entry) string {
	m := e.Result
	if m.Audience == nil {
		return ""
	}
	id := AudienceID{m.Advertiser, m.Dataset, m.Purpose, m.Audience.Name}
	last := r.live[id]
	if create := m.Audience.Action == psi.CreateAudience; create == (last != nil) {
		if create {
			return "the audience exists already"
		}
		return "the audience does not exist"
	}
	if last != nil && s.Opened.After(last.Expires.Add(clockError)) {
		return "the audience had expired"
	}
	x := AudienceEvent{AudienceID: id, Seq: e.Seq, Time: e.Time, Action: string(m.Audience.Action), Session: e.Session, Use: m.Audience.Use}
	if m.Audience.Action.Fills() {
		var err error
		if x.Expires, err = m.Audience.ExpiresAt(); err != nil {
			return "the audience has no end"
		}
		if why := ends(s.Opened, x.Expires); why != "" {
			return why
		}
	} else {
		x.Use, x.Expires = last.Use, last.Expires
	}
	return r.changed(x)
}

// audience follows a change of an audience without a session.
func (r *audiences) audience(e *Entry) string {
	m := e.Audience
	id := AudienceID{m.Advertiser, m.Dataset, m.Purpose, m.Name}
	last := r.live[id]
	if last == nil {
		return "the audience does not exist"
	}
	x := *last
	x.Seq, x.Time, x.Action = e.Seq, e.Time, m.Action
	switch m.Action {
	case AudienceRenewed:
		switch {
		case m.Expires.IsZero():
			return "the audience is renewed without an end"
		case e.Time.After(last.Expires.Add(clockError)):
			return "the audience had expired"
		}
		x.Expires = m.Expires
		if why := ends(e.Time, m.Expires); why != "" {
			return why
		}
	case AudienceDeleted, AudienceExpired:
		if !m.Expires.IsZero() {
			return "the audience is over and has an end"
		}
	default:
		return "nobody can do that to an audience"
	}
	return r.changed(x)
}

// changed enters an event.
func (r *audiences) changed(x AudienceEvent) string {
	r.Audiences = append(r.Audiences, x)
	if x.Action == AudienceDeleted || x.Action == AudienceExpired {
		delete(r.live, x.AudienceID)
		return ""
	}
	r.live[x.AudienceID] = &x
	return ""
}

// Audience is the last event of an audience that lives, or nil.
func (r *audiences) Audience(id AudienceID) *AudienceEvent {
	if x := r.live[id]; x != nil {
		y := *x
		return &y
	}
	return nil
}
