package platform

import (
	"context"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// Info describes a dataset to a client. It fails with a *psi.Error.
func (p *Platform) Info(ctx context.Context, client, name, purpose, idType string) (*psi.DatasetInfo, error) {
	d, err := p.store.rows.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return nil, err
	}
	size, ok := d.Sizes[idType]
	if !ok {
		return nil, psi.Errorf(psi.CodeMismatch, "dataset %q has no identifiers of type %.40q", name, idType)
	}
	info := &psi.DatasetInfo{
		Version: psi.Version, Platform: p.env.Identity, Advertiser: client, Dataset: name,
		Params: d.Params(idType), Modes: slices.Clone(p.cfg.Modes), Size: p.cfg.Disclosure.Published(size), PolicyDigest: d.PolicyDigest,
		Floors: p.cfg.Disclosure.Floors(), Limits: psi.Limits{List: p.cfg.Limits.List, Chunk: psi.MaxChunk},
	}
	if idType == string(identity.Phone) {
		info.PhoneMetadata = d.Metadata
	}
	p.sessions.Epochs.Describe(info, d, idType)
	return info, nil
}
