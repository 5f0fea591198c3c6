package ledger

// bar is what an owner is barred from.
type bar struct{ owner, dataset string }

// barring is a strike and whether it was lifted.
type barring struct {
	Strike
	lifted bool
}

// strikes follows who is barred from what.
type strikes struct{ barred map[bar]*barring }

// strike bars the owner of a session that has both sets and gets no result. The session may have ended: its client can
// end it while the platform looks at its tags, and is not spared for that.
func (r *Replay) strike(e *Entry) string {
	s, m := r.byID[e.Session], e.Strike
	switch {
	case s == nil:
		return "the session was never offered"
	case s.commit == nil || m.Owner == "" || m.Dataset != s.Dataset:
		return "the strike is not the session's"
	case !s.Open() && s.Refused == "":
		return "the session had a result before"
	case s.Struck:
		return "the session's owner was barred before"
	}
	if known, ok := r.owners[s.Advertiser]; ok && known != m.Owner {
		return "the advertiser belonged to another owner before, under the same rules"
	}
	r.owners[s.Advertiser] = m.Owner
	s.Struck, s.Last = true, e.Seq
	r.barred[bar{m.Owner, m.Dataset}] = &barring{Strike: *m}
	return same(s, m.Advertiser)
}

// Barred says whether an owner is barred from a dataset.
func (r *strikes) Barred(owner, dataset string) bool {
	x := r.barred[bar{owner, dataset}]
	return x != nil && !x.lifted
}

// Struck lists the strikes that are not lifted, the latest of each owner and dataset, in no order.
func (r *strikes) Struck() []Strike {
	var all []Strike
	for _, x := range r.barred {
		if !x.lifted {
			all = append(all, x.Strike)
		}
	}
	return all
}

// lifted notes that an owner is let in again. A process that dies before it acts on the entry leaves it to the next to
// write another.
func (r *strikes) lifted(m *Lifted) string {
	x := r.barred[bar{m.Owner, m.Dataset}]
	switch {
	case m.Reason == "":
		return "an operator gave no reason"
	case x == nil:
		return "nobody was barred where a strike is lifted"
	}
	x.lifted = true
	return ""
}
