package platform

import (
	"context"
	"errors"

	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// MoveToPostgres moves the database of a data directory to an empty one on the PostgreSQL server of cfg, and returns how
// many rows each table has. No Platform may serve from the data directory. If it fails, nothing has changed; if it is
// killed, the data directory can be used again when it has run once more.
func MoveToPostgres(ctx context.Context, dir string, cfg DirectoryConfig) (rows map[string]int64, err error) {
	if cfg.Postgres == nil {
		return nil, errors.New("no PostgreSQL server to move to")
	}
	return store.MoveToPostgres(ctx, dir, store.Options{Driver: sqlDriver, Postgres: cfg.Postgres})
}
