package advertiser

import (
	"context"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Audiences is the other side for what is done to audiences without a session. client.Client implements it.
type Audiences interface {
	Audiences(ctx context.Context, dataset, purpose string) ([]psi.AudienceInfo, error)
	DeleteAudience(ctx context.Context, dataset, purpose, name string) error
	// RenewAudience lets an audience live until another time, in whole seconds.
	RenewAudience(ctx context.Context, dataset, purpose, name string, expires time.Time) error
}

// ListAudiences lists the audiences of a dataset, by name. It refuses what can't describe one.
func ListAudiences(ctx context.Context, p Audiences, dataset, purpose string) ([]psi.AudienceInfo, error) {
	all, err := p.Audiences(ctx, dataset, purpose)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := all[i].Check(); err != nil {
			return nil, fmt.Errorf("the platform's list: %w", err)
		}
		if i > 0 && all[i-1].Name >= all[i].Name {
			return nil, fmt.Errorf("the platform's list has %q out of order, or twice", all[i].Name)
		}
	}
	return all, nil
}
