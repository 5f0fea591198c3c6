package platform

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/blindmatch/blindmatch/internal/durable"
)

// stepDriver is SQLite with a hook before every commit. A commit is one step: SQLite itself promises to keep all of it
// or nothing.
type stepDriver struct{ inner driver.Driver }

var stepHook durable.Hook

// registerSteps registers the driver "sqlite-steps".
var registerSteps = sync.OnceFunc(func() {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		panic(err)
	}
	sql.Register("sqlite-steps", &stepDriver{db.Driver()})
	db.Close()
})

func (d *stepDriver) Open(name string) (driver.Conn, error) {
	c, err := d.inner.Open(name)
	if err != nil {
		return nil, err
	}
	s := &stepConn{Conn: c, full: c.(fullConn)}
	if _, err := s.full.ExecContext(context.Background(), `PRAGMA synchronous = OFF`, nil); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return s, nil
}

// fullConn is what SQLite's connections can do.
type fullConn interface {
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
}

type stepConn struct {
	driver.Conn
	full   fullConn
	inTx   bool
	tables []string // which the transaction changes
}

var writes = regexp.MustCompile(`(?i)\b(?:INSERT INTO|INSERT OR REPLACE INTO|UPDATE|DELETE FROM|CREATE TABLE)\s+(\w+)`)

// commit is the step that makes a change of tables durable.
func (c *stepConn) commit(tables []string, do, undo func() error) error {
	slices.Sort(tables)
	tables = slices.Compact(tables)
	if len(tables) > 4 {
		tables = []string{"schema"}
	}
	switch stepHook("commit", strings.Join(tables, "+"), "") {
	case durable.Fail:
		if undo != nil {
			_ = undo()
		}
		return durable.ErrFault
	case durable.DoFail:
		_ = do()
		return durable.ErrFault
	}
	return do()
}

func (c *stepConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (r driver.Result, err error) {
	exec := func() (err error) { r, err = c.full.ExecContext(ctx, query, args); return err }
	word, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch word {
	case "BEGIN":
		c.inTx, c.tables = true, nil
		err = exec()
		return r, err
	case "ROLLBACK":
		c.inTx = false
		err = exec()
		return r, err
	case "COMMIT":
		if err = c.commit(c.tables, exec, nil); err == nil {
			c.inTx = false
		}
		return r, err
	}
	var tables []string
	for _, m := range writes.FindAllStringSubmatch(query, -1) {
		if m[1] != "SET" { // of an upsert
			tables = append(tables, m[1])
		}
	}
	switch {
	case tables == nil:
		err = exec()
	case c.inTx:
		c.tables = append(c.tables, tables...)
		err = exec()
	default:
		err = c.commit(tables, exec, nil)
	}
	return r, err
}

func (c *stepConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.full.QueryContext(ctx, query, args)
}

func (c *stepConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.full.PrepareContext(ctx, query)
}

func (c *stepConn) Ping(ctx context.Context) error { return c.full.Ping(ctx) }

func (c *stepConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	tx, err := c.full.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	c.inTx, c.tables = true, nil
	return &stepTx{tx, c}, nil
}

type stepTx struct {
	tx driver.Tx
	c  *stepConn
}

func (t *stepTx) Commit() error {
	t.c.inTx = false
	return t.c.commit(t.c.tables, t.tx.Commit, t.tx.Rollback)
}

func (t *stepTx) Rollback() error {
	t.c.inTx = false
	return t.tx.Rollback()
}
