package platform

import (
	"context"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Info describes a dataset to a client, and what its owner may ask of it. It fails with a *psi.Error.
func (p *Platform) Info(ctx context.Context, client, name, purpose string) (*psi.DatasetInfo, error) {
	may, err := p.store.rows.Clients.May(ctx, client)
	if err != nil {
		return nil, err
	}
	if !may.Dataset(name) {
		return nil, store.UnknownDataset(name, may.Datasets)
	}
	d, err := p.store.rows.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return nil, err
	}
	owner := p.cfg.Disclosure.Owner(client)
	info := &psi.DatasetInfo{
		Version: psi.Version, Platform: p.env.Identity, Advertiser: client, Dataset: name,
		Params: d.Params(), Modes: may.Of(p.cfg.Modes), PolicyDigest: d.PolicyDigest,
		Floors: p.cfg.Disclosure.Floors(), Limits: psi.Limits{List: p.cfg.Limits.List, Chunk: psi.MaxChunk, Segments: psi.MaxSegments},
		PhoneMetadata: d.Metadata,
	}
	if info.Prices, err = p.prices(ctx, owner, d); err != nil {
		return nil, err
	}
	if info.Audit, err = p.store.lastAudit(ctx, name, purpose); err != nil {
		return nil, err
	}
	if err := p.sessions.Epochs.Describe(ctx, info, d, owner.Name); err != nil {
		return nil, err
	}
	return info, nil
}

// prices says what a number costs an owner, and what it has left.
func (p *Platform) prices(ctx context.Context, owner disclosure.Owner, d *DatasetRow) (x psi.Prices, err error) {
	x = psi.Prices{Exact: owner.Exact(), Least: psi.LeastEpsilon(), Most: p.cfg.Disclosure.Epsilon()}
	x.Month, x.Year, x.Next, err = p.env.Accounts.Left(ctx, p.store.rows.DB(), owner.Name, d.Population)
	return x, err
}
