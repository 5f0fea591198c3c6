package platform

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/disclosure"
)

// SetDisclosure replaces the policy of disclosure while the platform serves: what is decided from now on, is decided by
// it. A policy that can't be used leaves the old one in force.
func (p *Platform) SetDisclosure(next *disclosure.Policy) error {
	if next.KeepsSessions() != p.cfg.Disclosure.KeepsSessions() {
		return errors.New("whether sessions survive a restart can only be changed by one")
	}
	if err := p.checkOwners(p.env.Context(), next); err != nil {
		return err
	}
	p.cfg.Disclosure.Replace(next)
	return nil
}

// checkOwners refuses a policy that gives a client another owner than the one that has paid for what it learned: the new
// one would begin with nothing spent. An owner with exact numbers has no budget, and so can take anybody over.
func (p *Platform) checkOwners(ctx context.Context, policy *disclosure.Policy) error {
	all, err := p.store.rows.Clients.Paid(ctx)
	if err != nil {
		return err
	}
	for _, x := range all {
		if owner := policy.Owner(x.Client); owner.Name != x.Owner && !owner.Exact() {
			return fmt.Errorf("client %q has spent the budget of owner %q, and the policy makes it owner %q's: a client keeps its owner", x.Client, x.Owner, owner.Name)
		}
	}
	return nil
}
