package session

import (
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// openedDataset is a generation's elements of one type, with their key.
type openedDataset struct {
	psi.Dataset
	set    *dataset.StoredSet
	stored *dataset.Stored
}

// Close forgets the key and closes the files.
func (d *openedDataset) Close() error {
	d.Key.Destroy()
	return d.stored.Close()
}

// openDataset opens the elements that a platform set is made of, padded to its published size.
func (p *Env) openDataset(d *store.Dataset, params psi.Params) (*openedDataset, error) {
	dir := p.Rows.Files.Generation(d.Generation)
	t, err := identity.ParseType(params.IDType)
	if err != nil {
		return nil, err
	}
	stored, err := dataset.OpenStored(dir.Set())
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	set, err := stored.Set(t)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("dataset %q: %w", d.Name, err), stored.Close())
	}
	key, err := p.Rows.ElementsKey(dir, d.Name, params)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("dataset %q: %w", d.Name, err), stored.Close())
	}
	data := psi.Dataset{Key: key, Elements: set.Elements()}.Padded(p.Policy.Published(set.Size()) - set.Size())
	return &openedDataset{data, set, stored}, nil
}
