package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Clients is the table of the clients that may connect. A name that was used stays taken, so that it keeps its owner,
// and what that owner has spent.
type Clients struct{ db *sql.DB }

// Client is a registered client.
type Client struct {
	Name    string `json:"name"`
	Created string `json:"created"`           // RFC 3339
	Revoked string `json:"revoked,omitempty"` // RFC 3339
	Removed string `json:"removed,omitempty"` // RFC 3339
	Expires string `json:"expires,omitempty"` // RFC 3339, of the certificate that lasts longest; "" if that is not known
	Days    int    `json:"days"`              // that a renewed certificate lasts
	May     Grant  `json:"may"`
}

// UnknownClient is the error for a name that no client has, or none with which something can be done.
type UnknownClient struct{ Name, text string }

func (e *UnknownClient) Error() string { return fmt.Sprintf(e.text, e.Name) }

// NoClient says that there is no client of a name.
func NoClient(name string) error { return &UnknownClient{name, "there is no client %q"} }

// Grant says what a client may use. The zero value is everything that the platform offers.
type Grant struct {
	Datasets []string   `json:"datasets,omitempty"` // none means all
	Modes    []psi.Mode `json:"modes,omitempty"`    // none means all
}

// Dataset says whether the grant has a dataset.
func (g *Grant) Dataset(name string) bool {
	return len(g.Datasets) == 0 || slices.Contains(g.Datasets, name)
}

// Of returns those of the modes that the grant has.
func (g *Grant) Of(modes []psi.Mode) []psi.Mode {
	return slices.DeleteFunc(slices.Clone(modes), func(m psi.Mode) bool {
		return len(g.Modes) > 0 && !slices.Contains(g.Modes, m)
	})
}

// ClientKey is the key of a client's certificate.
type ClientKey struct {
	SPKI    []byte    // DER SubjectPublicKeyInfo
	Expires time.Time // the certificate's end; zero if it is not known
}

func (k *ClientKey) expires() string {
	if k.Expires.IsZero() {
		return ""
	}
	return stamp(k.Expires)
}

