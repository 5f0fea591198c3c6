package platform

import (
	"errors"
	"fmt"
	"os"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/gofrs/flock"
)

// ErrLocked says that another process serves from the data directory.
var ErrLocked = errors.New("another process serves from this data directory")

// Open takes the data directory for serving and begins to mask the epoch files
// of its datasets. Sessions that an earlier process left open have lost their
// keys and are marked as failed.
func Open(dir string, cfg Config) (*Platform, error) {
	if err := cfg.setDefaults(); err != nil {
		return nil, err
	}
	store, err := OpenDirectory(dir, cfg.Directory)
	if err != nil {
		return nil, err
	}
	p := &Platform{
		env:   &env{work: newWork(cfg.Work.Jobs), rows: store.rows, imports: store.imports(), eraser: store.eraser(), cfg: cfg, policy: cfg.Disclosure},
		store: store,
		lock:  flock.New(store.rows.Files.ServeLock()),
	}
	p.epochs, p.sessions = newEpochs(p.env), newSessions(p.env)
	p.modes = psi.EachMode[mode](countMode{p.epochs}, blindedMode{p.epochs})
	if err := p.start(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Platform) start() error {
	ok, err := p.lock.TryLock()
	if err != nil {
		return fmt.Errorf("data directory: lock: %w", err)
	}
	if !ok {
		return fmt.Errorf("%s: %w", p.store.dir, ErrLocked)
	}
	if p.identity, err = p.loadIdentity(); err != nil {
		return err
	}
	// What needs a key that died with the last process is worthless.
	files := p.rows.Files
	for _, dir := range []string{files.Epochs(), files.Scratch()} {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	for _, dir := range []string{files.Epochs(), files.Scratch(), files.Sessions(), files.Matches(), files.Datasets(), files.Subjects()} {
		if err := durable.MkDirAll(dir); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	if p.accounts, err = budget.Open(p.ctx, p.rows.DB(), p.policy, p.cfg.times); err != nil {
		return err
	}
	if err := p.dropLostSessions(p.ctx); err != nil {
		return err
	}
	if err := p.startLedger(p.ctx); err != nil {
		return err
	}
	if err := p.epochs.refresh(p.ctx); err != nil {
		return err
	}
	p.Go(p.keepHouse)
	return nil
}

// Close ends all sessions, waits for the work in hand to stop and releases the data directory.
func (p *Platform) Close() error {
	p.EndSessions()
	p.Wait()
	p.sessions.release()
	p.epochs.destroy()
	return errors.Join(p.store.journal.KeepAnchor(), p.lock.Unlock(), p.store.Close())
}

// EndSessions ends all open sessions and takes no new ones: the first step of
// stopping, so that requests which wait for an answer get one.
func (p *Platform) EndSessions() {
	p.stop()
	p.sessions.end(psi.Errorf(psi.CodeSessionFailed, "the platform was stopped; run the command again later"))
}

func (p *Platform) loadIdentity() (string, error) {
	if p.cfg.Identity != "" {
		return p.cfg.Identity, psi.CheckIdentity(p.cfg.Identity)
	}
	return p.store.PlatformIdentity(p.ctx)
}
