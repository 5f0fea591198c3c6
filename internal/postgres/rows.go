package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Source is where rows are read, and Target where they are written: transactions, or a connection in one.
type (
	Source interface {
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
	Target interface {
		QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	}
)

// Copy copies all rows of a table into the empty one of that name, in either direction, and checks that they are there.
func Copy(ctx context.Context, from Source, to Target, table string) (n int64, err error) {
	rows, err := from.QueryContext(ctx, `SELECT * FROM `+table)
	if err != nil {
		return 0, fmt.Errorf("table %s: %w", table, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return 0, fmt.Errorf("table %s: %w", table, err)
	}
	insert := `INSERT INTO ` + table + ` (` + strings.Join(names, ", ") + `) VALUES (?` + strings.Repeat(", ?", len(names)-1) + `)`
	values, places := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return n, fmt.Errorf("table %s, row %d: %w", table, n+1, err)
		}
		if _, err := to.ExecContext(ctx, insert, values...); err != nil {
			return n, fmt.Errorf("table %s, row %d: %w", table, n+1, err)
		}
		n++
	}
	if err := rows.Err(); err != nil {
		return n, fmt.Errorf("table %s: %w", table, err)
	}
	var there int64
	err = to.QueryRowContext(ctx, `SELECT count(*) FROM `+table).Scan(&there)
	if err == nil && there != n {
		err = fmt.Errorf("%d rows were read, and %d are there", n, there)
	}
	if err != nil {
		return n, fmt.Errorf("table %s: %w", table, err)
	}
	return n, nil
}
