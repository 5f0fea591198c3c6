package platform

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// restoreDebits takes from the ledger what the database does not know to be spent.
func (p *Platform) restoreDebits(ctx context.Context, replay *ledger.Replay) error {
	restored, err := p.env.Accounts.Restore(ctx, p.store.rows.DB(), replay)
	for _, s := range restored {
		epsilon := ""
		if s.Budget != nil {
			epsilon = s.Budget.Epsilon
		}
		p.cfg.Log.Warn("budget: restored from the ledger", "session", s.ID, "owner", s.Owner, "epsilon", epsilon)
	}
	return err
}
