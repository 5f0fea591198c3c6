package store

import (
	"context"
	"database/sql"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// ledgerHead is where the ledger's head is remembered.
const ledgerHead = "ledger_head"

// Head is the text that SetHead was last called with, or "" if it never was.
func (m Meta) Head(ctx context.Context) (string, error) { return m.Get(ctx, ledgerHead) }

// SetHead remembers the ledger's head.
func (m Meta) SetHead(ctx context.Context, head string) error { return m.Set(ctx, ledgerHead, head) }

// Witnesses is the table of checkpoints that clients have cosigned.
type Witnesses struct{ db *sql.DB }

// Cosigned lists the latest checkpoint of each client, by client, except those given up.
func (w Witnesses) Cosigned(ctx context.Context) ([]ledger.Cosigned, error) {
	rows, err := w.db.QueryContext(ctx, `SELECT client, witness, checkpoint FROM cosignatures WHERE given_up IS NULL ORDER BY client`)
	return collect(rows, err, func(scan func(...any) error) (x ledger.Cosigned, err error) {
		return x, scan(&x.Client, &x.Witness, &x.Note)
	})
}

// SetCosigned replaces what the client cosigned before.
func (w Witnesses) SetCosigned(ctx context.Context, x ledger.Cosigned) error {
	_, err := w.db.ExecContext(ctx, `INSERT INTO cosignatures VALUES (?, ?, ?, NULL)
		ON CONFLICT (client) WHERE given_up IS NULL DO UPDATE SET witness = excluded.witness, checkpoint = excluded.checkpoint`,
		x.Client, x.Witness, x.Note)
	return err
}

// GiveUp keeps a client's checkpoint as evidence, but no longer lists it. entry is the number of the ledger's entry
// that will record that.
func (w Witnesses) GiveUp(ctx context.Context, client string, entry int64) error {
	_, err := w.db.ExecContext(ctx, `UPDATE cosignatures SET given_up = ? WHERE client = ? AND given_up IS NULL`, entry, client)
	return err
}
