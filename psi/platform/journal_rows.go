package platform

import (
	"context"
	"database/sql"
	"errors"

	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
)

// cosignaturesSchema is added to a database that lacks it.
const cosignaturesSchema = `
CREATE TABLE IF NOT EXISTS cosignatures (
	client     TEXT NOT NULL,
	witness    TEXT NOT NULL, -- verifier key
	checkpoint TEXT NOT NULL, -- with both signatures
	given_up   INTEGER        -- number of the ledger's entry by which an operator gave this history up; NULL: the ledger is checked against it
);
CREATE UNIQUE INDEX IF NOT EXISTS cosignatures_kept ON cosignatures (client) WHERE given_up IS NULL;`

// cosignaturesFromMeta moves what version 2 of the schema had in meta.
const cosignaturesFromMeta = `
INSERT INTO cosignatures SELECT value ->> 'client', value ->> 'witness', value ->> 'checkpoint', NULL FROM meta WHERE key LIKE 'cosigned/%';
INSERT INTO cosignatures SELECT value ->> 'client', value ->> 'witness', value ->> 'checkpoint', CAST(substr(key, 10) AS INTEGER) FROM meta WHERE key LIKE 'given-up/%';
DELETE FROM meta WHERE key LIKE 'cosigned/%' OR key LIKE 'given-up/%';`

// journalRows is what the database remembers of the ledger: a journal.Heads and
// journal.Witnesses.
type journalRows struct{ db *sql.DB }

func (r journalRows) Head(ctx context.Context) (v string, err error) {
	err = r.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'ledger_head'`).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, err
}

func (r journalRows) SetHead(ctx context.Context, head string) error {
	_, err := r.db.ExecContext(ctx, `INSERT INTO meta VALUES ('ledger_head', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1 WHERE value <> ?1`, head)
	return err
}

func (r journalRows) Cosigned(ctx context.Context) ([]journal.Cosigned, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT client, witness, checkpoint FROM cosignatures WHERE given_up IS NULL ORDER BY client`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []journal.Cosigned
	for rows.Next() {
		var x journal.Cosigned
		if err := rows.Scan(&x.Client, &x.Witness, &x.Note); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

func (r journalRows) SetCosigned(ctx context.Context, x journal.Cosigned) error {
	_, err := r.db.ExecContext(ctx, `INSERT INTO cosignatures VALUES (?, ?, ?, NULL)
		ON CONFLICT (client) WHERE given_up IS NULL DO UPDATE SET witness = excluded.witness, checkpoint = excluded.checkpoint`,
		x.Client, x.Witness, x.Note)
	return err
}

func (r journalRows) GiveUp(ctx context.Context, client string, entry int64) error {
	_, err := r.db.ExecContext(ctx, `UPDATE cosignatures SET given_up = ? WHERE client = ? AND given_up IS NULL`, entry, client)
	return err
}
