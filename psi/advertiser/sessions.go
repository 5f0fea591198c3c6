package advertiser

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/gofrs/flock"
)

// Sessions remembers, in a folder, which sessions this user's processes have open. A platform lets an owner have one
// session at a time on a dataset, so a session that a killed process left behind blocks the next one until it times
// out. Several processes may use it at once.
//
// A session is an empty file, named by the platform, the advertiser and the session's own name. The process with the
// session's keys holds a lock on it. A file that nobody has locked was left behind; a session that is still running
// can't be ended by mistake.
type Sessions struct{ dir string }

// NewSessions returns the memory in the folder dir. It creates dir if need be.
func NewSessions(dir string) (*Sessions, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("state directory: %w", err)
	}
	return &Sessions{dir}, nil
}

// claim is our hold on an open session: its file, locked.
type claim struct {
	id   string
	lock *flock.Flock
	all  *claims
}

// claims remembers one advertiser's sessions with one platform.
type claims struct{ dir, prefix string }

func (s *Sessions) of(platform, advertiser string) *claims {
	sum := sha256.Sum256([]byte(platform + "\x00" + advertiser)) // identities are printable: psi.CheckIdentity
	return &claims{s.dir, "session-" + hex.EncodeToString(sum[:8])}
}

// guarded runs f while no other process creates, lists or removes files.
func (m *claims) guarded(f func() error) (err error) {
	guard := flock.New(filepath.Join(m.dir, m.prefix+".lock"))
	if err := guard.Lock(); err != nil {
		return fmt.Errorf("state directory: %w", err)
	}
	defer func() { err = errors.Join(err, guard.Unlock()) }()
	return f()
}

// hold creates a session's file if need be, mode 0600, and locks it. It returns nil if a living process holds the lock.
// m is guarded.
func (m *claims) hold(id string) (*claim, error) {
	c := &claim{id: id, lock: flock.New(filepath.Join(m.dir, m.prefix+"-"+id)), all: m}
	ok, err := c.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("state directory: %w", err)
	}
	if !ok {
		return nil, nil
	}
	return c, nil
}

// remember adds a session that was just opened.
func (s *Sessions) remember(platform, advertiser, id string) (c *claim, err error) {
	if s == nil {
		return nil, nil
	}
	m := s.of(platform, advertiser)
	err = m.guarded(func() error {
		c, err = m.hold(id)
		return err
	})
	if err == nil && c == nil {
		err = errors.New("the platform opened a session that we already have open")
	}
	return c, err
}

// left returns the sessions that no living process holds.
func (s *Sessions) left(platform, advertiser string) (all []*claim, err error) {
	if s == nil {
		return nil, nil
	}
	m := s.of(platform, advertiser)
	err = m.guarded(func() error {
		files, err := os.ReadDir(m.dir)
		if err != nil {
			return fmt.Errorf("state directory: %w", err)
		}
		for _, f := range files {
			id, ok := strings.CutPrefix(f.Name(), m.prefix+"-")
			if !ok || !psi.IsSession(id) {
				continue
			}
			c, err := m.hold(id)
			if err != nil {
				return err
			}
			if c != nil {
				all = append(all, c)
			}
		}
		return nil
	})
	return all, err
}

// release unlocks the session, and forgets it if it has ended. If forgetting fails, a later run finds out that it has
// ended.
func (c *claim) release(ended bool) {
	if c == nil {
		return
	}
	_ = c.all.guarded(func() error {
		err := c.lock.Unlock() // first: Windows does not remove open files
		if ended {
			err = errors.Join(err, os.Remove(c.lock.Path()))
		}
		return err
	})
}

// endLeft ends the sessions that killed processes of ours left open. If the platform does not end one now, the next run
// tries again.
func (r *run) endLeft(ctx context.Context) error {
	if r.cfg.Sessions == nil {
		return nil
	}
	kept, err := r.cfg.Sessions.Left(r.info.Platform, r.info.Advertiser)
	defer Release(kept)
	if err != nil {
		return err
	}
	left, err := r.cfg.Sessions.left(r.info.Platform, r.info.Advertiser)
	for _, c := range left {
		over, aborted := false, false
		if err == nil {
			over, aborted = r.ended(ctx, c.id)
		}
		c.release(over)
		for _, k := range kept {
			if aborted && k.Session == c.id {
				err = errors.Join(err, k.forget())
			}
		}
	}
	return err
}

// ended ends a session, unless it has already ended or its answer is paid for, and says whether it is ended now. After
// aborted there is nothing to resume.
func (r *run) ended(ctx context.Context, id string) (over, aborted bool) {
	s, err := r.platform.Status(ctx, id)
	switch {
	case err != nil || s.State == psi.StateFailed:
		return isOver(err), isOver(err)
	case s.State == psi.StateDone:
		return true, false
	case s.State == psi.StateCounting:
		return false, false
	}
	if err = r.platform.Abort(ctx, id); err == nil && r.cfg.Ended != nil {
		r.cfg.Ended(id)
	}
	return isOver(err), isOver(err)
}

// isOver says whether a session is over, from the platform's answer to Abort, or to Status of an ended session.
func isOver(err error) bool { return err == nil || psi.CodeOf(err) == psi.CodeUnknownSession }
