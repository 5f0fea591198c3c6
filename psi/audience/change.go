package audience

import (
	"bytes"
	"errors"
	"iter"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// Apply yields the members of an audience after a session, from those before it and those whom the session matched. Both
// are in the order of their tags, and so is what comes out.
func Apply(o *Order, action psi.Action, before, matched iter.Seq2[Member, error]) iter.Seq2[Member, error] {
	if action.Fills() {
		return matched
	}
	return func(yield func(Member, error) bool) {
		x := &side{order: o}
		y := &side{order: o}
		var stop [2]func()
		x.pull, stop[0] = iter.Pull2(before)
		y.pull, stop[1] = iter.Pull2(matched)
		defer stop[0]()
		defer stop[1]()
		err := errors.Join(x.next(), y.next())
		for err == nil && (x.ok || y.ok) {
			m, in := join(action, x, y)
			if in && !yield(m, nil) {
				return
			}
			old, fresh := x.first(y) <= 0, y.first(x) <= 0
			if old {
				err = x.next()
			}
			if fresh && err == nil {
				err = y.next()
			}
		}
		if err != nil {
			yield(Member{}, err)
		}
	}
}

// side is one of two sequences that are merged.
type side struct {
	order  *Order
	pull   func() (Member, error, bool)
	member Member
	tag    [orderWidth]byte
	ok     bool
}

func (s *side) next() (err error) {
	last, had := s.tag, s.ok
	s.member, err, s.ok = s.pull()
	if !s.ok || err != nil {
		return err
	}
	s.tag = s.order.tag(s.member.User)
	if had && bytes.Compare(last[:], s.tag[:]) >= 0 {
		return errors.New("the members of an audience are not in order")
	}
	return nil
}

// first compares the members that come next: less than 0 if only s has its, 0 if both have the same.
func (s *side) first(t *side) int {
	switch {
	case !s.ok:
		return 1
	case !t.ok:
		return -1
	}
	return bytes.Compare(s.tag[:], t.tag[:])
}

// join is what becomes of the member that comes next, and whether he is in.
func join(action psi.Action, before, matched *side) (Member, bool) {
	order := before.first(matched)
	switch {
	case order < 0:
		return before.member, true
	case action == psi.RemoveAudience:
		return Member{}, false
	case order > 0:
		return matched.member, true
	}
	m := before.member
	for i := range matched.member.Contacts {
		c := &matched.member.Contacts[i]
		if !slices.ContainsFunc(m.Contacts, func(d Contact) bool { return c.same(&d) }) {
			m.Contacts = append(m.Contacts, *c)
		}
	}
	return m, true
}

// Without yields members less the contacts that out says so of. A member without any contact left is out.
func Without(members iter.Seq2[Member, error], out func(user string, c *Contact) bool) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		for m, err := range members {
			if err == nil {
				m.Contacts = slices.DeleteFunc(m.Contacts, func(c Contact) bool { return out(m.User, &c) })
				if len(m.Contacts) == 0 {
					continue
				}
			}
			if !yield(m, err) || err != nil {
				return
			}
		}
	}
}
