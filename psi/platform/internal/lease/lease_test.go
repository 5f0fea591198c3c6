package lease

import (
	"context"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/stretchr/testify/require"
)

// process is a data directory as a process of its own has it open.
func process(t *testing.T, dir, url string) (*Lease, *store.Store) {
	t.Helper()
	o := store.Options{}
	if url != "" {
		o.Postgres = pgtest.Connector(t, url)
	}
	s, err := store.Open(dir, o)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return New(s), s
}

// One process serves at a time, and the next one as soon as it has stopped.
func TestOneServes(t *testing.T) {
	t.Parallel()
	one := func(t *testing.T, url string) {
		ctx, dir := t.Context(), t.TempDir()
		a, _ := process(t, dir, url)
		b, _ := process(t, dir, url)
		require.NoError(t, a.Take(ctx, ""))
		require.ErrorIs(t, b.Take(ctx, ""), ErrTaken)
		require.NoError(t, a.Release())
		require.NoError(t, b.Take(ctx, ""))
		require.ErrorIs(t, a.Take(ctx, ""), ErrTaken)
		require.NoError(t, b.Release())
	}
	t.Run("SQLite", func(t *testing.T) { one(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) { one(t, pgtest.URL(t)) })
}

// Where the process that serves can be reached is always that of the last one that got the right.
func TestAddress(t *testing.T) {
	t.Parallel()
	one := func(t *testing.T, url string) {
		ctx, dir := t.Context(), t.TempDir()
		a, rows := process(t, dir, url)
		b, _ := process(t, dir, url)
		at := func(want string) {
			t.Helper()
			got, err := Serving(ctx, rows)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		take := func(l *Lease, address string) { // PostgreSQL takes a moment to see that a connection has ended
			t.Helper()
			require.Eventually(t, func() bool { return l.Take(ctx, address) == nil }, 10*time.Second, 10*time.Millisecond)
		}
		at("")
		take(a, "10.0.0.1:8444")
		at("10.0.0.1:8444")
		require.ErrorIs(t, b.Take(ctx, "10.0.0.2:8444"), ErrTaken)
		at("10.0.0.1:8444")
		require.NoError(t, a.Release())
		take(b, "10.0.0.2:8444")
		at("10.0.0.2:8444")
		require.NoError(t, b.Release())
		take(a, "")
		at("")
		// One of an earlier release gets the right, and leaves the address of the one before.
		require.NoError(t, a.Release())
		take(b, "10.0.0.2:8444")
		_, err := rows.DB().ExecContext(ctx, `UPDATE meta SET value = '99' WHERE key = 'serve_token'`)
		require.NoError(t, err)
		at("")
	}
	t.Run("SQLite", func(t *testing.T) { one(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) { one(t, pgtest.URL(t)) })
}

// A database is not brought up to date under a server of an earlier release.
func TestMigrateUnderAServer(t *testing.T) {
	t.Parallel()
	dir, url := t.TempDir(), pgtest.URL(t)
	a, rows := process(t, dir, url)
	require.NoError(t, a.Take(t.Context(), ""))
	_, err := rows.DB().Exec(`UPDATE schema_version SET version = version - 1`)
	require.NoError(t, err)
	_, err = store.Open(dir, store.Options{Postgres: pgtest.Connector(t, url)})
	require.ErrorContains(t, err, "a server of an earlier release runs on it: stop that first")
}

// Whoever has lost the connection with the lock is told, and can't write into the ledger any more as soon as another one
// serves, though it does not know. Processes that never served still can.
func TestFence(t *testing.T) {
	t.Parallel()
	ctx, dir, url := t.Context(), t.TempDir(), pgtest.URL(t)
	a, rows := process(t, dir, url)
	b, _ := process(t, dir, url)
	other, _ := process(t, dir, url)
	heads := func(l *Lease) Heads { return Heads{Lease: l, Meta: l.rows.Meta} }
	require.NoError(t, a.Take(ctx, ""))
	require.NoError(t, heads(a).SetHead(ctx, "1 x"))
	require.NoError(t, heads(a).SetHead(ctx, "1 x"), "as it is already")
	lost := make(chan error, 1)
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go a.Watch(watching, func(err error) { lost <- err })

	var pid int
	require.NoError(t, a.conn.QueryRowContext(ctx, `SELECT pg_backend_pid()`).Scan(&pid))
	_, err := rows.DB().ExecContext(ctx, `SELECT pg_terminate_backend(?)`, pid)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return b.Take(ctx, "") == nil }, 10*time.Second, 20*time.Millisecond)
	require.ErrorIs(t, heads(a).SetHead(ctx, "2 y"), ErrLost)
	head, err := heads(b).Head(ctx)
	require.NoError(t, err)
	require.Equal(t, "1 x", head)
	require.NoError(t, heads(b).SetHead(ctx, "2 z"))
	require.NoError(t, heads(other).SetHead(ctx, "3 z"))
	require.NoError(t, heads(b).SetHead(ctx, "4 z"))
	select {
	case err := <-lost:
		require.ErrorIs(t, err, ErrLost)
	case <-time.After(20 * time.Second):
		t.Fatal("nobody told it")
	}
	require.NoError(t, a.Release())
	require.NoError(t, heads(b).SetHead(ctx, "5 z"), "what it gives back is not the other's")
	require.ErrorIs(t, heads(a).SetHead(ctx, "6 y"), ErrLost, "its token stays the old one")
}
