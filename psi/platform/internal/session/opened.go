package session

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// openedDataset is a generation's files.
type openedDataset struct {
	stored   *dataset.Stored
	names    []string          // of collection contexts
	contexts map[string]uint16 // their numbers
	erased   *store.ErasedPersons
}

// Close closes the files.
func (d *openedDataset) Close() error { return d.stored.Close() }

// openDataset opens a generation's files.
func (p *Env) openDataset(d *store.Dataset) (*openedDataset, error) {
	stored, err := dataset.OpenStored(p.Rows.Files.Generation(d.Generation).Set())
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	x := &openedDataset{stored: stored, names: stored.Contexts(), contexts: map[string]uint16{}}
	for i, name := range x.names {
		x.contexts[name] = uint16(i)
	}
	if x.erased, err = p.Rows.Erased.Load(p.Context()); err != nil {
		return nil, errors.Join(err, stored.Close())
	}
	return x, nil
}

// elements are the groups that an epoch is made of, arranged in sections, with their key. The caller destroys it.
func (p *Env) elements(d *store.Dataset, groups func(class int) iter.Seq2[psi.Group, error], layout *disclosure.Layout) (psi.Dataset, error) {
	key, err := p.Rows.ElementsKey(p.Rows.Files.Generation(d.Generation), d)
	if err != nil {
		return psi.Dataset{}, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	return psi.Dataset{Key: key, Sections: layout.Arrange(d.Groups, groups)}, nil
}

// holder is a user who holds an identifier that matched.
type holder struct {
	User    string
	Type    identity.Type
	Context string
	Element ecdh.Element // d·H(y)

	record uint64 // of the user
	number uint64 // of the element
}

func (h *holder) hex() string { return hex.EncodeToString(h.Element[:]) }

// holders calls use for each user who holds an identifier by which a group of P was matched, once for each identifier
// and context. A person who was erased since the import is none.
func (d *openedDataset) holders(order io.ReaderAt, e *epoch, hit psi.Hit, use func(holder) error) error {
	place, err := psi.ReadPlace(order, e.role.Set(), hit.Section, hit.Record)
	if err != nil {
		return err
	}
	if place.Sentinel {
		return errors.New("a list matches a sentinel") // nobody knows its logarithm but the platform
	}
	numbers, err := d.stored.Group(place.Number)
	if err != nil {
		return err
	}
	for _, slot := range hit.Slots {
		index := int(place.Slots[slot])
		if index >= len(numbers) {
			continue // a fill: only tags out of P's order match there
		}
		element, err := d.stored.Element(numbers[index])
		if err != nil {
			return err
		}
		typ, err := d.stored.ElementType(numbers[index])
		if err != nil {
			return err
		}
		owners, err := d.stored.ElementOwners(numbers[index])
		if err != nil {
			return err
		}
		last := holder{}
		for _, o := range owners {
			x := holder{User: o.User, Type: typ, Context: o.Context, Element: element}
			if o.Outcome != dataset.Counted || x == last || d.erased.Has(o.User) {
				continue
			}
			last = x
			x.record, x.number = o.Record, numbers[index]
			if err := use(x); err != nil {
				return err
			}
		}
	}
	return nil
}
