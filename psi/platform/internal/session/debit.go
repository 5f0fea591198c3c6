package session

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
)

// debit pays for a session's answer, if it is paid for; nil if not. The payment is on disk when debit returns.
func (p *Env) debit(ctx context.Context, s *session) (*ledger.Budget, error) {
	r := budget.Release{Session: s.id, Client: s.client, Dataset: s.data.Name, Population: s.data.Population, Owner: s.owner.Name}
	if s.mode.pays(&s.facts) {
		var err error
		if r.Charge, err = s.question.Charge(); err != nil {
			return nil, err
		}
		r.Drawn = s.question.Epsilon
	} else if !s.question.Exact() {
		return nil, nil
	}
	var cost *ledger.Budget
	pay := func() (err error) { cost, err = p.Pay(ctx, r); return err }
	return cost, p.Trace.Do(s.step(steps.Debit), func() error { return p.Rows.Insist(pay) })
}

// Pay debits a release, in a transaction of its own.
func (p *Env) Pay(ctx context.Context, r budget.Release) (*ledger.Budget, error) {
	ctx = context.WithoutCancel(ctx)         // nobody would know whether it was paid
	tx, err := p.Rows.DB().BeginTx(ctx, nil) // immediate: see OpenStore
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	cost, err := p.Accounts.Debit(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	return cost, tx.Commit()
}
