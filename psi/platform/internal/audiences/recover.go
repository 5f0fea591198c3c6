package audiences

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

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
		if d.AudienceID == id && !t.drafting.has(d.Session) {
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
		ok, err := (&recovery{t, replay}).agrees(ctx)
		if err != nil || ok {
			return errors.Join(err, dropStrays(ctx, t.Rows, true))
		}
	}
	// Under the lock, so that the ledger's last word is taken.
	if _, replay, err = t.Journal.Verify(ctx, nil); err != nil {
		return err
	}
	r := &recovery{t, replay}
	if err := r.drafts(ctx); err != nil {
		return err
	}
	lost, err := r.rows(ctx)
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
	return dropStrays(ctx, t.Rows, starts)
}

// recovery makes what is kept agree with the ledger.
type recovery struct {
	*To
	replay *ledger.Replay
}

// agrees says whether nothing is to be recovered.
func (r *recovery) agrees(ctx context.Context) (bool, error) {
	drafts, err := r.Rows.Audiences.Drafts(ctx)
	if err != nil || len(drafts) > 0 {
		return false, err
	}
	rows, err := r.Rows.Audiences.List(ctx)
	lives := 0
	for _, x := range rows {
		last := r.replay.Audience(x.AudienceID)
		if x.Ended() && last == nil {
			continue
		}
		if !r.holds(&x, last) || !last.Expires.Equal(x.Expires) {
			return false, err
		}
		lives++
	}
	return lives == len(r.replay.LiveAudiences()), err
}

// holds says whether a row and its file are the audience that the ledger last had.
func (r *recovery) holds(x *store.Audience, last *ledger.AudienceEvent) bool {
	if x.Ended() || last == nil || last.Session != x.Session {
		return false
	}
	_, err := os.Stat(r.Rows.Files.Audience(x.File))
	return !errors.Is(err, fs.ErrNotExist)
}

// drafts settles the drafts that nobody works on.
func (r *recovery) drafts(ctx context.Context) error {
	drafts, err := r.Rows.Audiences.Drafts(ctx)
	if err != nil {
		return err
	}
	if len(drafts) == 0 {
		return nil
	}
	erased, err := r.Rows.Erased.Load(ctx)
	if err != nil {
		return err
	}
	out, err := gone(ctx, r.Rows, erased)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if r.drafting.has(d.Session) {
			continue
		}
		if last := r.replay.Audience(d.AudienceID); last != nil && last.Session == d.Session {
			d.Use, d.Expires = last.Use, last.Expires
			if err = r.Rows.Audiences.Place(ctx, &d); err == nil {
				_, err = r.rewrite(ctx, &d, out)
			}
		} else {
			if s := r.replay.Session(d.Session); s == nil || s.Open() || s.Refused != "" {
				err = r.Rows.Files.DropMatches(d.Session)
			}
			err = errors.Join(err, r.Rows.Audiences.DropDraft(ctx, d.Session))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rows destroys what the ledger does not have, and returns what is missing.
func (r *recovery) rows(ctx context.Context) (lost map[ID]bool, err error) {
	rows, err := r.Rows.Audiences.List(ctx)
	if err != nil {
		return nil, err
	}
	lost = map[ID]bool{}
	for _, x := range r.replay.LiveAudiences() {
		lost[x.AudienceID] = true
	}
	for _, x := range rows {
		last := r.replay.Audience(x.AudienceID)
		switch {
		case x.Ended() && last == nil: // expired
		case r.holds(&x, last):
			delete(lost, x.AudienceID)
			err = r.Rows.Audiences.Renew(ctx, x.AudienceID, last.Expires)
		default:
			err = r.Rows.Audiences.Remove(ctx, x.AudienceID)
		}
		if err != nil {
			return nil, err
		}
	}
	return lost, nil
}
