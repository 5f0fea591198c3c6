package imports

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// newDraft begins a generation in a folder that is made.
func (t *To) newDraft(row store.Dataset, folder string, memory int) (*draft, error) {
	return &draft{To: t, row: row, made: store.Generation(folder), index: subject.NewIndexKey(), memory: memory}, durable.MkDir(folder)
}

// keys takes over the elements' key of another generation, so that who is in an audience can be told from the next one
// too, or draws a fresh one. The candidate index has a fresh one in any case.
func (d *draft) keys(of store.Generation) (*store.Keys, error) {
	k, err := d.elementsKey(of)
	if err != nil {
		return nil, err
	}
	return d.keep(k)
}

func (d *draft) elementsKey(of store.Generation) (*ecdh.Key, error) {
	if of != "" {
		return d.Rows.ElementsKey(of, &d.row)
	}
	g, err := ecdh.ParseSuite(d.row.Suite)
	if err != nil {
		return nil, err
	}
	return g.GenerateKey(), nil
}

// keep writes the draft's keys.
func (d *draft) keep(elements *ecdh.Key) (*store.Keys, error) {
	keys := &store.Keys{Index: d.index, Elements: elements}
	err := d.Rows.WriteKeys(d.made, &d.row, keys)
	if err != nil {
		keys.Destroy()
	}
	return keys, err
}

// holds enters what is in the dataset.
func (d *draft) holds(sum dataset.Summary, classes []dataset.GroupClass) {
	d.row.Sizes, d.row.Groups = map[string]uint64{}, store.Groups{}
	for t, n := range sum.Types {
		d.row.Sizes[string(t)] = n.Elements
	}
	for _, c := range classes {
		d.row.Groups[disclosure.ClassOf(uint64(c.Width))] = c.Count
	}
}

// replace makes d the dataset's current generation: first in the ledger, then in fact.
// policy is that of the generation before.
func (d *draft) replace(ctx context.Context, policy psi.Digest, s store.Succession) error {
	if err := d.describe(ctx); err != nil {
		return err
	}
	if err := d.Journal.Import(ctx, &d.row.Entry, policy, d.policy); err != nil {
		return err
	}
	var err error
	if d.row.Generation, err = d.place(); err != nil {
		return err
	}
	d.row.Imported = time.Now()
	err = d.Rows.Datasets.Replace(ctx, &d.row, s)
	if _, inDoubt := errors.AsType[*store.InDoubt](err); err != nil && !inDoubt {
		err = errors.Join(err, durable.Drop(string(d.Rows.Files.Generation(d.row.Generation))))
	}
	return err
}

// rewritten is a generation made of another, less those whom an import withdrew or
// deleted, and less what is over.
type rewritten struct {
	*draft
	report *dataset.RewriteReport
}

// rewrite makes one of from. The report that the database keeps stays that of from, with
// the latest change that it saw: the next import of changes begins there.
func (t *To) rewrite(ctx context.Context, from *store.Dataset, folder string, cfg dataset.RewriteConfig) (*rewritten, error) {
	files := t.Rows.Files.Generation(from.Generation)
	old, err := dataset.OpenStored(files.Set())
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", from.Name, err)
	}
	defer old.Close()
	d, err := t.newDraft(*from, folder, cfg.Memory)
	if err != nil {
		return nil, err
	}
	keys, err := d.keys(files)
	if err != nil {
		return nil, err
	}
	defer keys.Destroy()
	cfg.Key, cfg.Now = keys.Elements, entryTime()
	erased, err := t.Rows.Erased.Load(ctx)
	if err != nil {
		return nil, err
	}
	cfg.Erased = func(user []byte) bool { return erased.Has(string(user)) }
	r := &rewritten{draft: d}
	if r.report, err = dataset.Rewrite(ctx, d.made.Set(), old, cfg); err != nil {
		return nil, err
	}
	e := ledger.Import{
		Dataset: from.Name, Purpose: from.Purpose, Population: from.Population, Profile: from.Profile, Suite: from.Suite,
		PolicyDigest: from.PolicyDigest, At: cfg.Now, Uses: from.Entry.Uses,
	}
	for _, typ := range identity.Types() {
		if n, had := r.report.Types[typ]; had {
			e.Types = append(e.Types, ledger.TypeCount{Type: string(typ), Elements: n.Elements})
		}
	}
	d.row.Entry = e
	return r, nil
}

// place moves what was made to where generations are, under a new name.
func (d *draft) place() (name string, err error) {
	b := make([]byte, 16)
	rand.Read(b)
	name = hex.EncodeToString(b)
	to := string(d.Rows.Files.Generation(name))
	if err := durable.Move(string(d.made), to); err != nil {
		return "", err
	}
	if err := errors.Join(durable.SyncDir(to), durable.SyncDir(filepath.Dir(to))); err != nil {
		return "", errors.Join(err, durable.Drop(to))
	}
	return name, nil
}
