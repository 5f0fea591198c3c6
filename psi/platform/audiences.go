package platform

import (
	"context"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Audiences lists a client's audiences for a dataset and purpose, by name.
func (p *Platform) Audiences(ctx context.Context, client, dataset, purpose string) ([]psi.AudienceInfo, error) {
	return nil, noAudiences()
}

// DeleteAudience ends an audience of the client.
func (p *Platform) DeleteAudience(ctx context.Context, client, dataset, purpose, name string) error {
	return noAudiences()
}

// RenewAudience lets an audience of the client live until another time.
func (p *Platform) RenewAudience(ctx context.Context, client, dataset, purpose, name string, until time.Time) error {
	return noAudiences()
}

func noAudiences() error { return psi.Errorf(psi.CodeModeOff, "audiences are not offered here") }
