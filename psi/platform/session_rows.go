package platform

import (
	"context"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// row is the session as the database knows it from the beginning.
func (s *session) row() *store.Session {
	return &store.Session{
		ID: s.id, Client: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: s.offer.Mode, IDType: s.params.IDType, Expires: s.expires,
		Metadata: strings.TrimSpace(s.offer.PhoneMetadata + " " + s.data.metadata),
		Key:      subject.KeyRow{Generation: s.data.generation, Sealed: s.subject.Sealed, Wrapped: s.subject.Wrapped},
	}
}

// endSession records how a session ended: with a result, or with a code.
func (s *Directory) endSession(ctx context.Context, x *session, result []byte, code string) error {
	return s.rows.Sessions.End(ctx, x.id, store.End{List: x.bound.List.Size, Platform: x.bound.PlatformSet.Size, Result: result, Code: psi.Code(code)})
}
