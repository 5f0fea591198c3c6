package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/postgres"
	"github.com/gofrs/flock"
)

// MoveToPostgres moves the rows of a data directory from its own database to an empty one on PostgreSQL, and returns how
// many each table has. Nobody else may have the data directory open; who has can't write any more. If it fails, nothing
// has changed. If it is killed, or nobody knows whether the server committed, the data directory can be used again when it
// has run once more.
func MoveToPostgres(ctx context.Context, dir string, o Options) (rows map[string]int64, err error) {
	l := Layout{dir}
	if err := checkOwner(l); err != nil {
		return nil, fmt.Errorf("data directory %s: %w", dir, err)
	}
	name, state, err := elsewhere(l)
	if err != nil {
		return nil, err
	}
	if name != "" && state != moving {
		return nil, fmt.Errorf("data directory %s: its database is on PostgreSQL already", dir)
	}
	if err := checkFile(l); err != nil && (name == "" || !errors.Is(err, ErrNone)) {
		return nil, err
	}
	lock := flock.New(l.ServeLock())
	if ok, err := lock.TryLock(); err != nil || !ok {
		return nil, errors.Join(err, fmt.Errorf("data directory %s: a server runs on it: stop that first", dir))
	}
	defer lock.Unlock()
	to := sql.OpenDB(postgres.Connector(o.Postgres, postgres.Write))
	defer to.Close()
	if err := reach(to); err != nil {
		return nil, err
	}
	if name == "" {
		if err := isEmpty(ctx, to); err != nil {
			return nil, err
		}
		name = strings.ToLower(rand.Text())
		if err := writeElsewhere(l, name, moving); err != nil {
			return nil, err
		}
	}
	if rows, err = moveRows(ctx, l, o, to, name); err != nil {
		if _, inDoubt := errors.AsType[*InDoubt](err); inDoubt || state == moving {
			return nil, fmt.Errorf("%w; run it again: until then nothing runs on the data directory", err)
		}
		return nil, errors.Join(err, durable.Drop(l.Elsewhere()), durable.SyncDir(l.dir))
	}
	if err = dropOwn(l); err == nil {
		err = writeElsewhere(l, name, made)
	}
	return rows, err
}

// dropOwn removes the database from a data directory whose rows are elsewhere. It has keys that are to be destroyed there.
func dropOwn(l Layout) (err error) {
	for _, end := range []string{"-wal", "-shm", ""} {
		err = errors.Join(err, durable.Drop(l.Database()+end))
	}
	return errors.Join(err, durable.SyncDir(l.dir))
}

// isEmpty fails if a database has any table, except what a move that failed left.
func isEmpty(ctx context.Context, db *sql.DB) error {
	var n int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name <> ?`, postgres.Turn).Scan(&n)
	if err == nil && n > 0 {
		err = fmt.Errorf("the PostgreSQL database is not empty: it has %d tables; name an empty database or schema", n)
	}
	return err
}

// moveRows copies all rows, and keeps everybody from changing those that were copied. name is the data directory's, by
// which it finds out whether it was here before.
func moveRows(ctx context.Context, l Layout, o Options, to *sql.DB, name string) (rows map[string]int64, err error) {
	if errors.Is(checkFile(l), ErrNone) { // all was done but for saying so
		return arrived(ctx, to, name)
	}
	from, err := openOwn(l, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	reading, err := from.BeginTx(ctx, nil) // nobody writes meanwhile
	if err != nil {
		return nil, err
	}
	defer reading.Rollback()
	if err := makeTurn(to); err != nil {
		return nil, err
	}
	err = Transact(ctx, to, func(tx *sql.Tx) error {
		rows, err = fill(ctx, reading, tx, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err = shut(ctx, reading); err == nil {
		err = reading.Commit()
	}
	if err != nil {
		return nil, &InDoubt{err} // it is there, and may be here
	}
	return rows, nil
}

func fill(ctx context.Context, from, to *sql.Tx, name string) (map[string]int64, error) {
	d := postgresDialect{}
	rows := map[string]int64{}
	version, err := d.version(to)
	if err != nil {
		return nil, err
	}
	if version != 0 { // it was committed, and nobody was told
		if err := isOf(ctx, to, name); err != nil {
			return nil, err
		}
	}
	for version != schema.newest() {
		if version, err = schema.stepIn(to, d); err != nil {
			return nil, err
		}
	}
	for _, table := range tableNames {
		if _, err := to.ExecContext(ctx, `DELETE FROM `+table); err != nil {
			return nil, err
		}
		if rows[table], err = postgres.Copy(ctx, from, to, table); err != nil {
			return nil, err
		}
	}
	_, err = to.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES (?, ?)`, storeKey, name)
	return rows, err
}

func isOf(ctx context.Context, to postgres.Target, name string) error {
	var has string
	err := to.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, storeKey).Scan(&has)
	if postgres.NoTable(err) || err == nil && has != name {
		err = errors.New("the PostgreSQL database is not the one that the rows were on their way to")
	}
	return err
}

// arrived counts the rows of a data directory that were moved before.
func arrived(ctx context.Context, to *sql.DB, name string) (map[string]int64, error) {
	if err := isOf(ctx, to, name); err != nil {
		return nil, err
	}
	rows := map[string]int64{}
	for _, table := range tableNames {
		var n int64
		if err := to.QueryRowContext(ctx, `SELECT count(*) FROM `+table).Scan(&n); err != nil {
			return nil, err
		}
		rows[table] = n
	}
	rows["meta"]-- // the name
	return rows, nil
}

// shut has every change fail from now on, of whoever has the database open.
func shut(ctx context.Context, tx *sql.Tx) error {
	for _, table := range tableNames {
		for _, change := range []string{"INSERT", "UPDATE", "DELETE"} {
			_, err := tx.ExecContext(ctx, fmt.Sprintf(`CREATE TRIGGER IF NOT EXISTS moved_%[1]s_%[2]s BEFORE %[1]s ON %[2]s
				BEGIN SELECT RAISE(ABORT, 'the database was moved to PostgreSQL'); END`, change, table))
			if err != nil {
				return err
			}
		}
	}
	return nil
}
