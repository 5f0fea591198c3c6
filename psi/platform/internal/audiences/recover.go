package audiences

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// settle finishes what a failure left of an audience, if it left anything.
func (t *To) settle(ctx context.Context, id ID) error {
	drafts, err := t.Rows.Audiences.Drafts(ctx)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.AudienceID == id && !t.isLive(d.Session) {
			return t.Recover(ctx, nil)
		}
	}
	return nil
}

// Recover makes rows and files what the ledger says: a draft that the ledger has is put in place, another is dropped. An
// audience that the ledger does not have is destroyed; and one whose last change was lost, as in a restored copy of the
// data directory, is destroyed too and recorded as deleted, since whom it lacks nobody knows. replay is of the ledger as
// it was lately, if the process that serves is starting; else nil.
func (t *To) Recover(ctx context.Context, replay *ledger.Replay) error {
	ctx = context.WithoutCancel(ctx)
	unlock, err := t.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	starts := replay != nil
	if starts {
		ok, err := t.agrees(ctx, replay)
		if err != nil || ok {
			return errors.Join(err, t.dropStrays(ctx, true))
		}
	}
	// Under the lock, so that the ledger's last word is taken.
	if _, replay, err = t.Journal.Verify(ctx, nil); err != nil {
		return err
	}
	if err := t.recoverDrafts(ctx, replay); err != nil {
		return err
	}
	lost, err := t.recoverRows(ctx, replay)
	if err != nil {
		return err
	}
	for id := range lost {
		if t.Log != nil {
			t.Log.Warn("audiences: the members of one are lost; it is deleted", "advertiser", id.Advertiser, "dataset", id.Dataset, "name", id.Name)
		}
		if err := t.record(ctx, id, ledger.AudienceDeleted, time.Time{}); err != nil {
			return err
		}
	}
	t.scrub(ctx)
	return t.dropStrays(ctx, starts)
}

// agrees says whether nothing is to be recovered.
func (t *To) agrees(ctx context.Context, replay *ledger.Replay) (bool, error) {
	drafts, err := t.Rows.Audiences.Drafts(ctx)
	if err != nil || len(drafts) > 0 {
		return false, err
	}
	rows, err := t.Rows.Audiences.List(ctx)
	lives := 0
	for _, x := range rows {
		last := replay.Audience(x.AudienceID)
		if x.Ended() && last == nil {
			continue
		}
		if !t.holds(&x, last) || !last.Expires.Equal(x.Expires) {
			return false, err
		}
		lives++
	}
	return lives == len(replay.LiveAudiences()), err
}

// holds says whether a row and its file are the audience that the ledger last had.
func (t *To) holds(x *store.Audience, last *ledger.AudienceEvent) bool {
	if x.Ended() || last == nil || last.Session != x.Session {
		return false
	}
	_, err := os.Stat(t.Rows.Files.Audience(x.File))
	return !errors.Is(err, fs.ErrNotExist)
}

// recoverDrafts settles the drafts that nobody works on.
func (t *To) recoverDrafts(ctx context.Context, replay *ledger.Replay) error {
	drafts, err := t.Rows.Audiences.Drafts(ctx)
	if err != nil {
		return err
	}
	if len(drafts) == 0 {
		return nil
	}
	erased, err := t.Rows.Erased.Load(ctx)
	if err != nil {
		return err
	}
	out, err := t.gone(ctx, erased)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if t.isLive(d.Session) {
			continue
		}
		if last := replay.Audience(d.AudienceID); last != nil && last.Session == d.Session {
			d.Use, d.Expires = last.Use, last.Expires
			if err = t.Rows.Audiences.Place(ctx, &d); err == nil {
				_, err = t.rewrite(ctx, &d, out)
			}
		} else {
			if s := replay.Session(d.Session); s == nil || s.Open() || s.Refused != "" {
				err = t.Rows.Files.DropMatches(d.Session)
			}
			err = errors.Join(err, t.Rows.Audiences.DropDraft(ctx, d.Session))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// recoverRows destroys what the ledger does not have, and returns what is missing.
func (t *To) recoverRows(ctx context.Context, replay *ledger.Replay) (lost map[ID]bool, err error) {
	rows, err := t.Rows.Audiences.List(ctx)
	if err != nil {
		return nil, err
	}
	lost = map[ID]bool{}
	for _, x := range replay.LiveAudiences() {
		lost[x.AudienceID] = true
	}
	for _, x := range rows {
		last := replay.Audience(x.AudienceID)
		switch {
		case x.Ended() && last == nil: // expired
		case t.holds(&x, last):
			delete(lost, x.AudienceID)
			err = t.Rows.Audiences.Renew(ctx, x.AudienceID, last.Expires)
		default:
			err = t.Rows.Audiences.Remove(ctx, x.AudienceID)
		}
		if err != nil {
			return nil, err
		}
	}
	return lost, nil
}

// dropStrays removes the files that no row and no draft names; those that are being written only when a process starts,
// since nobody is writing then. The lock is held.
func (t *To) dropStrays(ctx context.Context, starts bool) error {
	dir := t.Rows.Files.Audiences()
	files, err := os.ReadDir(dir) // first, so that those which come later are not looked at
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	rows, rowsErr := t.Rows.Audiences.List(ctx)
	drafts, draftsErr := t.Rows.Audiences.Drafts(ctx)
	if err := errors.Join(err, rowsErr, draftsErr); err != nil {
		return err
	}
	named, stray := map[string]bool{}, false
	for _, x := range append(rows, drafts...) {
		named[x.File] = true
	}
	for _, f := range files {
		if named[f.Name()] || store.IsUnfinished(f.Name()) && !starts {
			continue
		}
		stray = true
		err = errors.Join(err, durable.Drop(filepath.Join(dir, f.Name())))
	}
	if stray {
		err = errors.Join(err, durable.SyncDir(dir))
	}
	return err
}
