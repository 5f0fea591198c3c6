package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Strikes is the table of owners that are barred from datasets.
type Strikes struct{ db *sql.DB }

// Strike bars an owner from a dataset.
type Strike struct {
	Owner   string `json:"owner"`
	Dataset string `json:"dataset"`
	Client  string `json:"client"` // the owner's
	Session string `json:"session"`
	At      string `json:"at"` // RFC 3339
}

// Add bars an owner. One strike is enough: another changes nothing.
func (s Strikes) Add(ctx context.Context, x Strike) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO strikes (owner, dataset, client, session, at) VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING`,
		x.Owner, x.Dataset, x.Client, x.Session, now())
	return err
}

// Of returns the strike that bars an owner from a dataset, or nil.
func (s Strikes) Of(ctx context.Context, owner, dataset string) (*Strike, error) {
	x := Strike{Owner: owner, Dataset: dataset}
	err := s.db.QueryRowContext(ctx, `SELECT client, session, at FROM strikes WHERE owner = ? AND dataset = ?`, owner, dataset).Scan(&x.Client, &x.Session, &x.At)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &x, err
}

// List returns all strikes, oldest first.
func (s Strikes) List(ctx context.Context) ([]Strike, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT owner, dataset, client, session, at FROM strikes ORDER BY at`)
	return collect(rows, err, func(scan func(...any) error) (x Strike, err error) {
		return x, scan(&x.Owner, &x.Dataset, &x.Client, &x.Session, &x.At)
	})
}

// Lift lets an owner in again.
func (s Strikes) Lift(ctx context.Context, owner, dataset string) error {
	res, err := s.db.ExecContext(ctx, `DELETE FROM strikes WHERE owner = ? AND dataset = ?`, owner, dataset)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("owner %q is not barred from dataset %q", owner, dataset))
	}
	return nil
}
