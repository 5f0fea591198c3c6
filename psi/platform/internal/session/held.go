package session

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/blindmatch/blindmatch/psi"
)

// held is what the database keeps of an open session, so that it goes on after a restart. There is no key among it: the
// epoch's secret and the session's key for persons' questions are in rows of their own, sealed if there is a sealer.
type held struct {
	Offer      psi.Offer      `json:"offer"`
	Nonce      psi.Nonce      `json:"nonce"` // the platform's
	Generation string         `json:"generation"`
	Rules      string         `json:"rules"` // that the offer was taken under
	State      psi.State      `json:"state"`
	Slice      psi.Allotted   `json:"slice"`
	List       *psi.Set       `json:"list,omitempty"`
	Tags       *psi.Set       `json:"tags,omitempty"`
	Public     *psi.PublicKey `json:"public_key,omitempty"`
}

// rules are the platform's for a session. After a restart with others, an answer would not be what was agreed.
func (f *facts) rules(p *Env) string {
	month, year := p.Policy.Budget()
	return fmt.Sprint(p.Identity, f.owner, f.question.Exact(), p.Policy.Floors(), p.Policy.Epsilon(), month, year, p.Policy.Spacing(), p.Policy.Sessions())
}

// heldOf is s as it is kept; nil if it isn't. s.mu is held, or nobody else knows s.
func heldOf(s *session) ([]byte, error) {
	if !s.keeps() {
		return nil, nil
	}
	h := held{Offer: s.offer, Nonce: s.nonce, Generation: s.data.Generation, Rules: s.rules(s.Env), State: s.state, Slice: s.bound.Slice}
	if s.list != nil {
		h.List = &s.list.Set
	}
	if s.tags != nil {
		h.Tags, h.Public = &s.tags.Set, &s.public
	}
	return json.Marshal(h)
}

// hold keeps s as it is now. It is called before a client is told of a change. s.mu is held.
func (s *session) hold() error {
	b, err := heldOf(s)
	if b == nil || err != nil {
		return err
	}
	return s.Rows.Sessions.Hold(context.WithoutCancel(s.ctx), s.id, b)
}
