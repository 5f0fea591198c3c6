package session

import (
	"context"
	"database/sql"

	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
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
	ctx = context.WithoutCancel(ctx) // nobody would know whether it was paid
	var cost *ledger.Budget
	err := store.Transact(ctx, p.Rows.DB(), func(tx *sql.Tx) (err error) {
		cost, err = p.Accounts.Debit(ctx, tx, r)
		return err
	})
	return cost, err
}
