package audiences

import (
	"bytes"
	"context"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/userref"
)

// erasedAction is the Change.Action when somebody was taken out of an audience, which no advertiser is told.
const erasedAction = "erased"

// ErasePerson denies a person from now on, in whichever case his reference is written, and takes him out of all audiences.
// It returns how many he was in.
func (t *To) ErasePerson(ctx context.Context, user string) (from int, err error) {
	ctx = context.WithoutCancel(ctx)
	p, before, err := t.Rows.Erased.Person(ctx, user)
	if err != nil {
		return 0, err
	}
	if !before {
		if err := t.Journal.Record(ctx, &ledger.Entry{Type: ledger.TypeErasedPerson, Person: &p}); err != nil {
			return 0, err
		}
	}
	if _, err := t.Rows.Erased.Add(ctx, user); err != nil {
		return 0, err
	}
	all := func(*store.Audience) bool { return true }
	person, _ := userref.Fold([]byte(user))
	return t.takeOut(ctx, all, func(u string, _ *audience.Contact) bool {
		folded, _ := userref.Fold([]byte(u))
		return bytes.Equal(folded, person)
	})
}

// EraseAgain erases persons whom the ledger says were erased and the database does not know: it was restored from an older
// copy. It returns how many.
func (t *To) EraseAgain(ctx context.Context, replay *ledger.Replay) (int, error) {
	missing, err := t.Rows.Erased.Missing(ctx, replay.Erased)
	if err != nil || len(missing) == 0 {
		return 0, err
	}
	ctx = context.WithoutCancel(ctx)
	if err := t.Recover(ctx, nil); err != nil { // a copy may have rows without files
		return 0, err
	}
	erased, err := t.Rows.Erased.Load(ctx)
	if err != nil {
		return 0, err
	}
	erased.Add(missing)
	all := func(*store.Audience) bool { return true }
	if _, err = t.takeOut(ctx, all, func(user string, _ *audience.Contact) bool { return erased.Has(user) }); err != nil {
		return 0, err
	}
	return len(missing), t.Rows.Erased.Restore(ctx, missing)
}

// EraseSession takes out of its audience whom a session brought, unless another brought them too.
func (t *To) EraseSession(ctx context.Context, session string) error {
	ctx = context.WithoutCancel(ctx)
	about, err := t.Rows.Sessions.About(ctx, session)
	if err != nil || about == nil || !about.Mode.Audience() {
		return err
	}
	of := func(x *store.Audience) bool {
		return x.Advertiser == about.Client && x.Dataset == about.Dataset && x.Purpose == about.Purpose
	}
	_, err = t.takeOut(ctx, of, func(_ string, c *audience.Contact) bool { return c.Session == session })
	return err
}

// takeOut writes audiences anew in which there are contacts that are to go, and returns how many were.
func (t *To) takeOut(ctx context.Context, of func(*store.Audience) bool, out func(string, *audience.Contact) bool) (n int, err error) {
	unlock, err := t.lock(ctx)
	if err != nil {
		return 0, err
	}
	var changed []store.Audience
	defer func() {
		unlock()
		for i := range changed {
			t.tell(&changed[i], erasedAction)
		}
	}()
	rows, err := t.Rows.Audiences.List(ctx)
	if err != nil {
		return 0, err
	}
	for _, x := range rows {
		if x.Ended() || !of(&x) {
			continue
		}
		rewritten, err := t.rewrite(ctx, &x, out)
		if err != nil {
			return len(changed), err
		}
		if rewritten {
			changed = append(changed, x)
		}
	}
	t.scrub(ctx)
	return len(changed), dropStrays(ctx, t.Rows, false)
}

// rewrite writes one audience anew, if anything of it is to go.
func (t *To) rewrite(ctx context.Context, x *store.Audience, out func(string, *audience.Contact) bool) (changed bool, err error) {
	file, v, err := writeVersion(t.Rows.Files, audience.Without(x.Version.Read(t.Rows.Files.Audience(x.File)), func(user string, c *audience.Contact) bool {
		gone := out(user, c)
		changed = changed || gone
		return gone
	}))
	if err != nil {
		return false, err
	}
	if !changed {
		return false, durable.Drop(t.Rows.Files.Unfinished().Audience(file))
	}
	if err := moveVersion(t.Rows.Files, file); err != nil {
		return false, err
	}
	x.File, x.Version = file, v
	return true, t.Rows.Audiences.Rewrite(ctx, x)
}
