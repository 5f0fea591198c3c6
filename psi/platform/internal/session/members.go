package session

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/audiences"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// memberList is whom a session matched, for an audience, and the match index of the session, being written.
type memberList struct {
	env     *Env
	session *facts
	epoch   *epoch
	listed  uint64 // elements of the list
	room    uint64 // and of the platform's set
	data    *openedDataset
	order   *os.File
	people  *subject.Candidates
	index   *subject.MatchWriter
	matched *audience.Matched
}

func (p *Env) newMemberList(f *facts, m *matching) (l *memberList, err error) {
	l = &memberList{env: p, session: f, epoch: m.epoch, listed: m.listed, room: m.tags.Set.Items()}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.close())
		}
	}()
	order, err := p.Audiences.Order(f.ctx)
	if err != nil {
		return l, err
	}
	l.matched = audience.NewMatched(order, p.scratch())
	if l.data, err = p.openDataset(&m.epoch.data); err != nil {
		return l, err
	}
	if l.order, err = os.Open(m.epoch.files.Order()); err != nil {
		return l, err
	}
	l.people, l.index, err = p.openMatchIndex(f)
	return l, err
}

// add adds the users of a group that matches: those who themselves hold an identifier that matched.
func (l *memberList) add(hit psi.Hit) error {
	return l.data.holders(l.order, l.epoch, hit, func(x holder) error {
		context := l.data.contexts[x.Context]
		if err := l.matched.Add(x.User, x.record, x.number, context); err != nil {
			return err
		}
		return l.index.AddContact(l.people.Tag(x.User), slices.Index(identity.Types(), x.Type), context)
	})
}

// User and Contact make the dataset an audience.Source.
func (d *openedDataset) User(record uint64) (string, error) { return d.stored.User(record) }

// Contact is an element with its type.
func (d *openedDataset) Contact(number uint64, context uint16) (c audience.Contact, err error) {
	if c.Element, err = d.stored.Element(number); err != nil {
		return c, err
	}
	if c.Type, err = d.stored.ElementType(number); err != nil {
		return c, err
	}
	if int(context) >= len(d.names) {
		return c, errors.New("a match has no context")
	}
	c.Context = d.names[context]
	return c, nil
}

// finish writes the match index, and what becomes of the audience.
func (l *memberList) finish(a *answer, readable bool) (err error) {
	e := &audienceEffect{files: matchFiles{l.env, l.session.id}}
	a.effect = e
	if a.index, err = l.index.Finish(); err != nil {
		return err
	}
	if err := durable.SyncDir(l.env.Rows.Files.Subjects()); err != nil {
		return err
	}
	as := audience.Contact{Session: l.session.id, Since: time.Now().UTC().Truncate(time.Second)}
	e.draft, err = l.env.Audiences.Draft(l.session.ctx, audiences.Session{
		ID: l.session.id, Audience: audienceOf(l.session), Asks: l.session.offer.Asks(), Readable: readable, Most: min(l.listed, l.room), Room: l.room,
	}, l.matched.Members(l.data, as))
	return err
}

// close closes everything, and removes the index unless it is finished.
func (l *memberList) close() error {
	var errs []error
	if l.index != nil {
		errs = append(errs, l.index.Close())
	}
	if l.people != nil {
		errs = append(errs, l.people.Close())
	}
	if l.matched != nil {
		errs = append(errs, l.matched.Close())
	}
	if l.order != nil {
		errs = append(errs, l.order.Close())
	}
	if l.data != nil {
		errs = append(errs, l.data.Close())
	}
	return errors.Join(errs...)
}

// audienceEffect is a change of an audience, with the match index of its session.
type audienceEffect struct {
	files matchFiles
	draft *audiences.Draft // nil until it is written
}

func (e *audienceEffect) begin(ctx context.Context) error { return e.draft.Begin(ctx) }

func (e *audienceEffect) keep() error { return e.draft.Place(context.Background()) }

func (e *audienceEffect) drop(inDoubt bool) (err error) {
	if e.draft != nil {
		err = e.draft.Drop(context.Background(), inDoubt)
	}
	if !inDoubt {
		err = errors.Join(err, e.files.drop(false))
	}
	return err
}

func (e *audienceEffect) end() {
	if e.draft != nil {
		e.draft.End()
	}
}
