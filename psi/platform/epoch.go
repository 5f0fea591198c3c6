package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
)

// epochKey names what an epoch file is of.
type epochKey struct{ dataset, purpose, idType string }

// epoch is an epoch file and its key, from the moment its masking begins.
type epoch struct {
	data    DatasetRow
	params  psi.Params
	began   time.Time
	created time.Time // when the masking ended, from which its age counts
	total   uint64
	done    atomic.Uint64 // elements masked

	ready chan struct{} // closed when role or err is set
	role  *psi.Epoch
	err   error
	path  string

	receipt []byte // of the ledger's entry
	gone    bool   // the ledger says that the key is destroyed
}

func (e *epoch) key() epochKey { return epochKey{e.data.Name, e.data.Purpose, e.params.IDType} }

func (e *epoch) isReady() bool {
	select {
	case <-e.ready:
		return true
	default:
		return false
	}
}

func (e *epoch) progress() psi.SetState {
	return psi.SetState{Ready: e.isReady() && e.err == nil, Done: min(e.done.Load(), e.total), Total: e.total}
}

// destroy overwrites the key and removes the file.
func (e *epoch) destroy() {
	if e.isReady() && e.role != nil {
		e.destroyNow()
	}
}

func (e *epoch) destroyNow() {
	e.role.Destroy()
	os.Remove(e.path)
}

// refresh begins new epochs where there is none, where the last one is too old,
// and where the dataset was imported anew; and drops what nobody uses.
func (p *Platform) refresh(ctx context.Context) error {
	rows, err := p.store.Datasets(ctx)
	if err != nil {
		return err
	}
	for i := range rows {
		for idType := range rows[i].Sizes {
			p.epochFor(&rows[i], idType)
		}
	}
	p.dropEpochs(ctx, rows)
	return nil
}

// epochFor returns the epoch that new sessions on d use: the newest one that is
// ready, or else the one being made. It begins one where that is due. nil means
// that count is off or that d is under the floor.
func (p *Platform) epochFor(d *DatasetRow, idType string) *epoch {
	size := d.Sizes[idType]
	if !slices.Contains(p.cfg.Modes, psi.Count) || p.policy.CheckDataset(size) != nil {
		return nil
	}
	key := epochKey{d.Name, d.Purpose, idType}
	p.mu.Lock()
	defer p.mu.Unlock()
	newest := p.epochs[key]
	failed := newest != nil && newest.isReady() && newest.err != nil
	retry := failed && time.Since(newest.created) > time.Minute
	if newest == nil || retry || newest.data.generation != d.generation || newest.isReady() && time.Since(newest.created) > p.cfg.Lifetimes.Epoch/8*7 {
		old := newest
		newest = &epoch{data: *d, params: d.Params(idType), began: time.Now(), total: p.policy.Published(size), ready: make(chan struct{})}
		p.epochs[key] = newest
		p.work.Go(func() { p.makeEpoch(newest) })
		if old != nil && old.isReady() && old.err == nil {
			p.serving[old.role.Set().Digest] = old
		}
	}
	if !newest.isReady() {
		// The one before still serves, unless it is of another dataset altogether.
		if before := p.before(newest); before != nil {
			return before
		}
	}
	return newest
}

// before is the youngest epoch that can stand in for one being made, or nil.
// p.mu is held.
func (p *Platform) before(newest *epoch) (before *epoch) {
	for _, e := range p.serving {
		if e.key() == newest.key() && e.params == newest.params && time.Since(e.created) <= p.cfg.Lifetimes.Epoch &&
			(before == nil || e.created.After(before.created)) {
			before = e
		}
	}
	return before
}

// makeEpoch masks a dataset into an epoch file.
func (p *Platform) makeEpoch(e *epoch) {
	log := p.cfg.Log.With("dataset", e.data.Name, "purpose", e.data.Purpose, "type", e.params.IDType)
	log.Info("epoch: masking begins", "elements", e.total)
	err := p.job(p.ctx, func() (err error) {
		if !p.wanted(e) {
			return errSuperseded
		}
		if e.role, e.path, err = p.maskEpoch(e); err != nil {
			return err
		}
		if e.receipt, err = p.recordSet("", &e.data, e.params, e.role.Set()); err != nil {
			e.destroyNow()
			e.gone = true // the ledger never knew it
		}
		return err
	})
	if err != nil {
		e.err = err
		if p.ctx.Err() == nil && err != errSuperseded {
			log.Error("epoch: masking failed", "error", err)
		}
	} else {
		set := e.role.Set()
		log.Info("epoch: ready", "elements", set.Size, "digest", set.Digest, "seconds", time.Since(e.began).Seconds())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	e.created = time.Now()
	if err == nil {
		p.serving[e.role.Set().Digest] = e
	}
	close(e.ready)
}

// errSuperseded is why an epoch was not made: the dataset was imported anew
// while it waited, and no session waits for it.
var errSuperseded = errors.New("the dataset was imported anew meanwhile")

// wanted says whether an epoch is the newest of its kind or a session waits for it.
func (p *Platform) wanted(e *epoch) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.epochs[e.key()] == e {
		return true
	}
	for _, s := range p.sessions {
		if s.epoch == e && s.isOpen() {
			return true
		}
	}
	return false
}

