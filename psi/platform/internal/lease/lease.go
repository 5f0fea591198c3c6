// Package lease is the right to serve from a data directory, which one process at a time has.
//
// With the database in a file it is a lock on a file. On PostgreSQL it is a lock that a connection has and that ends with
// it, when the process dies or its machine can't be reached, and a token that grows with each who gets it. Whoever has
// lost the lock and does not know yet still has an older token, with which it can't write into the ledger: the database
// has to know of an entry before the log has it, and refuses.
package lease

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/gofrs/flock"
)

// ErrTaken says that another process serves from the data directory.
var ErrTaken = errors.New("another process serves from this data directory")

// ErrLost says that this process has lost the right to serve, and that another may have it.
var ErrLost = errors.New("this process does not serve from the data directory any more: another one may have taken over")

// Lease is the right to serve. It is safe for concurrent use.
type Lease struct {
	rows *store.Store
	file *flock.Flock

	mu    sync.Mutex
	conn  *sql.Conn // that has the lock, on PostgreSQL, while it is held
	token int64     // of whoever has it; 0: it is not held, or not on PostgreSQL
}

// New returns a lease that nobody has yet.
func New(rows *store.Store) *Lease {
	return &Lease{rows: rows, file: flock.New(rows.Files.ServeLock())}
}

// Take takes it, or fails with ErrTaken. The address is where other processes reach this one, "" if they don't: it is
// written with the token, so that it is always that of whoever has the right.
func (l *Lease) Take(ctx context.Context, address string) error {
	if !l.rows.OnPostgres() {
		return l.takeFile(ctx, address)
	}
	conn, err := l.rows.DB().Conn(ctx)
	if err != nil {
		return err
	}
	err = lock(ctx, conn)
	var token int64
	if err == nil {
		token, err = nextToken(ctx, l.rows, address)
	}
	if err != nil {
		end(conn)
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn, l.token = conn, token
	return nil
}

func (l *Lease) takeFile(ctx context.Context, address string) error {
	ok, err := l.file.TryLock()
	if err == nil && !ok {
		err = ErrTaken
	}
	if err != nil {
		return err
	}
	last, err := Serving(ctx, l.rows)
	if err == nil && last != address {
		_, err = nextToken(ctx, l.rows, address)
	}
	if err != nil {
		err = errors.Join(err, l.file.Unlock())
	}
	return err
}

func lock(ctx context.Context, conn *sql.Conn) error {
	// A machine that can't be reached keeps the lock for about ten seconds.
	_, err := conn.ExecContext(ctx, `SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 10000`)
	if err != nil {
		return err
	}
	var ok bool
	err = conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(?, hashtext(current_schema()))`, store.ServeLock).Scan(&ok)
	if err == nil && !ok {
		err = ErrTaken
	}
	return err
}

// end closes a connection, and what it has locked is free.
func end(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // else it goes back to the others
}

// patience is how long the server may take to say that the lock is still there.
const patience = 4 * time.Second

// Watch calls lost as soon as the lock is gone, once, and returns when that is so or ctx ends.
func (l *Lease) Watch(ctx context.Context, lost func(error)) {
	l.mu.Lock()
	conn := l.conn
	l.mu.Unlock()
	if conn == nil {
		return
	}
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		asking, cancel := context.WithTimeout(ctx, patience)
		_, err := conn.ExecContext(asking, `SELECT 1`)
		cancel()
		if err != nil && ctx.Err() == nil {
			lost(fmt.Errorf("%w: %w", ErrLost, err))
			return
		}
	}
}

// Release gives it back.
func (l *Lease) Release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		end(l.conn)
		l.conn = nil
	}
	return l.file.Unlock()
}

// Heads is the database's memory of the ledger's head, which a process changes that serves, or that never did.
type Heads struct {
	Lease *Lease
	Meta  store.Meta
}

// Head is that of the table.
func (h Heads) Head(ctx context.Context) (string, error) { return h.Meta.Head(ctx) }

// SetHead fails with ErrLost if another process has got the right to serve since this one had it.
func (h Heads) SetHead(ctx context.Context, head string) error {
	h.Lease.mu.Lock()
	token := h.Lease.token
	h.Lease.mu.Unlock()
	if token == 0 {
		return h.Meta.SetHead(ctx, head)
	}
	last, err := h.Meta.SetHeadAs(ctx, token, head)
	if err == nil && !last {
		err = ErrLost
	}
	return err
}
