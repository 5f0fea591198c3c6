package subject

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// By says how a person is named, as the ledger records it: ledger.LookupByUser, or the type of the identifier.
func (q *Query) By() string {
	if q.User != "" {
		return ledger.LookupByUser
	}
	return q.IDType
}

// key is the match key of the identifier of the person under a profile; a *RejectedError says that it has none.
func (q *Query) key(t identity.Type, name string) (key identity.Key, err error) {
	profile, err := identity.ParseProfile(name)
	if err != nil {
		return key, err
	}
	norm, err := profile.Normaliser(t, identity.Options{Region: q.Region})
	if err != nil {
		return key, err
	}
	key, reject := norm.Key([]byte(q.Identifier))
	if reject != identity.Accepted {
		return key, &RejectedError{reject, fmt.Sprintf("the identifier is not a valid %s under profile %s: %s", t, name, reject.Hint())}
	}
	return key, nil
}

// Refuse says of each question why it has no answer whatever the indexes hold: its identifier is none under the profile
// of any import that has its type. It reads no index.
func (s *Source) Refuse(questions []Query) []error {
	imports := s.imports()
	refused := make([]error, len(questions))
	for i := range questions {
		q := &questions[i]
		if q.User != "" {
			continue
		}
		for _, m := range imports {
			if !slices.ContainsFunc(m.Types, func(c ledger.TypeCount) bool { return c.Type == q.IDType }) {
				continue
			}
			_, err := q.key(identity.Type(q.IDType), m.Profile)
			if refused[i] == nil || err == nil {
				refused[i] = err
			}
			if err == nil {
				break
			}
		}
	}
	return refused
}

// imports are those that an answer speaks of: the datasets', and of sessions that can still tell.
func (s *Source) imports() (all []*ledger.Import) {
	for i := range s.Datasets {
		if m := s.Replay.Import(s.Datasets[i].Import); m != nil {
			all = append(all, m)
		}
	}
	keys := map[string]bool{}
	for i := range s.Keys {
		keys[s.Keys[i].Session] = true
	}
	for _, l := range s.Replay.Sessions {
		if keys[l.ID] && l.Erased.IsZero() && !slices.Contains(all, l.Import) {
			all = append(all, l.Import)
		}
	}
	return all
}

// maxReason is the longest reason, in bytes.
const maxReason = 200

// number finds what may be a phone number: seven digits or more, with what people write between them.
var number = regexp.MustCompile(`\+[0-9]|[0-9](?:[ ()./-]{0,2}[0-9]){9,}|[0-9]{7,}`)

// digest finds what may be a hash.
var digest = regexp.MustCompile(`[0-9A-Fa-f]{32,}`)

// date is a day, which is none.
var date = regexp.MustCompile(`20[0-9]{2}-[01][0-9]-[0-3][0-9]`)

// shortReference is the length of user references that a reason may hold by chance.
const shortReference = 4

// CheckReason refuses a reason that would name somebody in the ledger for ever.
func CheckReason(reason string, questions []Query) error {
	switch {
	case len(reason) > maxReason:
		return fmt.Errorf("the reason has %d bytes: want at most %d", len(reason), maxReason)
	case strings.ContainsFunc(reason, unicode.IsControl):
		return errors.New("the reason has more than one line, or characters that control a terminal")
	case digest.MatchString(reason):
		return errors.New("the reason holds what looks like a digest: it stays in the ledger for ever, so none of an identifier belongs there")
	case strings.ContainsAny(reason, "@\uFF20") || number.MatchString(date.ReplaceAllString(reason, "")):
		return errors.New("the reason holds what looks like an e-mail address or a phone number: it stays in the ledger for ever, so none belongs there")
	}
	for i := range questions {
		for _, name := range []string{questions[i].User, questions[i].Identifier} {
			if len(name) > shortReference && strings.Contains(strings.ToLower(reason), strings.ToLower(name)) {
				return errors.New("the reason names the person: it stays in the ledger for ever, so write the number of the request instead")
			}
		}
	}
	return nil
}
