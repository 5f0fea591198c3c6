package officer

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Persons answers persons' questions: what of me was matched, with whom, when?
type Persons struct {
	// Ask records a question in the ledger, with a reason for the ledger's readers, and answers it; see Recorded. Required.
	Ask func(ctx context.Context, reason string, q subject.Query) (*subject.Report, error)
	// Controller is the text of the file that says who is responsible, for the page that a person gets. nil: the page does
	// not say it.
	Controller []byte
}

// Recorded asks a data directory, which is opened for each question, not for reading only.
func Recorded(open func(context.Context) (*platform.Directory, error)) func(context.Context, string, subject.Query) (*subject.Report, error) {
	return func(ctx context.Context, reason string, q subject.Query) (_ *subject.Report, err error) {
		d, err := open(ctx)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, d.Close()) }()
		answers, err := d.Lookup(ctx, reason, []subject.Query{q})
		if err != nil {
			return nil, err
		}
		for r, err := range answers {
			return r, err
		}
		return nil, errors.New("no answer")
	}
}

// asking are the questions that were answered, for as long as somebody may look at the answer. They are in memory alone.
type asking struct {
	ask        func(context.Context, string, subject.Query) (*subject.Report, error)
	controller *controller.Controller
	token      string // of the form

	mu    sync.Mutex
	kept  map[string]*answered
	order []string // the oldest first
}

// answered is an answer. Its name in addresses is random: nobody finds it who did not ask.
type answered struct {
	*subject.Report
	ID, Name, Reason string
	until            time.Time
}

const (
	keptAnswers = 16
	keepAnswer  = 15 * time.Minute
)

func newAsking(p *Persons) (*asking, error) {
	if p == nil {
		return nil, nil
	}
	if p.Ask == nil {
		return nil, errors.New("officer: nobody to ask about persons")
	}
	a := &asking{ask: p.Ask, token: rand.Text(), kept: map[string]*answered{}}
	if p.Controller != nil {
		var err error
		if a.controller, err = controller.Parse(p.Controller); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// keep keeps an answer for a while.
func (a *asking) keep(x *answered) {
	a.mu.Lock()
	defer a.mu.Unlock()
	x.ID, x.until = rand.Text(), time.Now().Add(keepAnswer)
	a.kept[x.ID] = x
	a.order = append(a.order, x.ID)
	for len(a.order) > keptAnswers || time.Now().After(a.kept[a.order[0]].until) {
		delete(a.kept, a.order[0])
		a.order = a.order[1:]
	}
}

// of is an answer by its name, unless its time is over.
func (a *asking) of(id string) (*answered, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	x := a.kept[id]
	if x == nil || time.Now().After(x.until) {
		return nil, notFound("Answers are kept for a quarter of an hour, in memory alone. Ask again: that is another entry in the ledger.")
	}
	return x, nil
}
