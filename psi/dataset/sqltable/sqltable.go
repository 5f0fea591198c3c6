// Package sqltable makes a dataset.Table from the result of a query: PostgreSQL through a server-side cursor, SQLite
// from a file. It is a separate package so that programs without databases don't include their drivers.
//
// The query runs in a read-only transaction and sees a single state of the database. Rows stream: memory does not grow
// with the result.
//
// No error of this package holds a value of a row, a password or a query's parameter.
package sqltable

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/blindmatch/blindmatch/psi/dataset"
)

// Config says what is read.
type Config struct {
	// Source is a postgres:// or postgresql:// URL, or "sqlite:" and a path.
	Source string
	// Query is one SELECT. Its columns are named like those of a file: user_id, email, phone, collection_context and so
	// on.
	Query string
	// Since, if not "", is the query's parameter $1, for an import of what changed.
	Since string
}

// batchRows is how many rows are fetched at once.
const batchRows = 2000

// Open runs the query. Ending the context ends the reading too. The table must be closed.
func Open(ctx context.Context, cfg Config) (*dataset.Table, error) {
	scheme, rest, _ := strings.Cut(cfg.Source, ":")
	if strings.TrimSpace(cfg.Query) == "" {
		return nil, errors.New("no query: want a SELECT that names its columns as a file would: user_id, email, phone, collection_context")
	}
	switch scheme {
	case "postgres", "postgresql":
		return openPostgres(ctx, cfg)
	case "sqlite":
		return openSQLite(ctx, strings.TrimPrefix(rest, "//"), cfg)
	}
	return nil, fmt.Errorf("unknown kind of database %.20q: want postgres://… or sqlite:PATH", scheme)
}
