// Package audiences keeps the audiences of a platform: their rows and sealed files, what is recorded of them, and who of
// them may be read.
//
// An audience lives if the ledger says so; its row and file follow. A session's change is first written to a file of its
// own, with a draft in the database; then the ledger has it; then one transaction puts it in place. So after a crash the
// ledger decides what becomes of a draft. SPEC.md §7.5.
package audiences

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/gofrs/flock"
)

// ID names an audience.
type ID = ledger.AudienceID

// Change says what became of an audience.
type Change struct {
	ID
	Action   string // "create", "replace", "add", "remove", "renewed", "deleted", "expired", or "erased": without a person
	Use      psi.Use
	Expires  time.Time
	Readable bool // by the ad system
}

// To is where audiences are kept. It is safe for concurrent use, also by several processes.
type To struct {
	Rows    *store.Store
	Journal *journal.Journal
	Log     *slog.Logger
	Changed func(Change) // is called when a change is in place; nil means nobody asks

	drafting drafting
}

// lock keeps other changes away, in this process and in others, until unlock is called.
func (t *To) lock(ctx context.Context) (unlock func(), err error) {
	l := flock.New(t.Rows.Files.AudienceLock())
	if _, err := l.TryLockContext(ctx, 10*time.Millisecond); err != nil {
		return nil, fmt.Errorf("data directory: lock: %w", err)
	}
	return func() { _ = l.Unlock() }, nil
}

func (t *To) tell(x *store.Audience, action string) {
	if t.Changed != nil {
		t.Changed(Change{ID: x.AudienceID, Action: action, Use: x.Use, Expires: x.Expires, Readable: x.Readable})
	}
}

func unknown(id ID) error {
	return psi.Errorf(psi.CodeUnknownAudience, "no audience %q of %q for dataset %q: it was never created, was deleted, or has expired", id.Name, id.Advertiser, id.Dataset)
}

func exists(id ID) error {
	return psi.Errorf(psi.CodeAudienceExists, "there is an audience %q for dataset %q already: replace it, or choose another name", id.Name, id.Dataset)
}

// Check says whether a session may do something to an audience, and how many members the sizes of earlier lists allow
// it to have.
func (t *To) Check(ctx context.Context, id ID, action psi.Action) (most uint64, err error) {
	x, err := t.now(ctx, id)
	if err != nil {
		return 0, err
	}
	lives := x != nil && !x.Ended()
	switch create := action == psi.CreateAudience; {
	case create && lives:
		return 0, exists(id)
	case !create && !lives:
		return 0, unknown(id)
	case !lives:
		return 0, nil
	}
	return x.Most, nil
}

// now is an audience's row, after what a failure left and what is due.
func (t *To) now(ctx context.Context, id ID) (*store.Audience, error) {
	if err := t.settle(ctx, id); err != nil {
		return nil, err
	}
	x, err := t.Rows.Audiences.Get(ctx, id)
	if err != nil || x == nil || x.Ended() || time.Now().Before(x.Expires) {
		return x, err
	}
	if err := t.expire(ctx, id); err != nil {
		return nil, err
	}
	return t.Rows.Audiences.Get(ctx, id)
}

// List says what an advertiser is told of its audiences.
func (t *To) List(ctx context.Context, advertiser, dataset, purpose string) ([]psi.AudienceInfo, error) {
	all, err := t.Rows.Audiences.List(ctx)
	if err != nil {
		return nil, err
	}
	infos := []psi.AudienceInfo{}
	for _, x := range all {
		if x.Advertiser != advertiser || x.Dataset != dataset || x.Purpose != purpose {
			continue
		}
		i := psi.AudienceInfo{Name: x.Name, Use: x.Use, State: psi.AudienceActive, Created: x.Created.UTC().Truncate(time.Second), Expires: x.Expires.UTC()}
		if x.Ended() || !time.Now().Before(x.Expires) {
			i.State = psi.AudienceExpired
		}
		infos = append(infos, i)
	}
	return infos, nil
}

// record writes an entry of a change outside of sessions.
func (t *To) record(ctx context.Context, id ID, action string, expires time.Time) error {
	return t.Journal.Record(ctx, &ledger.Entry{Type: ledger.TypeAudience, Audience: &ledger.AudienceChange{
		Action: action, Advertiser: id.Advertiser, Dataset: id.Dataset, Purpose: id.Purpose, Name: id.Name, Expires: expires,
	}})
}

