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
		require.NoError(t, a.Take(ctx))
		require.ErrorIs(t, b.Take(ctx), ErrTaken)
		require.NoError(t, a.Release())
		require.NoError(t, b.Take(ctx))
		require.ErrorIs(t, a.Take(ctx), ErrTaken)
		require.NoError(t, b.Release())
	}
	t.Run("SQLite", func(t *testing.T) { one(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) { one(t, pgtest.URL(t)) })
}

// A database is not brought up to date under a server of an earlier release.
func TestMigrateUnderAServer(t *testing.T) {
	t.Parallel()
	dir, url := t.TempDir(), pgtest.URL(t)
	a, rows := process(t, dir, url)
	require.NoError(t, a.Take(t.Context()))
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
	require.NoError(t, a.Take(ctx))
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
	require.Eventually(t, func() bool { return b.Take(ctx) == nil }, 10*time.Second, 20*time.Millisecond)
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
