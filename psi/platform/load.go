package platform

import (
	"context"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/platform/internal/session"
)

// What Config.Seen hears of a session besides the code that ends it.
const (
	Offered = "offered"
	Done    = "done"
)

// Load is what a platform has to do at the moment.
type Load struct {
	Sessions         int // that are open
	Waiting, Running int // jobs: sets that are masked, evaluated or counted
}

// Load says what there is to do.
func (p *ofSessions) Load() Load {
	waiting, running := p.sessions.Turns.Count()
	return Load{Sessions: session.Open(p.sessions), Waiting: waiting, Running: running}
}

// Ready fails if sessions can't be opened: the platform was stopped, its ledger can't grow, or a dataset has no set that
// is masked.
func (p *ofSessions) Ready(ctx context.Context) error {
	if err := p.sessions.Context().Err(); err != nil {
		return fmt.Errorf("the platform was stopped: %w", err)
	}
	if _, err := p.sessions.Journal.Log(ctx); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	if name := session.Unready(p.sessions.Epochs); name != "" {
		return fmt.Errorf("dataset %q is being masked", name)
	}
	return nil
}