// Add registers a client. Names and keys are unique.
func (c Clients) Add(ctx context.Context, name string, key ClientKey, days int, may Grant) error {
	return Transact(ctx, c.db, func(tx *sql.Tx) error {
		var removed bool
		err := tx.QueryRowContext(ctx, `SELECT removed IS NOT NULL FROM clients WHERE name = ?`, name).Scan(&removed)
		switch {
		case err == nil && removed:
			return fmt.Errorf("client %q was removed, and its name stays its own: renew it, or choose another name", name)
		case err == nil:
			return fmt.Errorf("client %q is registered already: choose another name", name)
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		taken := fmt.Errorf("the key of client %q is registered already, for another one", name)
		res, err := tx.ExecContext(ctx, `INSERT INTO clients (name, spki, created, days, datasets, modes) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			name, keyID(key.SPKI), now(), days, strings.Join(may.Datasets, ","), joinModes(may.Modes))
		if err := changed(res, err, taken); err != nil {
			return err
		}
		return addKey(ctx, tx, name, key, taken)
	})
}

func addKey(ctx context.Context, tx *sql.Tx, name string, key ClientKey, taken error) error {
	res, err := tx.ExecContext(ctx, `INSERT INTO client_keys (spki, client, created, expires) VALUES (?, ?, ?, ?)
		ON CONFLICT (spki) DO UPDATE SET expires = excluded.expires WHERE client_keys.client = excluded.client`, keyID(key.SPKI), name, now(), key.expires())
	return changed(res, err, taken)
}

// ByKey returns the name of the client whose certificate has this public key, or "" if no client with it may connect.
func (c Clients) ByKey(ctx context.Context, spki []byte) (name string, err error) {
	err = c.db.QueryRowContext(ctx, `SELECT name FROM client_keys JOIN clients ON name = client
		WHERE client_keys.spki = ? AND revoked IS NULL AND removed IS NULL`, keyID(spki)).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return name, err
}

// mostKeys is how many keys a client may have at once. Several machines with one connection file each renew it.
const mostKeys = 8

// ErrKeys says that a client has too many keys.
var ErrKeys = fmt.Errorf("the client has %d certificates that are valid", mostKeys)

// Renew gives a client another key. Its others last until their certificates end, or go at once if only is set. A
// client that was revoked or removed may connect again if back is set.
func (c Clients) Renew(ctx context.Context, name string, key ClientKey, only, back bool) error {
	return Transact(ctx, c.db, func(tx *sql.Tx) error {
		var out bool
		err := tx.QueryRowContext(ctx, `SELECT revoked IS NOT NULL OR removed IS NOT NULL FROM clients WHERE name = ?`, name).Scan(&out)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return NoClient(name)
		case err != nil:
			return err
		case out && !back:
			return fmt.Errorf("client %q was revoked or removed", name)
		}
		if out || only {
			_, err = tx.ExecContext(ctx, `DELETE FROM client_keys WHERE client = ?`, name)
		} else {
			_, err = tx.ExecContext(ctx, `DELETE FROM client_keys WHERE client = ? AND expires != '' AND expires < ?`, name, now())
		}
		if err != nil {
			return err
		}
		if err := addKey(ctx, tx, name, key, errors.New("the new key is registered already, for another client")); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM client_keys WHERE client = ?`, name).Scan(&n); err != nil || n > mostKeys {
			return errors.Join(err, ErrKeys)
		}
		_, err = tx.ExecContext(ctx, `UPDATE clients SET revoked = NULL, removed = NULL WHERE name = ?`, name)
		return err
	})
}

// Revoke refuses a client from now on. Its name stays taken, so that its past actions can still be attributed to it.
func (c Clients) Revoke(ctx context.Context, name string) error {
	res, err := c.db.ExecContext(ctx, `UPDATE clients SET revoked = ? WHERE name = ? AND revoked IS NULL AND removed IS NULL`, now(), name)
	return changed(res, err, &UnknownClient{name, "no client %q that could be revoked"})
}

// used are the tables that say that a client did something.
var used = []string{
	`SELECT 1 FROM sessions WHERE client = ?1`, `SELECT 1 FROM releases WHERE client = ?1`, `SELECT 1 FROM strikes WHERE client = ?1`,
	`SELECT 1 FROM cosignatures WHERE client = ?1`, `SELECT 1 FROM audiences WHERE advertiser = ?1`,
}

// Remove refuses a client from now on and lists it no more. The name of one that did anything stays taken.
func (c Clients) Remove(ctx context.Context, name string) error {
	return Transact(ctx, c.db, func(tx *sql.Tx) error {
		var was bool
		err := tx.QueryRowContext(ctx, `SELECT `+exists(used), name).Scan(&was)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM client_keys WHERE client = ?`, name); err != nil {
			return err
		}
		none := &UnknownClient{name, "no client %q that could be removed"}
		if !was {
			res, err := tx.ExecContext(ctx, `DELETE FROM clients WHERE name = ? AND removed IS NULL`, name)
			return changed(res, err, none)
		}
		res, err := tx.ExecContext(ctx, `UPDATE clients SET removed = ? WHERE name = ? AND removed IS NULL`, now(), name)
		return changed(res, err, none)
	})
}

func exists(queries []string) string {
	return `EXISTS(` + strings.Join(queries, `) OR EXISTS(`) + `)`
}

// Restrict replaces what a client may use.
func (c Clients) Restrict(ctx context.Context, name string, may Grant) error {
	res, err := c.db.ExecContext(ctx, `UPDATE clients SET datasets = ?, modes = ? WHERE name = ? AND removed IS NULL`,
		strings.Join(may.Datasets, ","), joinModes(may.Modes), name)
	return changed(res, err, NoClient(name))
}

const selectClient = `SELECT name, created, coalesce(revoked, ''), coalesce(removed, ''), days, datasets, modes,
	coalesce((SELECT max(expires) FROM client_keys WHERE client = name), '') FROM clients`

func scanClient(scan func(...any) error) (x Client, err error) {
	var datasets, modes string
	if err = scan(&x.Name, &x.Created, &x.Revoked, &x.Removed, &x.Days, &datasets, &modes, &x.Expires); err != nil {
		return x, err
	}
	if datasets != "" {
		x.May.Datasets = strings.Split(datasets, ",")
	}
	if modes != "" {
		for m := range strings.SplitSeq(modes, ",") {
			x.May.Modes = append(x.May.Modes, psi.Mode(m))
		}
	}
	return x, nil
}

// Get returns a client, or nil if there is none of this name: a platform may know its clients by other means.
func (c Clients) Get(ctx context.Context, name string) (*Client, error) {
	x, err := scanClient(c.db.QueryRowContext(ctx, selectClient+` WHERE name = ?`, name).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &x, err
}

// May says what a client may use.
func (c Clients) May(ctx context.Context, name string) (Grant, error) {
	x, err := c.Get(ctx, name)
	if x == nil || err != nil {
		return Grant{}, err
	}
	return x.May, nil
}

// List returns all clients that were not removed, by name.
func (c Clients) List(ctx context.Context) ([]Client, error) {
	rows, err := c.db.QueryContext(ctx, selectClient+` WHERE removed IS NULL ORDER BY name`)
	return collect(rows, err, scanClient)
}

// Every returns all clients, by name, with those that were removed and whose names stay taken.
func (c Clients) Every(ctx context.Context) ([]Client, error) {
	rows, err := c.db.QueryContext(ctx, selectClient+` ORDER BY name`)
	return collect(rows, err, scanClient)
}

// Paid is a client, and the owner who has paid for what it learned.
type Paid struct{ Client, Owner string }

// Paid returns the clients that have spent something, with the owners of their last releases.
func (c Clients) Paid(ctx context.Context) ([]Paid, error) {
	rows, err := c.db.QueryContext(ctx, `SELECT client, owner FROM (
		SELECT client, owner, row_number() OVER (PARTITION BY client ORDER BY spent DESC, session) AS nth FROM releases WHERE epsilon != '') AS paid WHERE nth = 1 ORDER BY client`)
	return collect(rows, err, func(scan func(...any) error) (x Paid, err error) {
		return x, scan(&x.Client, &x.Owner)
	})
}

func joinModes(modes []psi.Mode) string {
	var all []string
	for _, m := range modes {
		all = append(all, string(m))
	}
	return strings.Join(all, ",")
}

func keyID(spki []byte) string {
	sum := sha256.Sum256(spki)
	return hex.EncodeToString(sum[:])
}

// changed returns none if a statement has changed no row.
func changed(res sql.Result, err, none error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, none)
	}
	return nil
}

func now() string { return stamp(time.Now()) }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
