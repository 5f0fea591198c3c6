package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Clients is the table of the clients that may connect.
type Clients struct{ db *sql.DB }

// Client is a registered client.
type Client struct {
	Name    string `json:"name"`
	Created string `json:"created"`           // RFC 3339
	Revoked string `json:"revoked,omitempty"` // RFC 3339
}

// Add registers a client by the public key of its certificate (DER SubjectPublicKeyInfo). Names and keys are unique.
func (c Clients) Add(ctx context.Context, name string, spki []byte) error {
	res, err := c.db.ExecContext(ctx, `INSERT INTO clients (name, spki, created) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, name, keyID(spki), now())
	return changed(res, err, fmt.Errorf("client %q or its key is registered already: choose another name", name))
}

// ByKey returns the name of the client whose certificate has this public key, or "" if no client with it may connect.
func (c Clients) ByKey(ctx context.Context, spki []byte) (name string, err error) {
	err = c.db.QueryRowContext(ctx, `SELECT name FROM clients WHERE spki = ? AND revoked IS NULL`, keyID(spki)).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return name, err
}

// Revoke refuses a client from now on. Its name stays taken, so that its past actions can still be attributed to it.
func (c Clients) Revoke(ctx context.Context, name string) error {
	res, err := c.db.ExecContext(ctx, `UPDATE clients SET revoked = ? WHERE name = ? AND revoked IS NULL`, now(), name)
	return changed(res, err, fmt.Errorf("no client %q that could be revoked", name))
}

// Remove undoes a registration that nobody has used yet.
func (c Clients) Remove(ctx context.Context, name string) error {
	_, err := c.db.ExecContext(ctx, `DELETE FROM clients WHERE name = ?`, name)
	return err
}

// List returns all clients by name.
func (c Clients) List(ctx context.Context) ([]Client, error) {
	rows, err := c.db.QueryContext(ctx, `SELECT name, created, coalesce(revoked, '') FROM clients ORDER BY name`)
	return collect(rows, err, func(scan func(...any) error) (x Client, err error) { return x, scan(&x.Name, &x.Created, &x.Revoked) })
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
