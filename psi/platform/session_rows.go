package platform

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// row is the session as the database knows it from the beginning.
func (s *session) row() *store.Session {
	return &store.Session{
		ID: s.id, Client: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: s.offer.Mode, IDType: s.params.IDType, Expires: s.expires,
		Metadata: strings.TrimSpace(s.offer.PhoneMetadata + " " + s.data.metadata),
		Key:      store.SubjectKey{Generation: s.data.generation, Sealed: s.subject.sealed, Wrapped: s.subject.wrapped},
	}
}

// endSession records how a session ended: with a result, or with a code.
func (s *Directory) endSession(ctx context.Context, x *session, result []byte, code string) error {
	return s.rows.Sessions.End(ctx, x.id, store.End{List: x.bound.List.Size, Platform: x.bound.PlatformSet.Size, Result: result, Code: psi.Code(code)})
}

func encodeResult(r psi.Result) ([]byte, error) {
	b, err := json.Marshal(r)
	return append(b, '\n'), err
}
