package sqltable

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// pgRows reads a cursor, a batch at a time. All values are in PostgreSQL's text form.
type pgRows struct {
	ctx   context.Context
	conn  *pgx.Conn
	tx    pgx.Tx
	rows  pgx.Rows // the batch being read
	width int
	read  int // rows of the batch
	cells [][]byte
	types []pgColumn
}

func openPostgres(ctx context.Context, cfg Config) (*dataset.Table, error) {
	c, err := pgx.ParseConfig(cfg.Source)
	if err != nil {
		return nil, errors.New("the database's URL is malformed: want postgres://user@host:port/database")
	}
	c.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // text form, and no prepared statements, which a pooler would lose
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 30 * time.Second
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "blindmatch"
	}
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("no connection to the database at %s:%d: %w", c.Host, c.Port, pgError(err))
	}
	p := &pgRows{ctx: ctx, conn: conn}
	headers, err := p.declare(cfg)
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return dataset.NewTable(dataset.Source{Format: dataset.SQL, Notes: []string{"PostgreSQL " + conn.PgConn().ParameterStatus("server_version")}}, headers, p), nil
}

// declare opens the cursor, which names the columns, and asks for the first batch.
func (p *pgRows) declare(cfg Config) ([]string, error) {
	var err error
	p.tx, err = p.conn.BeginTx(p.ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, pgError(err)
	}
	// The whole result is needed, so the planner must not optimise for the first rows.
	for _, s := range []string{"SET LOCAL cursor_tuple_fraction = 1", "SET LOCAL datestyle = 'ISO'", "SET LOCAL timezone = 'UTC'", "SET LOCAL bytea_output = 'escape'"} {
		if _, err := p.tx.Exec(p.ctx, s); err != nil {
			return nil, pgError(err)
		}
	}
	var args []any
	if cfg.Since != "" {
		args = append(args, cfg.Since)
	}
	if _, err := p.tx.Exec(p.ctx, "DECLARE blindmatch NO SCROLL CURSOR FOR "+cfg.Query, args...); err != nil {
		return nil, fmt.Errorf("the query failed: %w", pgError(err))
	}
	if err := p.fetch(0); err != nil { // for the descriptions
		return nil, err
	}
	fields := p.rows.FieldDescriptions()
	p.rows.Close()
	if err := p.rows.Err(); err != nil {
		return nil, fmt.Errorf("the query failed: %w", pgError(err))
	}
	var headers []string
	for _, f := range fields {
		headers = append(headers, f.Name)
	}
	p.width = len(headers)
	p.cells = make([][]byte, p.width)
	if err := p.describe(fields); err != nil {
		return nil, err
	}
	return headers, p.fetch(batchRows)
}

func (p *pgRows) fetch(rows int) error {
	var err error
	p.read = 0
	if p.rows, err = p.tx.Query(p.ctx, fmt.Sprintf("FETCH FORWARD %d FROM blindmatch", rows)); err != nil {
		return fmt.Errorf("the query failed: %w", pgError(err))
	}
	return nil
}

func (p *pgRows) Next() ([][]byte, error) {
	for {
		if p.rows.Next() {
			p.read++
			copy(p.cells, p.rows.RawValues())
			return p.cells, nil
		}
		if err := p.rows.Err(); err != nil {
			return nil, fmt.Errorf("the query failed: %w", pgError(err))
		}
		if p.read < batchRows {
			return nil, io.EOF
		}
		if err := p.fetch(batchRows); err != nil {
			return nil, err
		}
	}
}

func (p *pgRows) Close() error {
	// The reading may have ended because the context did.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), 5*time.Second)
	defer cancel()
	if p.rows != nil {
		p.rows.Close()
	}
	if p.tx != nil {
		p.tx.Rollback(ctx) // nothing was written, and the connection ends now
	}
	p.conn.Close(ctx)
	return nil
}

// pgError keeps only the parts of an error that hold no data. A message of the server can quote a value ("invalid input
// syntax for type integer: …"), so only messages of the classes about the connection or the query's own text are passed
// on.
func pgError(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code[:min(2, len(e.Code))] {
		case "08", "28", "3D", "42", "53", "57":
			return fmt.Errorf("%s (SQLSTATE %s)", e.Message, e.Code)
		}
		return fmt.Errorf("SQLSTATE %s; the server's log has the message", e.Code)
	}
	if e, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return errors.New(e.Error()) // names host, user and database, but no password
	}
	if pgconn.Timeout(err) {
		return errors.New("timed out")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("the server closed the connection")
	}
	return errors.New("the connection broke")
}