// change does something to an audience that lives, under the lock.
func (t *To) change(ctx context.Context, id ID, action string, do func(*store.Audience) error) error {
	if err := t.settle(ctx, id); err != nil {
		return err
	}
	unlock, err := t.lock(ctx)
	if err != nil {
		return err
	}
	x, err := t.Rows.Audiences.Get(ctx, id)
	if err == nil {
		if x == nil || x.Ended() {
			err = unknown(id)
		} else {
			err = do(x)
		}
	}
	t.scrub(ctx)
	unlock()
	if err == nil {
		t.tell(x, action)
	}
	return err
}

// Delete destroys the key of an audience; Tidy removes its file. One that has expired is no longer listed.
func (t *To) Delete(ctx context.Context, id ID) error {
	ctx = context.WithoutCancel(ctx)
	if x, err := t.now(ctx, id); err != nil {
		return err
	} else if x != nil && x.Ended() {
		return t.Rows.Audiences.Remove(ctx, id)
	}
	return t.change(ctx, id, ledger.AudienceDeleted, func(x *store.Audience) error {
		if err := t.record(ctx, id, ledger.AudienceDeleted, time.Time{}); err != nil {
			return err
		}
		return t.Rows.Audiences.Remove(ctx, id)
	})
}

// CheckExpires says whether an audience may end then.
func CheckExpires(at time.Time) error {
	now := time.Now()
	if last := now.Add(psi.MaxAudience); !at.After(now) || at.After(last) {
		return psi.Errorf(psi.CodeBadRequest, "an audience that ends at %s: want an end in the future, and by %s",
			at.UTC().Format(time.RFC3339), last.UTC().Format(time.RFC3339))
	}
	return nil
}

// Renew lets an audience live until another time.
func (t *To) Renew(ctx context.Context, id ID, expires time.Time) error {
	ctx = context.WithoutCancel(ctx)
	if err := CheckExpires(expires); err != nil {
		return err
	}
	if _, err := t.now(ctx, id); err != nil { // one that is over is not revived
		return err
	}
	expires = expires.UTC().Truncate(time.Second)
	return t.change(ctx, id, ledger.AudienceRenewed, func(x *store.Audience) error {
		if err := t.record(ctx, id, ledger.AudienceRenewed, expires); err != nil {
			return err
		}
		x.Expires = expires
		return t.Rows.Audiences.Renew(ctx, id, expires)
	})
}

// Expire ends the audiences whose time is over, and forgets those that ended long ago.
func (t *To) Expire(ctx context.Context) error {
	all, err := t.Rows.Audiences.List(ctx)
	if err != nil {
		return err
	}
	for _, x := range all {
		switch over := time.Since(x.Expires); {
		case !x.Ended() && over >= 0:
			err = errors.Join(err, t.expire(ctx, x.AudienceID))
		case x.Ended() && over > psi.MaxAudience:
			err = errors.Join(err, t.Rows.Audiences.Remove(ctx, x.AudienceID))
		}
	}
	return err
}

// expire ends an audience if its time is over.
func (t *To) expire(ctx context.Context, id ID) error {
	ctx = context.WithoutCancel(ctx)
	renewed := errors.New("renewed")
	err := t.change(ctx, id, ledger.AudienceExpired, func(x *store.Audience) error {
		if time.Now().Before(x.Expires) {
			return renewed
		}
		if err := t.record(ctx, id, ledger.AudienceExpired, time.Time{}); err != nil {
			return err
		}
		return t.Rows.Audiences.End(ctx, id)
	})
	if err == renewed || psi.CodeOf(err) == psi.CodeUnknownAudience {
		return nil // another was faster
	}
	return err
}

// scrub removes what the database's log still has of destroyed keys. It takes a time that depends on no audience.
func (t *To) scrub(ctx context.Context) {
	if err := t.Rows.SubjectKeys.Scrub(ctx); err != nil && t.Log != nil {
		t.Log.Warn("audiences: a destroyed key may still be in the database's write-ahead log", "error", err)
	}
}

// Tidy removes the files whose keys are gone. Nobody waits for it who must not learn how large they are.
func (t *To) Tidy(ctx context.Context) error {
	unlock, err := t.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	t.scrub(ctx)
	return dropStrays(ctx, t.Rows, false)
}
