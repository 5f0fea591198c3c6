package session

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/epochfile"
	"github.com/blindmatch/blindmatch/psi/platform/internal/epochjob"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/platform/internal/turns"
)

// Epochs holds the epoch files: the newest of each dataset, and older ones that are still in use. It also drops the
// generations of datasets that nobody needs. It is safe for concurrent use.
type Epochs struct {
	*Env

	mu      sync.Mutex
	newest  map[epochKey]*epoch
	serving map[psi.Digest]*epoch
}

func newEpochs(p *Env) *Epochs {
	return &Epochs{Env: p, newest: map[epochKey]*epoch{}, serving: map[psi.Digest]*epoch{}}
}

// Refresh begins a new epoch where there is none, where the last one is too old, and where the dataset was imported
// again. It drops the epochs that nobody uses.
func (x *Epochs) Refresh(ctx context.Context) error {
	rows, err := x.Rows.Datasets.List(ctx)
	if err != nil {
		return err
	}
	offered := map[epochKey]bool{}
	for i := range rows {
		_, err := x.current(ctx, &rows[i])
		if err != nil && psi.CodeOf(err) == "" {
			return err
		}
		offered[epochKey{rows[i].Name, rows[i].Purpose}] = err == nil
	}
	x.drop(ctx, rows, offered)
	return nil
}

// Kept are the epochs that Restore will look at.
func (x *Epochs) Kept(ctx context.Context) (all []psi.Digest, err error) {
	rows, err := x.Rows.Epochs.List(ctx)
	for i := range rows {
		rows[i].Secret.Destroy()
		all = append(all, rows[i].Digest)
	}
	return all, err
}

// Restore takes over the epochs of the last process that can still be used, and ends the others. replay is what the
// ledger says.
func (x *Epochs) Restore(ctx context.Context, replay *ledger.Replay) error {
	rows, err := x.Rows.Epochs.List(ctx)
	if err != nil {
		return err
	}
	all, err := x.Rows.Datasets.List(ctx)
	if err != nil {
		return err
	}
	left, err := x.Rows.Sessions.Open(ctx)
	if err != nil {
		return err
	}
	used := map[psi.Digest]bool{} // by sessions that may go on
	for _, l := range left {
		used[l.Epoch] = x.keeps()
	}
	known, open := map[string]bool{}, replay.OpenSets()
	for i := range rows {
		row := &rows[i]
		if !slices.Contains(open, row.Digest) { // the database or the ledger was put back to an older state
			row.Secret.Destroy()
			if err := x.forgetEpoch(row.Digest); err != nil {
				return err
			}
			continue
		}
		err := x.complete(ctx, row.Digest, replay)
		var e *epoch
		if err == nil {
			e, err = x.restored(row, all, used[row.Digest])
		}
		row.Secret.Destroy()
		if err != nil {
			x.Log.Info("epoch: not taken over", "dataset", row.Name, "digest", row.Digest, "reason", err)
			if err := x.endEpoch(row.Digest); err != nil {
				return err
			}
			continue
		}
		for _, suffix := range store.EpochSuffixes {
			known[string(e.files)+suffix] = true
		}
		x.serving[row.Digest] = e
		x.newest[e.key()] = e // rows are in the order of their age
	}
	return epochfile.DropStrays(x.Rows.Files.Epochs(), known)
}

// complete says whether the database knows of every session on an epoch. If it was put back to an older state, slices
// that are taken would be given out again.
func (x *Epochs) complete(ctx context.Context, digest psi.Digest, replay *ledger.Replay) error {
	for _, s := range replay.Sessions {
		if s.Epoch() != digest {
			continue
		}
		if exists, _, err := x.Rows.Sessions.IsOpen(ctx, s.ID); err != nil {
			return err
		} else if !exists {
			return errors.New("the database does not know all of its sessions")
		}
	}
	return nil
}

// restored is the epoch of a row, or the reason why it can't be used any more.
func (x *Epochs) restored(row *store.Epoch, all []store.Dataset, used bool) (*epoch, error) {
	if time.Since(row.Opened) > x.Lifetimes.Epoch && !used {
		return nil, errors.New("it is too old")
	}
	i := slices.IndexFunc(all, func(d store.Dataset) bool { return d.Generation == row.Generation })
	if i < 0 {
		return nil, errors.New("its dataset was imported again, or removed")
	}
	e := newEpoch(x, &all[i], row.Made.Layout)
	if err := e.restore(x.Env, row); err != nil {
		return nil, err
	}
	e.done.Store(e.total)
	close(e.ready)
	return e, nil
}

// current returns the epoch that new sessions on d use: the newest one that is ready, or else the one being made. It
// begins one if one is due. It fails with a *psi.Error if d is under the floor.
func (x *Epochs) current(ctx context.Context, d *store.Dataset) (*epoch, error) {
	layout, err := x.Rows.Layouts.Of(ctx, d)
	if err != nil {
		return nil, err
	}
	if err := x.Policy.CheckDataset(psi.Set{Parts: layout.Sections()}.Records()); err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.find(d, layout), nil
}

