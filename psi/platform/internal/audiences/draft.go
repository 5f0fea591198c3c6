package audiences

import (
	"context"
	"crypto/rand"
	"encoding/hex"
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
	t.setLive(s.ID, true)
	if err := d.write(ctx, audience.Apply(order, d.action, members, matched)); err != nil {
		t.setLive(s.ID, false)
		return nil, err
	}
	return d, nil
}

func (t *To) setLive(session string, live bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.live == nil {
		t.live = map[string]bool{}
	}
	if live {
		t.live[session] = true
	} else {
		delete(t.live, session)
	}
}

func (t *To) isLive(session string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.live[session]
}

// write writes the draft's file, and its row with the key.
func (d *Draft) write(ctx context.Context, members iter.Seq2[audience.Member, error]) error {
	file, v, err := d.to.write(members)
	if err != nil {
		return err
	}
	d.row.File, d.row.Version = file, v
	if err := errors.Join(d.to.Rows.Audiences.DropDraft(ctx, d.row.Session), d.to.Rows.Audiences.Draft(ctx, &d.row)); err != nil {
		return errors.Join(err, durable.Drop(d.to.Rows.Files.Unfinished().Audience(file)))
	}
	return d.to.move(file) // now that a row names it, nobody removes it
}

// write writes a version under a name that Tidy leaves alone. move gives it its own.
func (t *To) write(members iter.Seq2[audience.Member, error]) (file string, v audience.Version, err error) {
	b := make([]byte, 16)
	rand.Read(b)
	file = hex.EncodeToString(b)
	v, err = audience.Write(t.Rows.Files.Unfinished().Audience(file), members)
	return file, v, err
}

func (t *To) move(file string) error {
	return errors.Join(durable.Move(t.Rows.Files.Unfinished().Audience(file), t.Rows.Files.Audience(file)), durable.SyncDir(t.Rows.Files.Audiences()))
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
	out, err := d.to.gone(ctx, erased)
	if err != nil {
		return err
	}
	return d.write(ctx, audience.Without(d.row.Version.Read(d.to.Rows.Files.Audience(d.row.File)), out))
}

// gone says of a contact whether its person or its session was erased.
func (t *To) gone(ctx context.Context, erased *store.ErasedPersons) (func(string, *audience.Contact) bool, error) {
	keys, err := t.Rows.SubjectKeys.List(ctx)
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
	defer d.to.setLive(d.row.Session, false)
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
		d.to.setLive(d.row.Session, false)
		d.to.tell(&d.row, string(d.action))
	}
}
