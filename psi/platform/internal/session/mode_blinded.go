package session

import (
	"encoding/binary"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// blindedMode is mode blinded: a session has a set and a key of its own, and the answer comes with handles.
type blindedMode struct{ *Epochs }

func (m blindedMode) claim(d *store.Dataset, idType string) (claim, error) {
	m.hold(d.Generation)
	return &ownSet{epochs: m.Epochs, data: *d, total: m.Policy.Published(d.Sizes[idType])}, nil
}

// ownSet is the platform's set of one session.
type ownSet struct {
	epochs *Epochs
	data   store.Dataset
	total  uint64
	masked atomic.Uint64
	left   sync.Once

	mu       sync.Mutex
	role     *psi.BlindedPlatform // once it is masked
	elements *openedDataset
	recorded bool // in the ledger
}

func (c *ownSet) dataset() *store.Dataset { return &c.data }

func (c *ownSet) progress() psi.SetState {
	return psi.SetState{Done: min(c.masked.Load(), c.total), Total: c.total}
}

// prepare masks the dataset under a key of this session's own.
func (c *ownSet) prepare(f *facts) (set psi.Set, path string, err error) {
	err = c.epochs.job(f.ctx, func() error {
		role, data, err := c.mask(f)
		if err != nil {
			return err
		}
		c.mu.Lock()
		c.role, c.elements = role, data
		c.mu.Unlock()
		set, path = role.Set(), filepath.Join(f.dir, setFile)
		return nil
	})
	if f.ctx.Err() != nil {
		c.release() // the session may have ended before there was a key
	}
	return set, path, err
}

func (c *ownSet) receipt(f *facts) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.elements == nil {
		return nil, psi.Errorf(psi.CodeWrongState, "the session has ended")
	}
	b, err := c.epochs.Journal.Set(f.id, f.data.SetEntry(f.params, c.role.Set()))
	c.recorded = err == nil
	return b, err
}

func (c *ownSet) mask(f *facts) (role *psi.BlindedPlatform, data *openedDataset, err error) {
	p := c.epochs.Env
	if data, err = p.openDataset(&f.data, f.params); err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, data.Close())
		}
	}()
	set, err := durable.MkFile(filepath.Join(f.dir, setFile))
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, set.Close()) }()
	order, err := durable.MkFile(filepath.Join(f.dir, orderFile))
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, order.Close()) }()
	scratch := p.scratch()
	scratch.Progress = func(n int) { c.masked.Add(uint64(n)) }
	role, err = psi.NewBlindedPlatform(f.ctx, f.params, data.Dataset, durable.Writer(set), durable.Writer(order), scratch)
	data.Key.Destroy() // from here on, only users are looked up
	return role, data, err
}

func (c *ownSet) evaluate(f *facts, bound psi.Context, list io.Reader) (evaluation, error) {
	c.mu.Lock()
	data := c.elements
	c.mu.Unlock()
	if data == nil {
		return nil, psi.Errorf(psi.CodeWrongState, "the session has ended")
	}
	e, err := c.role.Evaluate(f.ctx, bound, list, c.epochs.scratch())
	if err != nil {
		return nil, err
	}
	return &blindedEvaluation{e, c.epochs.Env, data.set}, nil
}

// release destroys the key, records that in the ledger if the ledger knew of the key, and closes the dataset.
func (c *ownSet) release() {
	c.left.Do(func() { c.epochs.leaveFiles(c.data.Generation) })
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.elements == nil {
		return
	}
	c.role.Destroy()
	c.elements.Close()
	c.elements = nil
	if !c.recorded {
		return
	}
	if err := c.epochs.Journal.Destroyed(c.role.Set().Digest); err != nil {
		c.epochs.Log.Error("ledger", "error", err)
	}
}

type blindedEvaluation struct {
	*psi.BlindedEvaluation
	env *Env
	set *dataset.StoredSet // whose elements are in P; it fails once the session has ended
}

// quanta are more than for comparing alone, since handles are made.
func (e *blindedEvaluation) quanta(m, n uint64) time.Duration {
	return comparing(m, n) + time.Duration(min(m, n)/50_000)
}

// answer finds the matches. Unless they are below the floor, it writes the handles for the client, sorted so that their
// order says nothing, and for the platform a file that says whose each handle is. There are as many handles as the
// released size says, so that their number reveals nothing more: a random part of the matches is left out.
func (e *blindedEvaluation) answer(f *facts, tags *upload, a *answer) error {
	p := e.env
	sorter := extsort.New(extsort.Config{Width: matchWidth, Memory: p.Memory, Dir: p.scratch().Dir})
	defer sorter.Close()
	rec := make([]byte, 0, matchWidth)
	err := e.Match(f.ctx, tags.reader(), tags.set, func(m psi.Match) error {
		rec = append(rec[:0], m.Handle[:]...)
		return sorter.Add(binary.BigEndian.AppendUint64(rec, m.Position))
	})
	if err != nil {
		return err
	}
	matches := sorter.Len()
	a.result.Released = p.Policy.ReleaseHandles(f.owner, matches)
	if a.result.Released.BelowFloor {
		return nil
	}
	sorted, err := sorter.Sort()
	if err != nil {
		return err
	}
	a.matches = &matchFiles{Env: p, session: f.id}
	a.result.Handles, a.index, err = a.matches.write(f, e.set, sorted, disclosure.NewLottery(*a.result.Released.Value, matches))
	return err
}
