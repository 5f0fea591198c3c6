package session

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/epochfile"
	"github.com/blindmatch/blindmatch/psi/platform/internal/epochjob"
	"github.com/blindmatch/blindmatch/psi/platform/internal/room"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// epochKey says which dataset an epoch is of.
type epochKey struct{ dataset, purpose string }

// epoch is an epoch file and its key, from the moment its masking begins.
type epoch struct {
	epochs *Epochs
	data   store.Dataset
	layout disclosure.Layout
	began  time.Time
	total  uint64        // elements
	done   atomic.Uint64 // of these masked

	ready   chan struct{} // closed when the fields below are set; nobody reads them before
	opened  time.Time     // when the masking ended; its age counts from then
	role    *psi.Epoch
	err     error
	files   store.EpochFiles
	receipt []byte       // of the ledger's entry
	sums    []psi.Digest // of the files

	damaged atomic.Bool  // a file is
	awaited atomic.Int64 // sessions that wait until it is ready

	users int       // open sessions; epochs.mu guards it
	once  sync.Once // of forgetting
}

func newEpoch(x *Epochs, d *store.Dataset, layout disclosure.Layout) *epoch {
	e := &epoch{epochs: x, data: *d, layout: layout, began: time.Now(), ready: make(chan struct{})}
	e.total = psi.Set{Parts: layout.Sections()}.Items()
	return e
}

func (e *epoch) key() epochKey { return epochKey{e.data.Name, e.data.Purpose} }

func (e *epoch) isReady() bool {
	select {
	case <-e.ready:
		return true
	default:
		return false
	}
}

// wait waits until the epoch is ready. It fails with a *psi.Error if it could not be made.
func (e *epoch) wait(ctx context.Context) error {
	e.awaited.Add(1)
	defer e.awaited.Add(-1)
	select {
	case <-e.ready:
	case <-ctx.Done():
		return ctx.Err()
	}
	if none := room.Lack(e.err); none != nil {
		return none
	}
	if e.err != nil {
		return psi.Errorf(psi.CodeInternal, "the platform could not mask its epoch file; its log has the details")
	}
	return nil
}

func (e *epoch) progress() psi.SetState {
	return psi.SetState{Ready: e.isReady() && e.err == nil, Done: min(e.done.Load(), e.total), Total: e.total}
}

// leave ends a session's hold on the epoch.
func (e *epoch) leave() {
	e.epochs.mu.Lock()
	defer e.epochs.mu.Unlock()
	e.users--
}

// later refuses a session until the next epoch.
func (e *epoch) later(lifetime time.Duration, format string, args ...any) *psi.Error {
	x := psi.Errorf(psi.CodeTooManySessions, format+"; come back after %s", append(args, e.opened.Add(lifetime).UTC().Format("2006-01-02 15:04 MST"))...)
	x.RetryAfter = max(time.Until(e.opened.Add(lifetime)), time.Second)
	return x
}

// mask masks the dataset into the epoch's files, keeps what a restart needs, and records the epoch in the ledger.
func (e *epoch) mask(p *Env, progress func(int)) (err error) {
	secret := psi.NewEpochSecret()
	defer secret.Destroy()
	row := store.Epoch{Name: e.data.Name, Purpose: e.data.Purpose, Generation: e.data.Generation, Secret: secret, Opened: time.Now()}
	if row.Made, err = e.takeUp(p, secret); err == nil && e.role == nil {
		row.Made, err = e.write(p, secret, progress)
	}
	if err != nil {
		return err
	}
	row.Digest, e.opened, e.sums = row.Made.Set.Digest, row.Opened, row.Made.Files
	if row.Receipt, err = p.Journal.Epoch(e.data.SetEntry(row.Made.Set, e.role.AuditKey())); err == nil {
		e.receipt = row.Receipt
		err = p.Rows.Epochs.Insert(p.Context(), &row)
	}
	if err != nil {
		e.role.Destroy()
		return errors.Join(err, epochfile.Drop(e.files))
	}
	return nil
}

