// Package postgres lets the statements of package store, which are written once, run on PostgreSQL as they do on SQLite.
// It wraps the connections of a driver for PostgreSQL; which one is up to whoever opens the database.
//
// A transaction is what "BEGIN IMMEDIATE" is on SQLite: it has the right to write from its beginning, and others wait.
// It is serializable as well, so that statements outside of transactions can't come between what it read and what it
// writes; if one did, the transaction fails, and Again says that it can be run anew.
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// Turn is the table that a transaction locks to have the right to write. It holds the version of the schema, too.
const Turn = "schema_version"

// Mode says what may be done through connections.
type Mode int

const (
	Write Mode = iota
	Read
)

// Connector wraps the connector of a driver for PostgreSQL.
func Connector(inner driver.Connector, m Mode) driver.Connector { return &connector{inner, m} }

type connector struct {
	driver.Connector
	mode Mode
}

// innerConn is what the connections of a driver have to be able to do.
type innerConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
}

// settings are those of every connection. A process that stands still must not keep the others from writing.
const settings = `SET idle_in_transaction_session_timeout = '20s'; SET lock_timeout = '60s'; SET TIME ZONE 'UTC'`

func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	in, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := in.(innerConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("postgres: the driver's connections (%T) can't do what is needed", in), in.Close())
	}
	set := settings
	if c.mode == Read {
		set += `; SET default_transaction_read_only = on`
	}
	if _, err := full.ExecContext(ctx, set, nil); err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return &conn{full, c.mode}, nil
}

type conn struct {
	innerConn
	mode Mode
}

func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if o.Isolation == driver.IsolationLevel(sql.LevelDefault) {
		o.Isolation = driver.IsolationLevel(sql.LevelSerializable)
	}
	tx, err := c.innerConn.BeginTx(ctx, o)
	if err != nil || c.mode == Read || o.ReadOnly {
		return tx, err
	}
	// This takes no snapshot yet, so that the transaction sees what those before it have written.
	if _, err := c.innerConn.ExecContext(ctx, `LOCK TABLE `+Turn+` IN EXCLUSIVE MODE`, nil); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return c.innerConn.ExecContext(ctx, translate(query, len(args)), args)
}

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.innerConn.QueryContext(ctx, translate(query, len(args)), args)
}

func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.innerConn.PrepareContext(ctx, translate(query, 1))
}

// CheckNamedValue makes arguments what they are on SQLite. A bool is a number there.
func (c *conn) CheckNamedValue(v *driver.NamedValue) (err error) {
	if v.Value, err = driver.DefaultParameterConverter.ConvertValue(v.Value); err != nil {
		return err
	}
	switch x := v.Value.(type) {
	case bool:
		v.Value = int64(0)
		if x {
			v.Value = int64(1)
		}
	case []byte:
		if x == nil {
			v.Value = nil
		}
	}
	return nil
}
