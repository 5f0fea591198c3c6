package platform

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// debit pays for a session's release. It is on disk when debit returns.
func (p *env) debit(ctx context.Context, s *session) (*ledger.Budget, error) {
	return p.pay(ctx, budget.Release{Session: s.id, Client: s.client, Dataset: s.data.Name, Owner: s.owner})
}

func (p *env) pay(ctx context.Context, r budget.Release) (*ledger.Budget, error) {
	ctx = context.WithoutCancel(ctx)         // nobody would know whether it was paid
	tx, err := p.rows.DB().BeginTx(ctx, nil) // immediate: see OpenStore
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	cost, err := p.accounts.Debit(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	return cost, tx.Commit()
}

// restoreDebits takes from the ledger what the database does not know to be spent.
func (p *Platform) restoreDebits(ctx context.Context, replay *ledger.Replay) error {
	restored, err := p.accounts.Restore(ctx, p.rows.DB(), replay)
	for _, s := range restored {
		epsilon := ""
		if s.Budget != nil {
			epsilon = s.Budget.Epsilon
		}
		p.cfg.Log.Warn("budget: restored from the ledger", "session", s.ID, "owner", s.Owner, "epsilon", epsilon)
	}
	return err
}
