package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/blindmatch/blindmatch/internal/postgres"
)

type postgresDialect struct{}

func (postgresDialect) version(db querier) (version int, err error) {
	err = db.QueryRow(`SELECT version FROM ` + postgres.Turn).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) || postgres.NoTable(err) {
		return 0, nil
	}
	return version, err
}

func (postgresDialect) setVersion(tx *sql.Tx, version int) error {
	res, err := tx.Exec(`UPDATE `+postgres.Turn+` SET version = ?`, version)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = tx.Exec(`INSERT INTO `+postgres.Turn+` (version) VALUES (?)`, version)
	return err
}

func (postgresDialect) ddl(text string) string { return postgres.Schema(text) }

// scrub has the server use the room of old rows again, as it would by itself some time. Its own log, and what was copied
// of that, still have them: docs/replicas.md says so.
func (postgresDialect) scrub(ctx context.Context, db *sql.DB) error {
	for _, table := range []string{"subject_keys", "epochs", "audiences", "audience_drafts"} {
		if _, err := db.ExecContext(ctx, `VACUUM `+table); err != nil {
			return err
		}
	}
	return nil
}

// ServeLock tells the lock of the serving process from others of the schema.
const ServeLock = 0x626d

func (postgresDialect) served(_ Layout, db *sql.DB) (served bool, err error) {
	err = db.QueryRow(`SELECT NOT pg_try_advisory_xact_lock(?, hashtext(current_schema()))`, ServeLock).Scan(&served)
	return served, err
}

// beginReading gives the reading of large tables the time that it takes.
func (postgresDialect) beginReading() string {
	return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0`
}

// unkept are the tables of which a copy has nothing: see detach.
var unkept = []string{"epochs", "audiences", "audience_drafts"}

func (postgresDialect) writeFile(ctx context.Context, from *sql.Conn, path string) error {
	to, err := openFile(path)
	if err != nil {
		return err
	}
	if err = schema.migrate(to, sqliteDialect{}); err == nil {
		err = Transact(ctx, to, func(tx *sql.Tx) error {
			for _, table := range tableNames {
				if slices.Contains(unkept, table) {
					continue
				}
				if _, err := postgres.Copy(ctx, from, tx, table); err != nil {
					return err
				}
			}
			_, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE key = ?`, storeKey)
			return err
		})
	}
	return errors.Join(err, to.Close())
}
