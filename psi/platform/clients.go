package platform

import (
	"context"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// ClientRow is one registered client.
type ClientRow = store.Client

// ClientKey is the key of a client's certificate.
type ClientKey = store.ClientKey

// ClientGrant says which datasets and modes a client may use. The zero value is all.
type ClientGrant = store.Grant

// UnknownClient is the error for a name that no client has, or none with which something can be done.
type UnknownClient = store.UnknownClient

// ErrUnknownClient says that no registered client has this key.
var ErrUnknownClient = errors.New("this client certificate is not registered here")

// ErrClientKeys says that a client has as many keys as it may have.
var ErrClientKeys = store.ErrKeys

// ofClients are the methods of a Directory that are about clients. A name that was used stays its client's for ever, and
// with it its owner and what that owner has spent.
type ofClients struct{ rows *store.Store }

// AddClient registers a client by the public key of its certificate (DER
// SubjectPublicKeyInfo). Names and keys are unique.
func (s *ofClients) AddClient(ctx context.Context, name string, spki []byte) error {
	return s.RegisterClient(ctx, name, ClientKey{SPKI: spki}, 365, ClientGrant{})
}

// RegisterClient registers a client, with what it may use, and how many days a certificate lasts that it renews itself.
func (s *ofClients) RegisterClient(ctx context.Context, name string, key ClientKey, days int, may ClientGrant) error {
	if err := errors.Join(psi.CheckIdentity(name), checkGrant(may)); err != nil {
		return err
	}
	return s.rows.Clients.Add(ctx, name, key, days, may)
}

func checkGrant(g ClientGrant) error {
	for _, name := range g.Datasets {
		if err := psi.CheckName("dataset", name); err != nil {
			return err
		}
	}
	for _, m := range g.Modes {
		if _, err := psi.ParseMode(string(m)); err != nil {
			return err
		}
	}
	return nil
}

// Client returns the name of the client whose certificate has this public key.
func (s *ofClients) Client(ctx context.Context, spki []byte) (string, error) {
	name, err := s.rows.Clients.ByKey(ctx, spki)
	if err == nil && name == "" {
		err = ErrUnknownClient
	}
	return name, err
}

// RenewClient gives a client another key. Its other keys last until their certificates end.
func (s *ofClients) RenewClient(ctx context.Context, name string, key ClientKey) error {
	return s.rows.Clients.Renew(ctx, name, key, false, false)
}

// ReplaceClientKeys gives a client another key, refuses its other ones from now on, and lets a client that was revoked
// or removed connect again.
func (s *ofClients) ReplaceClientKeys(ctx context.Context, name string, key ClientKey) error {
	return s.rows.Clients.Renew(ctx, name, key, true, true)
}

// RestrictClient replaces what a client may use, for sessions that it opens from now on.
func (s *ofClients) RestrictClient(ctx context.Context, name string, may ClientGrant) error {
	if err := checkGrant(may); err != nil {
		return err
	}
	return s.rows.Clients.Restrict(ctx, name, may)
}

// RevokeClient refuses a client from now on. Its name stays taken, so that its past actions can still be attributed to
// it.
func (s *ofClients) RevokeClient(ctx context.Context, name string) error {
	return s.rows.Clients.Revoke(ctx, name)
}

// RemoveClient refuses a client from now on and lists it no more. If it has done anything, its name stays taken.
func (s *ofClients) RemoveClient(ctx context.Context, name string) error {
	return s.rows.Clients.Remove(ctx, name)
}

// Clients lists the registered clients by name.
func (s *ofClients) Clients(ctx context.Context) ([]ClientRow, error) {
	return s.rows.Clients.List(ctx)
}

// EveryClient lists the clients by name, removed ones that did anything too.
func (s *ofClients) EveryClient(ctx context.Context) ([]ClientRow, error) {
	return s.rows.Clients.Every(ctx)
}

// ClientNamed returns a registered client, removed ones too.
func (s *ofClients) ClientNamed(ctx context.Context, name string) (*ClientRow, error) {
	x, err := s.rows.Clients.Get(ctx, name)
	if err == nil && x == nil {
		err = store.NoClient(name)
	}
	return x, err
}

// ExpiryNotice is how long before its end the end of a certificate is warned about.
const ExpiryNotice = 30 * 24 * time.Hour

// Ends says when the last of a client's certificates ends, and whether that is soon. A client that may not connect has
// none.
func Ends(x *ClientRow) (end time.Time, soon bool) {
	end, err := time.Parse(time.RFC3339Nano, x.Expires)
	if err != nil || x.Revoked != "" || x.Removed != "" {
		return time.Time{}, false
	}
	return end, time.Until(end) < ExpiryNotice
}
