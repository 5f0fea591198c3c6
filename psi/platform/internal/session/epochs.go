package session

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Epochs holds the epoch files: the newest of each kind, and older ones that are still in use. It also knows which
// generations of datasets sessions need, and drops those that nobody needs. It is safe for concurrent use.
type Epochs struct {
	*Env
	on bool // some mode on offer uses epoch files

	mu      sync.Mutex
	newest  map[epochKey]*epoch
	serving map[psi.Digest]*epoch
	held    map[string]int // generations: open sessions on each
}

func newEpochs(p *Env) *Epochs {
	return &Epochs{
		Env: p, on: slices.ContainsFunc(p.Modes, psi.Mode.SharedSet),
		newest: map[epochKey]*epoch{}, serving: map[psi.Digest]*epoch{}, held: map[string]int{},
	}
}

// Refresh begins a new epoch where there is none, where the last one is too old, and where the dataset was imported
// again. It drops the epochs that nobody uses.
func (x *Epochs) Refresh(ctx context.Context) error {
	rows, err := x.Rows.Datasets.List(ctx)
	if err != nil {
		return err
	}
	for i := range rows {
		for idType := range rows[i].Sizes {
			x.current(&rows[i], idType)
		}
	}
	x.drop(ctx, rows)
	return nil
}

// current returns the epoch that new sessions on d use: the newest one that is ready, or else the one being made. It
// begins one if one is due. nil means that no mode uses epochs or that d is under the floor.
func (x *Epochs) current(d *store.Dataset, idType string) *epoch {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.find(d, idType)
}

// Describe fills in what a client sees of the epoch that its session would use. While the epoch of a new import is
// being made, that is the previous one.
func (x *Epochs) Describe(info *psi.DatasetInfo, d *store.Dataset, idType string) {
	if e := x.current(d, idType); e != nil {
		info.State, info.Size, info.PolicyDigest = e.progress(), e.total, e.data.PolicyDigest
	}
}

// take is current for a session, which keeps the epoch until leave.
func (x *Epochs) take(d *store.Dataset, idType string) *epoch {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.find(d, idType)
	if e != nil {
		e.users++
	}
	return e
}

func (x *Epochs) leave(e *epoch) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e.users--
}

// hold keeps the files of a generation until leaveFiles.
func (x *Epochs) hold(generation string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.held[generation]++
}

func (x *Epochs) leaveFiles(generation string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.held[generation]--; x.held[generation] == 0 {
		delete(x.held, generation)
	}
}

// find is current with x.mu held.
func (x *Epochs) find(d *store.Dataset, idType string) *epoch {
	size := d.Sizes[idType]
	if !x.on || x.Policy.CheckDataset(size) != nil {
		return nil
	}
	key := epochKey{d.Name, d.Purpose, idType}
	newest := x.newest[key]
	if newest == nil || x.due(newest, d) {
		old := newest
		newest = newEpoch(d, idType, x.Policy.Published(size))
		x.newest[key] = newest
		x.Go(func() { x.make(newest) })
		if old != nil && old.isReady() && old.err == nil {
			x.serving[old.role.Set().Digest] = old
		}
	}
	if !newest.isReady() {
		// The previous one still serves, unless it belongs to another dataset altogether.
		if before := x.before(newest); before != nil {
			return before
		}
	}
	return newest
}

// due says whether e, the newest of its kind, needs a successor.
func (x *Epochs) due(e *epoch, d *store.Dataset) bool {
	switch {
	case e.data.Generation != d.Generation:
		return true
	case !e.isReady():
		return false
	case e.err != nil:
		return time.Since(e.created) > time.Minute
	}
	return time.Since(e.created) > x.Lifetimes.Epoch/8*7
}

// before is the newest epoch that can stand in for one being made, or nil. x.mu is held.
func (x *Epochs) before(newest *epoch) (before *epoch) {
	for _, e := range x.serving {
		if e.key() == newest.key() && e.params == newest.params && time.Since(e.created) <= x.Lifetimes.Epoch &&
			(before == nil || e.created.After(before.created)) {
			before = e
		}
	}
	return before
}

