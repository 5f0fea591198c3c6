// Package onewriter is a driver of database/sql: SQLite whose writers within this process wait for one another in order.
// SQLite alone lets each look again from time to time, so that of many some never find their moment, and fail.
package onewriter

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"

	"modernc.org/sqlite"
)

type oneWriter struct {
	inner sqlite.Driver

	mu    sync.Mutex
	turns map[string]chan struct{} // by the database's name; who has put something in may write
}

// Name is the driver's, once it is registered.
const Name = "sqlite-one-writer"

// Register registers the driver.
var Register = sync.OnceFunc(func() {
	sql.Register(Name, &oneWriter{turns: map[string]chan struct{}{}})
})

func (d *oneWriter) Open(name string) (driver.Conn, error) {
	c, err := d.inner.Open(name)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.turns[name] == nil {
		d.turns[name] = make(chan struct{}, 1)
	}
	return &writerConn{sqliteConn: c.(sqliteConn), turn: d.turns[name]}, nil
}

// sqliteConn is what SQLite's connections can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	NewBackup(string) (*sqlite.Backup, error)
}

// writerConn is used by one goroutine at a time.
type writerConn struct {
	sqliteConn
	turn chan struct{}
	has  bool // the turn
}

func (c *writerConn) take(ctx context.Context) error {
	select {
	case c.turn <- struct{}{}:
		c.has = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *writerConn) give() {
	if c.has {
		c.has = false
		<-c.turn
	}
}

func (c *writerConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if err := c.take(ctx); err != nil {
		return nil, err
	}
	tx, err := c.sqliteConn.BeginTx(ctx, o)
	if err != nil {
		c.give()
		return nil, err
	}
	return &writerTx{tx, c}, nil
}

func (c *writerConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !c.has { // not within a transaction
		if err := c.take(ctx); err != nil {
			return nil, err
		}
		defer c.give()
	}
	return c.sqliteConn.ExecContext(ctx, query, args)
}

func (c *writerConn) Close() error {
	defer c.give()
	return c.sqliteConn.Close()
}

type writerTx struct {
	driver.Tx
	conn *writerConn
}

func (t *writerTx) Commit() error {
	defer t.conn.give()
	return t.Tx.Commit()
}

func (t *writerTx) Rollback() error {
	defer t.conn.give()
	return t.Tx.Rollback()
}
