package audiences

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Session is what a session asks to do to an audience.
type Session struct {
	ID       string
	Audience ID
	Asks     psi.Audience
	Readable bool   // what was drawn, if it fills
	Most     uint64 // members that the sizes of its own sets allow
	Room     uint64 // identifiers that the platform's set has room for: an audience has hardly more members
}

// Draft is what a session is about to make of an audience.
type Draft struct {
	to     *To
	row    store.Audience
	action psi.Action
	base   string // file of the version that it was made from; "" for none
	erased int    // persons who were erased when it was made
	held   func() // ends the lock
	placed bool
}

// Order is the order of all audiences' members.
func (t *To) Order(ctx context.Context) (*audience.Order, error) {
	key, err := t.Rows.Erased.PersonsKey(ctx)
	return audience.NewOrder(key), err
}

// Draft writes what becomes of an audience by a session, and keeps it until Begin, Place or Drop. matched is in order.
func (t *To) Draft(ctx context.Context, s Session, matched iter.Seq2[audience.Member, error]) (d *Draft, err error) {
	d = &Draft{to: t, action: s.Asks.Action}
	before, err := t.Rows.Audiences.Get(ctx, s.Audience)
	if err != nil {
		return nil, err
	}
	members := func(func(audience.Member, error) bool) {}
	if before != nil && !before.Ended() {
		d.row, d.base = *before, before.File
		members = before.Version.Read(t.Rows.Files.Audience(before.File))
	} else if d.action != psi.CreateAudience {
		return nil, unknown(s.Audience)
	}
	d.row.AudienceID, d.row.Session = s.Audience, s.ID
	if d.action.Fills() {
		d.row.Use, d.row.Readable, d.row.Most = s.Asks.Use, s.Readable, s.Most
		if d.row.Expires, err = s.Asks.ExpiresAt(); err != nil {
			return nil, err
		}
		if d.base == "" {
			d.row.Created = time.Now()
		}
	} else if d.action == psi.AddToAudience {
		d.row.Most = min(d.row.Most+s.Most, max(d.row.Most, s.Room))
	}
	order, err := t.Order(ctx)
	if err != nil {
		return nil, err
	}
	erased, err := t.Rows.Erased.Load(ctx)
	if err != nil {
		return nil, err
	}
	d.erased = erased.Len()
	t.drafting.begin(s.ID)
	if err := d.write(ctx, audience.Apply(order, d.action, members, matched)); err != nil {
		t.drafting.end(s.ID)
		return nil, err
	}
	return d, nil
}

// write writes the draft's file, and its row with the key.
func (d *Draft) write(ctx context.Context, members iter.Seq2[audience.Member, error]) error {
	file, v, err := writeVersion(d.to.Rows.Files, members)
	if err != nil {
		return err
	}
	d.row.File, d.row.Version = file, v
	if err := errors.Join(d.to.Rows.Audiences.DropDraft(ctx, d.row.Session), d.to.Rows.Audiences.Draft(ctx, &d.row)); err != nil {
		return errors.Join(err, durable.Drop(d.to.Rows.Files.Unfinished().Audience(file)))
	}
	return moveVersion(d.to.Rows.Files, file) // now that a row names it, nobody removes it
}

// Begin keeps all other changes away until End. It fails with a *psi.Error if the audience lives or not, against what
// the session was told when it was opened.
func (d *Draft) Begin(ctx context.Context) (err error) {
	if d.held, err = d.to.lock(ctx); err != nil {
		return err
	}
	now, err := d.to.Rows.Audiences.Get(ctx, d.row.AudienceID)
	if err != nil {
		return err
	}
	lives := now != nil && !now.Ended()
	switch {
	case lives && d.action == psi.CreateAudience:
		return exists(d.row.AudienceID)
	case !lives && d.action != psi.CreateAudience:
		return unknown(d.row.AudienceID)
	case lives && !d.action.Fills():
		d.row.Expires = now.Expires // it may have been renewed
	}
	erased, err := d.to.Rows.Erased.Load(ctx)
	if err != nil {
		return err
	}
	if (!lives || now.File == d.base) && erased.Len() == d.erased {
		return nil
	}
	// A person or a session was erased meanwhile.
	out, err := gone(ctx, d.to.Rows, erased)
	if err != nil {
		return err
	}
	return d.write(ctx, audience.Without(d.row.Version.Read(d.to.Rows.Files.Audience(d.row.File)), out))
}

// gone says of a contact whether its person or its session was erased.
func gone(ctx context.Context, rows *store.Store, erased *store.ErasedPersons) (func(string, *audience.Contact) bool, error) {
	keys, err := rows.SubjectKeys.List(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, k := range keys {
		known[k.Session] = true
	}
	return func(user string, c *audience.Contact) bool { return erased.Has(user) || !known[c.Session] }, nil
}

// Place puts the draft in place of the audience before, whose key is destroyed. The ledger has it already.
func (d *Draft) Place(ctx context.Context) error {
	err := d.to.Rows.Audiences.Place(ctx, &d.row)
	d.placed = err == nil
	return err
}

// Drop removes the draft, unless the ledger may have it: then the next change, or the next start, settles it.
func (d *Draft) Drop(ctx context.Context, inDoubt bool) error {
	defer d.to.drafting.end(d.row.Session)
	if d.placed || inDoubt {
		return nil
	}
	return d.to.Rows.Audiences.DropDraft(ctx, d.row.Session)
}

// End lets other changes in. What it does takes place after the client has its answer.
func (d *Draft) End() {
	if d.placed {
		d.to.scrub(context.Background())
	}
	if d.held != nil {
		d.held()
		d.held = nil
	}
	if d.placed {
		d.to.drafting.end(d.row.Session)
		d.to.tell(&d.row, string(d.action))
	}
}
