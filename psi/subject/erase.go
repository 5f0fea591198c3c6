package subject

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/gofrs/flock"
)

// Keys are the keys of sessions in the platform's database.
type Keys interface {
	// Destroy overwrites a session's key, and says whether there was one.
	Destroy(ctx context.Context, session, reason string) (had bool, err error)
	// DestroyOlder overwrites those keys of ended sessions that were drawn before a time.
	DestroyOlder(ctx context.Context, before time.Time, reason string) error
	// Scrub makes sure that nothing overwritten is left on the disk.
	Scrub(ctx context.Context) error
	// Unrecorded returns the destroyed keys that SetRecorded was not called for, the oldest first.
	Unrecorded(ctx context.Context) ([]Destroyed, error)
	SetRecorded(ctx context.Context, session string) error
	// Reach says whether any session of a generation has a key.
	Reach(ctx context.Context, generation string) (bool, error)
}

// Destroyed is a session whose key was destroyed.
type Destroyed struct{ Session, Reason string }

// Journal is where erasures are recorded.
type Journal interface {
	Verify(ctx context.Context, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error)
	Record(ctx context.Context, e *ledger.Entry) error
}

// Eraser destroys what can tell who sessions were about. It is safe for concurrent use, also by several processes.
type Eraser struct {
	Keys    Keys
	Journal Journal
	Files   Files
	Lock    string                     // file that is locked meanwhile
	Drop    func(session string) error // removes a session's match index and everything else that is kept about its matches
}

// Erase destroys a session's key, its match index and the platform's own list of its matches. It records that in the
// ledger, with the reason. What the session released stays in the ledger. The session must have ended.
func (x *Eraser) Erase(ctx context.Context, session, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errors.New("give a reason: the ledger records it")
	}
	had, err := x.Keys.Destroy(ctx, session, reason)
	if err != nil {
		return err
	}
	if !had {
		err = fmt.Errorf("session %.12s: its key was already destroyed", session)
	}
	return errors.Join(err, x.Finish(ctx))
}

// Expire erases all sessions whose keys were drawn before a time.
func (x *Eraser) Expire(ctx context.Context, before time.Time) error {
	err := x.Keys.DestroyOlder(ctx, before, "expired")
	return errors.Join(err, x.Finish(ctx), x.dropSuperseded(ctx))
}

// Repeat destroys keys again that are gone according to the ledger: the database was restored from an older copy.
func (x *Eraser) Repeat(ctx context.Context, replay *ledger.Replay) error {
	for _, s := range replay.Sessions {
		if s.Erased.IsZero() {
			continue
		}
		if _, err := x.Keys.Destroy(ctx, s.ID, "erased before"); err != nil {
			return err
		}
	}
	return nil
}

// Finish completes erasures whose key is gone: it removes the files that the key opened, and records the erasure. A
// process may have died in between. Only one process does this at a time, so an erasure is recorded once.
func (x *Eraser) Finish(ctx context.Context) (err error) {
	lock := flock.New(x.Lock)
	if _, err := lock.TryLockContext(ctx, 10*time.Millisecond); err != nil {
		return fmt.Errorf("data directory: lock: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	all, err := x.Keys.Unrecorded(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	if err := x.Keys.Scrub(ctx); err != nil {
		return err
	}
	_, replay, err := x.Journal.Verify(ctx, nil)
	if err != nil {
		return err
	}
	for _, e := range all {
		s := replay.Session(e.Session)
		if s != nil && s.Open() {
			continue // the next process finishes it
		}
		if err := x.Drop(e.Session); err != nil {
			return err
		}
		if s != nil && s.Erased.IsZero() {
			err := x.Journal.Record(ctx, &ledger.Entry{Type: ledger.TypeErased, Session: e.Session, Erased: &ledger.Erased{Reason: e.Reason}})
			if err != nil {
				return err
			}
		}
		if err := x.Keys.SetRecorded(ctx, e.Session); err != nil {
			return err
		}
	}
	return x.dropSuperseded(ctx)
}

// Supersede keeps the candidate index of a superseded generation if any of its sessions can still be asked about. The
// rest of the generation is removed.
func (x *Eraser) Supersede(ctx context.Context, generation string) error {
	if wanted, err := x.Keys.Reach(ctx, generation); err != nil || !wanted {
		return err
	}
	if err := durable.MkDirAll(x.Files.Dir); err != nil {
		return err
	}
	err := durable.Move(x.Files.Candidates(generation), x.Files.Superseded(generation))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have been saved before
		return err
	}
	return durable.SyncDir(x.Files.Dir)
}

// dropSuperseded removes the candidate indexes that no session has a key of.
func (x *Eraser) dropSuperseded(ctx context.Context) error {
	old, err := x.Files.ending(supersededSuffix)
	if err != nil {
		return err
	}
	for _, generation := range old {
		wanted, err := x.Keys.Reach(ctx, generation)
		if err == nil && !wanted {
			err = durable.Drop(x.Files.Superseded(generation))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// DropStrays removes the match indexes whose root is not in the ledger: a process died before it recorded the result.
func (f Files) DropStrays(replay *ledger.Replay) error {
	sessions, err := f.ending(matchesSuffix)
	for _, session := range sessions {
		if x := replay.Session(session); x == nil || x.Index == (psi.Digest{}) {
			err = errors.Join(err, durable.Drop(f.Matches(session)))
		}
	}
	return err
}
