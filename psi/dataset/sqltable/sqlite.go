package sqltable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"

	"github.com/blindmatch/blindmatch/psi/dataset"
	_ "modernc.org/sqlite" // driver "sqlite"
	lib "modernc.org/sqlite"
)

// sqliteRows reads a result row by row.
type sqliteRows struct {
	db    *sql.DB
	rows  *sql.Rows
	raw   []sql.RawBytes
	dest  []any
	cells [][]byte
}

func openSQLite(ctx context.Context, path string, cfg Config) (*dataset.Table, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: "mode=ro&_pragma=query_only(1)"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, sqliteError(err)
	}
	var args []any
	if cfg.Since != "" {
		args = append(args, cfg.Since)
	}
	rows, err := db.QueryContext(ctx, cfg.Query, args...)
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("the query failed: %w", sqliteError(err))
	}
	s := &sqliteRows{db: db, rows: rows}
	headers, err := rows.Columns()
	if err == nil && len(headers) == 0 {
		err = errors.New("it returns no columns")
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("the query failed: %w", sqliteError(err))
	}
	s.raw, s.dest, s.cells = make([]sql.RawBytes, len(headers)), make([]any, len(headers)), make([][]byte, len(headers))
	for i := range s.raw {
		s.dest[i] = &s.raw[i]
	}
	return dataset.NewTable(dataset.Source{Format: dataset.SQL, Notes: []string{"SQLite"}}, headers, s), nil
}

func (s *sqliteRows) Next() ([][]byte, error) {
	if !s.rows.Next() {
		if err := s.rows.Err(); err != nil {
			return nil, fmt.Errorf("the query failed: %w", sqliteError(err))
		}
		return nil, io.EOF
	}
	if err := s.rows.Scan(s.dest...); err != nil {
		return nil, errors.New("the query returns a value that can't be read")
	}
	for i, b := range s.raw {
		s.cells[i] = b
	}
	return s.cells, nil
}

func (s *sqliteRows) Close() error {
	s.rows.Close()
	return s.db.Close()
}

// sqliteError keeps an error's message if it is about the query's text or the file.
func sqliteError(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if e, ok := errors.AsType[*lib.Error](err); ok {
		if code := e.Code() & 0xff; code == 1 { // SQLITE_ERROR: syntax, names
			return errors.New(e.Error())
		}
		return fmt.Errorf("SQLite code %d", e.Code())
	}
	return errors.New("it can't be read")
}
