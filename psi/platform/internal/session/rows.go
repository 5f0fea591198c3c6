package session

import (
	"context"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// row is the session's row in the database when it is opened.
func (s *session) row(held []byte) *store.Session {
	return &store.Session{Held: held,
		ID: s.id, Client: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: s.offer.Mode, Types: s.params.Types, Owner: s.owner.Name, Expires: s.expires,
		Metadata: strings.TrimSpace(s.offer.PhoneMetadata + " " + s.data.Metadata),
		Key:      subject.KeyRow{Generation: s.data.Generation, Sealed: s.subject.Sealed, Wrapped: s.subject.Wrapped},
	}
}

// recordEnd records how a session ended: with a result, or with a code.
func (s *session) recordEnd(ctx context.Context, result []byte, code psi.Code) error {
	return s.Rows.Sessions.End(ctx, s.id, store.End{List: s.bound.List.Items(), Platform: s.bound.PlatformSet.Records(), Result: result, Code: code})
}

// struckBy is the strike that bars the session's owner.
func struckBy(s *session) store.Strike {
	return store.Strike{Owner: s.owner.Name, Dataset: s.data.Name, Client: s.client, Session: s.id}
}
