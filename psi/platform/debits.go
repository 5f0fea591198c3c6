package platform

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
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

// restoreStrikes bars the owners that the ledger says are barred, and the database does not.
func (p *Platform) restoreStrikes(ctx context.Context, replay *ledger.Replay) error {
	for _, x := range replay.Struck() {
		if err := p.store.rows.Strikes.Add(ctx, store.Strike{Owner: x.Owner, Dataset: x.Dataset, Client: x.Advertiser}); err != nil {
			return err
		}
	}
	return nil
}
