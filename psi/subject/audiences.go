package subject

import (
	"errors"
	"io/fs"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// AudienceAnswer says that the person was in an audience, from when to when. While he was, the ad system could read him
// in it unless the dataset as it was then no longer admitted a contact by which he matched.
type AudienceAnswer struct {
	Advertiser string    `json:"advertiser"`      // whose audience it was
	Owner      string    `json:"owner,omitempty"` // the legal owner behind it
	Dataset    string    `json:"dataset"`
	Purpose    string    `json:"purpose"`
	Name       string    `json:"name"`
	Use        psi.Use   `json:"use"`             // include: to be addressed; exclude: to be left out
	Since      time.Time `json:"since"`           // from when
	Until      time.Time `json:"until,omitzero"`  // to when; none: he is in it
	Ended      string    `json:"ended,omitempty"` // how: removed, replaced, deleted, expired or erased
	// Unsure says that a later session may have taken the person out, and that nobody can tell any more: its key is gone.
	Unsure   bool      `json:"unsure,omitempty"`
	Contacts []Contact `json:"contacts"` // by which he matched
	Sessions []string  `json:"sessions"` // that put him there
}

// Contact is a contact by which a person matched: its type, and the collection context that it came through.
type Contact struct {
	Type    string `json:"id_type"`
	Context string `json:"context"`
}

// contactsOf decodes what AddContact wrote.
func contactsOf(handles []psi.Handle, info *CandidateInfo) (all []Contact, err error) {
	for _, h := range handles {
		typ, context := int(h[0]), int(h[1])<<8|int(h[2])
		if typ >= len(info.Types) || context >= len(info.Contexts) {
			return nil, errors.New("the match index has a contact that the candidate index does not know")
		}
		all = append(all, Contact{info.Types[typ], info.Contexts[context]})
	}
	return all, nil
}

// told is what a session on an audience says of the person.
type told struct {
	known    bool
	contacts []Contact // none: he was not matched
}

// audiences follows all audiences through the ledger.
func (x *question) audiences(of map[string]told) []AudienceAnswer {
	all := []AudienceAnswer{}
	in := map[ledger.AudienceID]int{} // index in all of where he is
	ends := map[ledger.AudienceID]time.Time{}
	end := func(id ledger.AudienceID, at time.Time, how string) {
		i, is := in[id]
		if !is {
			return
		}
		if e := ends[id]; e.Before(at) {
			at, how = e, ledger.AudienceExpired
		}
		all[i].Until, all[i].Ended = at, how
		delete(in, id)
	}
	for _, e := range x.source.Replay.Audiences {
		id := e.AudienceID
		switch e.Action {
		case ledger.AudienceDeleted, ledger.AudienceExpired:
			end(id, e.Time, e.Action)
			continue
		case ledger.AudienceRenewed:
			ends[id] = e.Expires
			continue
		}
		t := of[e.Session]
		i, is := in[id]
		action := psi.Action(e.Action)
		switch {
		case !t.known && is && action != psi.AddToAudience:
			all[i].Unsure = true
		case action == psi.RemoveAudience && len(t.contacts) > 0:
			end(id, e.Time, "removed")
		case action == psi.ReplaceAudience && t.known && len(t.contacts) == 0:
			end(id, e.Time, "replaced")
		case action != psi.RemoveAudience && len(t.contacts) > 0:
			if !is {
				l := x.source.Replay.Session(e.Session)
				i, in[id] = len(all), len(all)
				all = append(all, AudienceAnswer{Advertiser: id.Advertiser, Owner: l.Owner, Dataset: id.Dataset, Purpose: id.Purpose, Name: id.Name, Since: e.Time})
			}
			a := &all[i]
			a.Use, a.Unsure = e.Use, false
			a.Sessions = append(a.Sessions, e.Session)
			for _, c := range t.contacts {
				if !slices.Contains(a.Contacts, c) {
					a.Contacts = append(a.Contacts, c)
				}
			}
		}
		ends[id] = e.Expires
	}
	for id, i := range in {
		if at := x.source.Erased; !at.IsZero() && at.After(all[i].Since) {
			end(id, at, "erased")
			continue
		}
		if e := ends[id]; e.Before(time.Now()) {
			end(id, time.Now(), ledger.AudienceExpired)
		}
	}
	return all
}

// changed says what a session on an audience says of the person.
func (x *question) changed(l *ledger.Session, row *KeyRow) (told, error) {
	if row == nil || !l.Erased.IsZero() {
		return told{}, nil
	}
	ks, kg, err := row.open(x.source.Sealer)
	if err != nil {
		return told{}, err
	}
	g, err := x.generation(row.Generation, kg, l.Import.Index)
	if errors.Is(err, fs.ErrNotExist) {
		return told{}, nil
	}
	if err != nil {
		return told{}, err
	}
	matches, err := OpenMatches(x.source.Files.Matches(l.ID), ks, l.Index)
	if errors.Is(err, fs.ErrNotExist) {
		return told{}, nil
	}
	if err != nil {
		return told{}, err
	}
	defer matches.Close()
	t := told{known: true}
	for _, tag := range g.tags {
		handles, err := matches.Handles(tag)
		if err != nil {
			return t, err
		}
		contacts, err := contactsOf(handles, g.info)
		if err != nil {
			return t, err
		}
		t.contacts = append(t.contacts, contacts...)
	}
	return t, nil
}