func (p *Platform) maskEpoch(e *epoch) (role *psi.Epoch, path string, err error) {
	dir := filepath.Join(p.store.dir, "epochs")
	tmp, err := os.CreateTemp(dir, "new-*")
	if err != nil {
		return nil, "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tmp.Close(), os.Remove(tmp.Name()))
		}
	}()
	data, err := p.openDataset(&e.data, e.params)
	if err != nil {
		return nil, "", err
	}
	defer data.Close()
	s := p.scratch()
	s.Progress = func(n int) { e.done.Add(uint64(n)) }
	role, err = psi.NewEpoch(p.ctx, e.params, data.Dataset, tmp, s)
	if err != nil {
		return nil, "", err
	}
	path = filepath.Join(dir, role.Set().Digest.String()+".elements")
	if err = errors.Join(durable.SyncFile(tmp), tmp.Close()); err == nil {
		err = durable.Move(tmp.Name(), path)
	}
	if err != nil {
		role.Destroy()
		return nil, "", err
	}
	return role, path, nil
}

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

func (p *Platform) openDataset(d *DatasetRow, params psi.Params) (*openedDataset, error) {
	dir := p.store.rows.Files.Generation(d.generation)
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
	key, err := p.store.rows.ElementsKey(dir, d.Name, params)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("dataset %q: %w", d.Name, err), stored.Close())
	}
	data := psi.Dataset{Key: key, Elements: set.Elements()}.Padded(p.policy.Published(set.Size()) - set.Size())
	return &openedDataset{data, set, stored}, nil
}

// dropEpochs destroys epochs that no session uses and no new one will use, and
// removes the files of generations that are neither current nor in use.
func (p *Platform) dropEpochs(ctx context.Context, rows []DatasetRow) {
	var dropped []*epoch
	defer func() {
		// Destroying waits for evaluations, and nothing else should wait for that.
		for _, e := range dropped {
			p.destroyEpoch(e)
			p.cfg.Log.Info("epoch: key destroyed", "dataset", e.data.Name, "digest", e.role.Set().Digest)
		}
	}()
	p.mu.Lock()
	defer p.mu.Unlock()
	keepEpoch := map[*epoch]bool{}
	keepFiles := map[string]bool{}
	for _, d := range rows {
		keepFiles[d.generation] = true
	}
	for _, s := range p.sessions {
		if s.isOpen() {
			keepEpoch[s.epoch] = true
			keepFiles[s.data.generation] = true
		}
	}
	offered := map[epochKey]bool{}
	for _, d := range rows {
		for idType, size := range d.Sizes {
			offered[epochKey{d.Name, d.Purpose, idType}] = p.policy.CheckDataset(size) == nil
		}
	}
	for key, e := range p.epochs {
		if !offered[key] {
			delete(p.epochs, key) // its dataset has gone, or is below the floor now
			continue
		}
		keepEpoch[e] = true
		if !e.isReady() {
			keepEpoch[p.before(e)] = true
		}
	}
	for e := range keepEpoch {
		if e != nil { // new sessions on it need the key of its candidate index
			keepFiles[e.data.generation] = true
		}
	}
	for digest, e := range p.serving {
		if !keepEpoch[e] {
			dropped = append(dropped, e)
			delete(p.serving, digest)
		}
	}
	if err := p.store.dropGenerations(ctx, keepFiles); err != nil {
		p.cfg.Log.Error("superseded datasets", "error", err)
	}
}

// EpochFile returns the path of an epoch file that is being served. The file
// never changes. It fails with an *psi.Error.
func (p *Platform) EpochFile(digest psi.Digest) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.serving[digest]
	if e == nil {
		return "", psi.Errorf(psi.CodeUnknownDataset, "no such epoch file: it has expired, open a new session")
	}
	return e.path, nil
}
