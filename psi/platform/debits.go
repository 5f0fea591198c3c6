package platform

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// restoreDebits adds spending that is in the ledger but not in the database.
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