// Describe fills in what a client sees of the epoch that its session would use. While the epoch of a new import is
// being made, that is the previous one. It fails with a *psi.Error if the dataset is under the floor.
func (x *Epochs) Describe(ctx context.Context, info *psi.DatasetInfo, d *store.Dataset, owner string) error {
	e, err := x.current(ctx, d)
	if err != nil {
		return err
	}
	info.State, info.Sections, info.PolicyDigest = e.progress(), e.layout.Sections(), e.data.PolicyDigest
	info.Limits.Sessions, info.Prices.Units = x.Policy.Sessions(), psi.SliceUnits
	if !info.State.Ready {
		return nil
	}
	digest := e.role.Set().Digest
	info.Opened = e.opened.UTC()
	had, err := x.Rows.Sessions.Had(ctx, owner, digest)
	if err != nil {
		return err
	}
	info.Limits.Sessions -= min(had, info.Limits.Sessions)
	info.Prices.Units, err = x.Rows.Epochs.Units(ctx, digest)
	return err
}

// take is current for a session, which keeps the epoch until it leaves it.
func (x *Epochs) take(ctx context.Context, d *store.Dataset) (*epoch, error) {
	layout, err := x.Rows.Layouts.Of(ctx, d)
	if err != nil {
		return nil, err
	}
	if err := x.Policy.CheckDataset(psi.Set{Parts: layout.Sections()}.Records()); err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.find(d, layout)
	e.users++
	return e, nil
}

// again is take for a session of the last process, on the epoch that it had entered, if any.
func (x *Epochs) again(ctx context.Context, d *store.Dataset, digest psi.Digest, state psi.State) (*epoch, error) {
	if state == psi.StatePreparing {
		return x.take(ctx, d)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.serving[digest]
	if e == nil {
		return nil, errors.New("its epoch is gone")
	}
	e.users++
	return e, nil
}

// find is current with x.mu held.
func (x *Epochs) find(d *store.Dataset, layout disclosure.Layout) *epoch {
	key := epochKey{d.Name, d.Purpose}
	newest := x.newest[key]
	if newest == nil || x.due(newest, d) {
		newest = newEpoch(x, d, layout)
		x.newest[key] = newest
		x.Go(func() { x.make(newest) })
	}
	if !newest.isReady() || newest.err != nil {
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
	case e.damaged.Load():
		return true
	case e.err != nil: // that there is no room is found before anything is masked
		return psi.CodeOf(e.err) == psi.CodeStorageFull || time.Since(e.opened) > time.Minute
	}
	return time.Since(e.opened) > x.Lifetimes.Epoch/8*7 || epochjob.Waits(x.Rows.Files, d.Generation)
}

// before is the newest epoch that can stand in for one being made, or nil. x.mu is held.
func (x *Epochs) before(newest *epoch) (before *epoch) {
	for _, e := range x.serving {
		if e.key() == newest.key() && e.data.Params() == newest.data.Params() && !e.damaged.Load() && time.Since(e.opened) <= x.Lifetimes.Epoch &&
			(before == nil || e.opened.After(before.opened)) {
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
	log := x.Log.With("dataset", e.data.Name, "purpose", e.data.Purpose)
	log.Info("epoch: masking begins", "elements", e.total)
	// Of the platform's own jobs, one that a session waits for is first.
	urgent := func() bool { return e.awaited.Load() > 0 }
	end := x.Trace.Begin(steps.Step{Name: steps.Mask, Dataset: e.data.Name})
	err := x.Turns.Do(x.Context(), turns.Job{Owner: turns.Platform, Points: e.total, Urgent: urgent}, func(t *turns.Turn) error {
		if !x.wanted(e) {
			return errSuperseded
		}
		leave, err := x.Room.PlanEpoch(e.layout.Sections())
		if err != nil {
			return err
		}
		defer leave()
		return e.mask(x.Env, func(n int) {
			e.done.Add(uint64(n))
			t.Spend(x.Context(), uint64(n))
		})
	})
	if end(err); err == nil {
		log.Info("epoch: ready", "elements", e.total, "digest", e.role.Set().Digest, "seconds", time.Since(e.began).Seconds())
	} else if x.Context().Err() == nil && err != errSuperseded {
		log.Error("epoch: masking failed", "error", err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if e.err = err; err == nil {
		x.serving[e.role.Set().Digest] = e
	} else {
		e.opened = time.Now()
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
func (x *Epochs) drop(ctx context.Context, rows []store.Dataset, offered map[epochKey]bool) {
	x.mu.Lock()
	keep := x.keep(offered)
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
	for e := range keep { // new sessions on it need its candidate index's key
		files[e.data.Generation] = true
	}
	for _, e := range x.serving {
		files[e.data.Generation] = true
	}
	err := errors.Join(x.Imports.DropGenerations(ctx, files, x.Lifetimes.Former), epochjob.Sweep(x.Rows.Files, rows))
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
func (x *Epochs) keep(offered map[epochKey]bool) map[*epoch]bool {
	keep := map[*epoch]bool{}
	for key, e := range x.newest {
		if !offered[key] {
			delete(x.newest, key) // its dataset is gone, or below the floor now
			continue
		}
		keep[e] = true
		if before := x.before(e); (!e.isReady() || e.err != nil) && before != nil {
			keep[before] = true
		}
	}
	return keep
}

// Files returns the files of an epoch that is being served. They never change. It fails with a *psi.Error.
func (x *Epochs) Files(digest psi.Digest) (store.EpochFiles, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.serving[digest]
	if e == nil {
		return "", psi.Errorf(psi.CodeUnknownDataset, "no such epoch file: it has expired, open a new session")
	}
	return e.files, nil
}

// Close forgets the keys of all epochs: another process may take them over. Nothing must be using them any more.
func (x *Epochs) Close() {
	for _, all := range []iter.Seq[*epoch]{maps.Values(x.newest), maps.Values(x.serving)} {
		for e := range all {
			if e.isReady() && e.role != nil {
				e.role.Destroy()
			}
		}
	}
}