// takeUp takes up the epoch that was adopted and waits, if there is one that belongs here, with its secret.
func (e *epoch) takeUp(p *Env, secret *psi.EpochSecret) (made store.Made, err error) {
	if !epochjob.Waits(p.Rows.Files, e.data.Generation) {
		return made, nil
	}
	made, refused, err := epochjob.Take(p.Context(), p.Rows, p.Journal.Journal, &e.data, e.layout, secret)
	if refused != nil {
		p.Log.Error("epoch: what was adopted is not taken up, and the server masks one itself", "dataset", e.data.Name, "reason", refused)
		*secret = *psi.NewEpochSecret()
		return made, err
	}
	if err == nil {
		err = e.restore(p, &store.Epoch{Digest: made.Set.Digest, Made: made, Secret: secret})
	}
	return made, err
}

// write masks the dataset into the epoch's files.
func (e *epoch) write(p *Env, secret *psi.EpochSecret, progress func(int)) (made store.Made, err error) {
	data, err := p.openDataset(&e.data)
	if err != nil {
		return made, err
	}
	defer data.Close()
	cut := 0
	elements, err := p.elements(&e.data, epochjob.Groups(data.stored, &e.layout, &cut), &e.layout)
	if err != nil {
		return made, err
	}
	defer elements.Key.Destroy()
	f, err := epochfile.New(p.Rows.Files.Epochs())
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	s := p.scratch()
	s.Progress = progress
	if e.role, err = psi.NewEpoch(p.Context(), e.data.Params(), elements, secret, f.Outputs(), s); err != nil {
		return made, err
	}
	if cut > 0 {
		p.Log.Warn("epoch: identifiers are left out, as too few people have so many for a section of their own",
			"dataset", e.data.Name, "purpose", e.data.Purpose, "identifiers", cut)
	}
	e.files = p.Rows.Files.Epoch(e.role.Set().Digest)
	if err := f.Place(e.files); err != nil {
		e.role.Destroy()
		return made, err
	}
	return store.Made{
		Set: e.role.Set(), Layout: e.layout, Groups: e.data.Groups, Import: e.data.Entry.Commitment, Policy: e.data.PolicyDigest,
		Params: e.data.Params(), Files: f.Digests(),
	}, nil
}

// restore takes over an epoch from an earlier process.
func (e *epoch) restore(p *Env, row *store.Epoch) error {
	e.files = p.Rows.Files.Epoch(row.Digest)
	if err := epochfile.Check(e.files, row.Made.Files); err != nil {
		return err
	}
	elements, err := p.elements(&e.data, nil, &e.layout)
	if err != nil {
		return err
	}
	defer elements.Key.Destroy()
	e.role, err = psi.RestoreEpoch(row.Made.Params, elements, row.Secret, row.Made.Set)
	e.opened, e.receipt, e.sums = row.Opened, row.Receipt, row.Made.Files
	return err
}

// destroy destroys the epoch's key and files, if there are any, and records that in the ledger. It waits for evaluations
// under the key.
func (e *epoch) destroy(p *Env) {
	if !e.isReady() || e.role == nil || e.err != nil {
		return
	}
	e.once.Do(func() {
		e.role.Destroy()
		if err := p.endEpoch(e.role.Set().Digest); err != nil {
			p.Log.Error("ledger", "error", err)
		}
	})
}

// endEpoch destroys what is kept of an epoch, and records that its key is gone.
func (p *Env) endEpoch(digest psi.Digest) error {
	if err := p.forgetEpoch(digest); err != nil {
		return err
	}
	return p.Journal.Destroyed(digest)
}

// forgetEpoch is endEpoch for an epoch that the ledger does not have open.
func (p *Env) forgetEpoch(digest psi.Digest) error {
	if err := p.Rows.Epochs.Remove(context.Background(), digest); err != nil {
		return err
	}
	return epochfile.Drop(p.Rows.Files.Epoch(digest))
}

// checkSentinels says whether the file of sentinels is what it was. If not, the epoch gets a successor.
func (e *epoch) checkSentinels() error {
	i := slices.Index(store.EpochSuffixes, filepath.Ext(e.files.Sentinels()))
	err := epochfile.CheckOne(e.files.Sentinels(), e.sums[i])
	if err != nil {
		e.damaged.Store(true)
	}
	return err
}