// errSuperseded says why an epoch was not made: the dataset was imported again while it waited, and no session waits
// for it.
var errSuperseded = errors.New("the dataset was imported again meanwhile")

// make masks a dataset into an epoch file.
func (x *Epochs) make(e *epoch) {
	log := x.Log.With("dataset", e.data.Name, "purpose", e.data.Purpose, "type", e.params.IDType)
	log.Info("epoch: masking begins", "elements", e.total)
	err := x.job(x.ctx, func() error {
		if !x.wanted(e) {
			return errSuperseded
		}
		return e.mask(x.Env)
	})
	if err == nil {
		set := e.role.Set()
		log.Info("epoch: ready", "elements", set.Size, "digest", set.Digest, "seconds", time.Since(e.began).Seconds())
	} else if x.ctx.Err() == nil && err != errSuperseded {
		log.Error("epoch: masking failed", "error", err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	e.err, e.created = err, time.Now()
	if err == nil {
		x.serving[e.role.Set().Digest] = e
	}
	close(e.ready)
}

// wanted says whether an epoch is the newest of its kind or a session waits for it.
func (x *Epochs) wanted(e *epoch) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.newest[e.key()] == e || e.users > 0
}

// drop destroys epochs that no session uses and no new one will use, and removes the files of generations that are
// neither current nor in use.
func (x *Epochs) drop(ctx context.Context, rows []store.Dataset) {
	x.mu.Lock()
	keep := x.keep(rows)
	var dropped []*epoch
	for digest, e := range x.serving {
		if !keep[e] && e.users == 0 {
			dropped = append(dropped, e)
			delete(x.serving, digest)
		}
	}
	files := map[string]bool{}
	for _, d := range rows {
		files[d.Generation] = true
	}
	for generation := range x.held {
		files[generation] = true
	}
	for e := range keep { // new sessions on it need its candidate index's key
		files[e.data.Generation] = true
	}
	for _, e := range x.serving {
		files[e.data.Generation] = true
	}
	err := x.Imports.DropGenerations(ctx, files, x.Lifetimes.Former)
	x.mu.Unlock()
	if err != nil {
		x.Log.Error("superseded datasets", "error", err)
	}
	// Destroying waits for evaluations; nothing else should have to wait for it.
	for _, e := range dropped {
		e.destroy(x.Env)
		x.Log.Info("epoch: key destroyed", "dataset", e.data.Name, "digest", e.role.Set().Digest)
	}
}

// keep returns the epochs that new sessions use, or will use, and forgets those of datasets that are no longer offered.
// x.mu is held.
func (x *Epochs) keep(rows []store.Dataset) map[*epoch]bool {
	offered := map[epochKey]bool{}
	for _, d := range rows {
		for idType, size := range d.Sizes {
			offered[epochKey{d.Name, d.Purpose, idType}] = x.Policy.CheckDataset(size) == nil
		}
	}
	keep := map[*epoch]bool{}
	for key, e := range x.newest {
		if !offered[key] {
			delete(x.newest, key) // its dataset is gone, or below the floor now
			continue
		}
		keep[e] = true
		if before := x.before(e); !e.isReady() && before != nil {
			keep[before] = true
		}
	}
	return keep
}

// File returns the path of an epoch file that is being served. The file never changes. It fails with a *psi.Error.
func (x *Epochs) File(digest psi.Digest) (string, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.serving[digest]
	if e == nil {
		return "", psi.Errorf(psi.CodeUnknownDataset, "no such epoch file: it has expired, open a new session")
	}
	return e.path, nil
}

// Destroy destroys all epochs. Nothing must be using them any more.
func (x *Epochs) Destroy() {
	for _, e := range x.newest {
		e.destroy(x.Env)
	}
	for _, e := range x.serving {
		e.destroy(x.Env)
	}
}
