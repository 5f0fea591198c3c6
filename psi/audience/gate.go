package audience

import (
	"iter"
	"maps"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Gate says whom a dataset admits as it is now. It is safe for concurrent use.
type Gate struct {
	Stored *dataset.Stored
	Person func(user string) ([]subject.Candidate, error) // what the dataset says of a user
	Erased func(user string) bool
	Now    time.Time
}

// Reasons to leave somebody out, beside those of outcomes and of package purpose.
const (
	NotInDataset = "not_in_dataset" // no record of the user is there
	NotHeld      = "not_held"       // none with the identifier that matched
)

// Admits returns the collection context through which a user's identifier is admitted now; or else why it is not.
func (g *Gate) Admits(user string, typ identity.Type, e ecdh.Element) (context, reason string, err error) {
	if g.Erased(user) {
		return "", purpose.Erased.Code(), nil
	}
	number, found, err := g.Stored.Find(e)
	if err != nil {
		return "", "", err
	}
	if !found {
		return g.why(user, typ)
	}
	owners, err := g.Stored.ElementOwners(number)
	if err != nil {
		return "", "", err
	}
	for _, o := range owners {
		if o.User != user {
			continue
		}
		if o.Outcome != dataset.Counted {
			reason = o.Outcome.Code()
			continue
		}
		until, err := g.Stored.Expires(o.Record)
		if err != nil {
			return "", "", err
		}
		if until.IsZero() || until.After(g.Now) {
			return o.Context, "", nil
		}
		reason = purpose.Expired.Code()
	}
	if reason != "" {
		return "", reason, nil
	}
	return g.why(user, typ)
}

// why says why the dataset has no such identifier of a user.
func (g *Gate) why(user string, typ identity.Type) (context, reason string, err error) {
	records, err := g.Person(user)
	if err != nil {
		return "", "", err
	}
	if len(records) == 0 {
		return "", NotInDataset, nil
	}
	for _, r := range records {
		if o := r.Outcomes[string(typ)]; o != "" && o != psi.Admitted {
			return "", o, nil
		}
	}
	return "", NotHeld, nil
}

// Summary counts who was read and who was not. It is the platform's own: advertisers are not told.
type Summary struct {
	In  uint64            `json:"in"`
	Out map[string]uint64 `json:"out"` // by reason
}

// Leave counts somebody who is left out.
func (s *Summary) Leave(reason string) {
	if s.Out == nil {
		s.Out = map[string]uint64{}
	}
	s.Out[reason]++
}

// Clone copies s.
func (s *Summary) Clone() Summary { return Summary{s.In, maps.Clone(s.Out)} }

// Read yields the members whom the gate admits now, with those of their contacts through which it does, and counts in s.
func (g *Gate) Read(members iter.Seq2[Member, error], s *Summary) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		*s = Summary{Out: map[string]uint64{}}
		for m, err := range members {
			var in []Contact
			reason := ""
			for i := 0; i < len(m.Contacts) && err == nil; i++ {
				c := m.Contacts[i]
				var why string
				if c.Context, why, err = g.Admits(m.User, c.Type, c.Element); why == "" {
					in = append(in, c)
				} else if reason == "" {
					reason = why
				}
			}
			if err != nil {
				yield(Member{}, err)
				return
			}
			if len(in) == 0 {
				s.Leave(reason)
				continue
			}
			s.In++
			if m.Contacts = in; !yield(m, nil) {
				return
			}
		}
	}
}
