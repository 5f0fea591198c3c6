package session

import (
	"errors"
	"os"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// epochKey says which elements an epoch file has.
type epochKey struct{ dataset, purpose, idType string }

// epoch is an epoch file and its key, from the moment its masking begins.
type epoch struct {
	data   store.Dataset
	params psi.Params
	began  time.Time
	total  uint64
	done   atomic.Uint64 // elements masked

	ready   chan struct{} // closed when the fields below are set; nobody reads them before
	created time.Time     // when the masking ended; its age counts from then
	role    *psi.Epoch
	err     error
	path    string
	receipt []byte // of the ledger's entry

	users int  // open sessions; epochs.mu guards it
	gone  bool // the ledger says that the key is destroyed, or never knew of it
}

func newEpoch(d *store.Dataset, idType string, total uint64) *epoch {
	return &epoch{data: *d, params: d.Params(idType), began: time.Now(), total: total, ready: make(chan struct{})}
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

// mask masks the dataset into the epoch's file and records that in the ledger.
func (e *epoch) mask(p *Env) (err error) {
	if e.role, e.path, err = e.write(p); err != nil {
		return err
	}
	if e.receipt, err = p.Journal.Epoch(e.data.SetEntry(e.params, e.role.Set())); err != nil {
		e.wipe()
		e.gone = true // the ledger never knew of it
	}
	return err
}

func (e *epoch) write(p *Env) (role *psi.Epoch, path string, err error) {
	dir := p.Rows.Files.Epochs()
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
	path = p.Rows.Files.Epoch(role.Set().Digest)
	if err = errors.Join(durable.SyncFile(tmp), tmp.Close()); err == nil {
		err = durable.Move(tmp.Name(), path)
	}
	if err != nil {
		role.Destroy()
		return nil, "", err
	}
	return role, path, nil
}

// destroy destroys the epoch's key and file, if there are any, and records that in the ledger. It waits for evaluations
// under the key.
func (e *epoch) destroy(p *Env) {
	if !e.isReady() || e.role == nil {
		return
	}
	e.wipe()
	if e.gone {
		return
	}
	e.gone = true
	if err := p.Journal.Destroyed(e.role.Set().Digest); err != nil {
		p.Log.Error("ledger", "error", err)
	}
}

// wipe overwrites the key and removes the file.
func (e *epoch) wipe() {
	e.role.Destroy()
	os.Remove(e.path)
}
