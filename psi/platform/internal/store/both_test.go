package store

import (
	"testing"

	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
	"github.com/stretchr/testify/require"
)

// opener opens a data directory for a test.
type opener func(t *testing.T, dir string, o Options) *Store

// onEach runs a test on SQLite and, if there is a server, on PostgreSQL, where each data directory has a schema.
func onEach(t *testing.T, f func(t *testing.T, open opener)) {
	opened := func(t *testing.T, dir string, o Options) *Store {
		t.Helper()
		s, err := Open(dir, o)
		require.NoError(t, err)
		t.Cleanup(func() { s.Close() })
		return s
	}
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); f(t, opened) })
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		urls := map[string]string{}
		f(t, func(t *testing.T, dir string, o Options) *Store {
			if urls[dir] == "" {
				urls[dir] = pgtest.URL(t)
			}
			o.Postgres = pgtest.Connector(t, urls[dir])
			return opened(t, dir, o)
		})
	})
}
