package store

import (
	"context"
	"database/sql"
	"errors"
)

// Meta is the table of single values.
type Meta struct{ db *sql.DB }

// storeKey is where the database has the name that the file Elsewhere of its data directory has, too.
const storeKey = "store"

// Get returns the value under a key, or "" if there is none.
func (m Meta) Get(ctx context.Context, key string) (value string, err error) {
	err = m.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, err
}

// Set stores a value under a key. If it is there already, nothing is written.
func (m Meta) Set(ctx context.Context, key, value string) error {
	_, err := m.db.ExecContext(ctx, `INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE meta.value <> excluded.value`, key, value)
	return err
}

// GetOrSet returns the value under a key, setting it to fallback() first if there is none.
func (m Meta) GetOrSet(ctx context.Context, key string, fallback func() (string, error)) (string, error) {
	if v, err := m.Get(ctx, key); v != "" || err != nil {
		return v, err
	}
	v, err := fallback()
	if err != nil {
		return "", err
	}
	if _, err := m.db.ExecContext(ctx, `INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING`, key, v); err != nil {
		return "", err
	}
	return m.Get(ctx, key)
}

// collect reads all rows of a query.
func collect[T any](rows *sql.Rows, err error, read func(scan func(...any) error) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		x, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, rows.Err()
}
