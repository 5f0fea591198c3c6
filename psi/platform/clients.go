package platform

import (
	"context"
	"errors"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// ClientRow is one registered client.
type ClientRow = store.Client

// ErrUnknownClient says that no registered client has this key.
var ErrUnknownClient = errors.New("this client certificate is not registered here")

// ofClients are the methods of a Directory that are about clients.
type ofClients struct{ rows *store.Store }

// AddClient registers a client by the public key of its certificate (DER
// SubjectPublicKeyInfo). Names and keys are unique.
func (s *ofClients) AddClient(ctx context.Context, name string, spki []byte) error {
	if err := psi.CheckIdentity(name); err != nil {
		return err
	}
	return s.rows.Clients.Add(ctx, name, spki)
}

// Client returns the name of the client whose certificate has this public key.
func (s *ofClients) Client(ctx context.Context, spki []byte) (string, error) {
	name, err := s.rows.Clients.ByKey(ctx, spki)
	if err == nil && name == "" {
		err = ErrUnknownClient
	}
	return name, err
}

// RevokeClient refuses a client from now on. Its name stays taken, so that its past actions can still be attributed to
// it.
func (s *ofClients) RevokeClient(ctx context.Context, name string) error {
	return s.rows.Clients.Revoke(ctx, name)
}

// RemoveClient undoes a registration that nobody has used yet.
func (s *ofClients) RemoveClient(ctx context.Context, name string) error {
	return s.rows.Clients.Remove(ctx, name)
}

// Clients lists the registered clients by name.
func (s *ofClients) Clients(ctx context.Context) ([]ClientRow, error) {
	return s.rows.Clients.List(ctx)
}
