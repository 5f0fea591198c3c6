package audit

import (
	"context"
	"errors"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// Reading says how the table of an import is read again. All but the policy are what the import's operator chose.
type Reading struct {
	Policy   *purpose.Policy
	Region   string                  // as in dataset.BuildConfig
	Map      map[string]dataset.Role // as there
	Plus     bool
	Strict   bool
	LeftOut  []string // users who had been erased before; Checked.LeftOut
	Memory   int
	Progress func(rows uint64)
}

// Config is the build that does what an import did: through the same policy, as of the same time. The caller adds the
// key.
func (r *Reading) Config(l *Logged) (dataset.BuildConfig, error) {
	c := dataset.BuildConfig{Region: r.Region, Map: r.Map, Plus: r.Plus, Strict: r.Strict, Memory: r.Memory, Progress: r.Progress}
	if psi.Digest(r.Policy.Digest()) != l.Epoch.PolicyDigest {
		return c, errors.New("the policy is not the one that the epoch's dataset was imported under: its digest differs")
	}
	gate, err := r.Policy.Gate(l.Epoch.Dataset, l.Epoch.Purpose)
	if err != nil {
		return c, err
	}
	c.Gate = gate.At(l.Import.At)
	c.Profile, err = identity.ParseProfile(l.Epoch.Profile)
	return c, err
}

// Table is the table of an import, read again by an auditor under a key of its own.
type Table struct {
	params psi.Params
	key    *ecdh.Key
	data   *dataset.Stored
	out    map[string]bool // LeftOut; true if the table has the user
}

// ReadTable reads a table into dir, which must not exist or be empty. What it writes is masked.
func ReadTable(ctx context.Context, dir string, t *dataset.Table, l *Logged, r Reading) (*Table, *dataset.BuildReport, error) {
	cfg, err := r.Config(l)
	if err != nil {
		return nil, nil, err
	}
	g, err := ecdh.ParseSuite(l.Epoch.Suite)
	if err != nil {
		return nil, nil, err
	}
	cfg.Key = g.GenerateKey()
	out := map[string]bool{}
	for _, user := range r.LeftOut {
		out[user] = false
	}
	cfg.Erased = func(user []byte) bool {
		_, is := out[string(user)]
		if is {
			out[string(user)] = true
		}
		return is
	}
	report, err := dataset.Build(ctx, dir, cfg, t)
	if err != nil {
		cfg.Key.Destroy()
		return nil, nil, err
	}
	data, err := dataset.OpenStored(dir)
	if err != nil {
		cfg.Key.Destroy()
		return nil, nil, err
	}
	return &Table{l.Epoch.Params, cfg.Key, data, out}, report, nil
}

// leftOut counts the users who were erased before the import, and are in the table.
func (t *Table) leftOut() (n uint64) {
	for _, is := range t.out {
		if is {
			n++
		}
	}
	return n
}

// Close closes the files and destroys the key.
func (t *Table) Close() error {
	t.key.Destroy()
	return t.data.Close()
}

// find are the numbers of identifiers' elements, -1 of those that the table does not have. Of one type at a time all are
// masked together.
func (t *Table) find(ids []identifier) ([]int64, error) {
	numbers := make([]int64, len(ids))
	places, items := map[identity.Type][]int{}, map[identity.Type][][]byte{}
	for i := range ids {
		of := ids[i].typ
		places[of], items[of] = append(places[of], i), append(items[of], ids[i].key[:])
	}
	for of, all := range items {
		elements := make([]ecdh.Element, len(all))
		t.key.WithDomain(t.params.Domain(string(of))).Mask(elements, all)
		for j, i := range places[of] {
			switch n, found, err := t.data.Find(elements[j]); {
			case err != nil:
				return nil, err
			case found:
				numbers[i] = int64(n)
			default:
				numbers[i] = -1
			}
		}
	}
	return numbers, nil
}

// tableGroup is a contact group of the table.
type tableGroup struct {
	number  uint64
	members []uint64 // elements
}

// groupsOf finds the groups that any of the elements belong to.
func (t *Table) groupsOf(ctx context.Context, elements map[uint64]bool) (map[uint64]*tableGroup, error) {
	of := map[uint64]*tableGroup{}
	for _, c := range t.data.Groups() {
		for g, err := range t.data.GroupRecords(c.Width) {
			if err != nil {
				return nil, err
			}
			if g.Number%65536 == 0 && ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			var x *tableGroup
			for _, n := range g.Numbers {
				if !elements[n] {
					continue
				}
				if x == nil {
					x = &tableGroup{g.Number, append([]uint64(nil), g.Numbers...)}
				}
				of[n] = x
			}
		}
	}
	return of, nil
}

// sections counts the groups that belong into each section of a set.
func (t *Table) sections(set psi.Set) []uint64 {
	counts := make([]uint64, len(set.Parts))
	for _, c := range t.data.Groups() {
		counts[sectionFor(set, c.Width)] += c.Count
	}
	return counts
}

// sectionFor is the section for groups of k elements: the narrowest that they fit into, or the widest.
func sectionFor(set psi.Set, k int) int {
	for i, p := range set.Parts {
		if uint64(k) <= p.Width {
			return i
		}
	}
	return len(set.Parts) - 1
}
