package store

import (
	"context"
	"database/sql"
)

// dialect is what differs between the databases that a store can be in. All other statements are those of SQLite that
// PostgreSQL understands, and package postgres does the rest.
type dialect interface {
	// version is that of the schema, 0 if there are no tables.
	version(db querier) (int, error)
	setVersion(tx *sql.Tx, version int) error
	// ddl is a text that makes or changes tables.
	ddl(text string) string
	// scrub removes what was overwritten in the database, as far as that is possible.
	scrub(ctx context.Context, db *sql.DB) error
	// served says whether a server runs on a data directory.
	served(l Layout, db *sql.DB) (bool, error)
	// beginReading begins a transaction that sees one moment.
	beginReading() string
	// writeFile writes what a connection sees into an empty file, as a database of SQLite.
	writeFile(ctx context.Context, from *sql.Conn, path string) error
}

type querier interface {
	QueryRow(query string, args ...any) *sql.Row
}
