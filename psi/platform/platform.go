package platform

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/gofrs/flock"
)

// Platform serves sessions from a data directory. It is safe for concurrent
// use. The goroutines that it starts end with Close.
type Platform struct {
	*env
	lock     *flock.Flock
	epochs   *epochs
	sessions *sessions
	modes    psi.PerMode[mode]
}

// ErrLocked says that another process serves from the data directory.
var ErrLocked = errors.New("another process serves from this data directory")

// Open takes the data directory for serving and begins to mask the epoch files
// of its datasets. Sessions that an earlier process left open have lost their
// keys and are marked as failed.
func Open(dir string, cfg Config) (*Platform, error) {
	if err := cfg.setDefaults(); err != nil {
		return nil, err
	}
	store, err := OpenStore(dir)
	if err != nil {
		return nil, err
	}
	store.UseAnchor(cfg.Directory.Anchor)
	p := &Platform{
		env:  &env{work: newWork(cfg.Work.Jobs), store: store, cfg: cfg, policy: cfg.Disclosure},
		lock: flock.New(filepath.Join(dir, "serve.lock")),
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
	for _, sub := range []string{"epochs", "scratch"} {
		if err := os.RemoveAll(filepath.Join(p.store.dir, sub)); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	for _, sub := range []string{"epochs", "scratch", "sessions", "matches", "datasets", "subjects"} {
		if err := durable.MkDirAll(filepath.Join(p.store.dir, sub)); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	if p.accounts, err = budget.Open(p.ctx, p.store.db, p.policy, p.cfg.times); err != nil {
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

// Close ends all sessions, waits for the work in hand to stop and gives the
// data directory free.
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

// Store gives access to the datasets and clients that the platform serves.
func (p *Platform) Store() *Store { return p.store }

// Identity is the platform's name in every context.
func (p *Platform) Identity() string { return p.identity }

// PlatformIdentity is the name that the data directory keeps for a platform
// without a configured one.
func (s *Store) PlatformIdentity(ctx context.Context) (string, error) {
	return s.Meta(ctx, "identity", func() (string, error) {
		b := make([]byte, 8)
		rand.Read(b)
		return "platform-" + hex.EncodeToString(b), nil
	})
}

func (p *Platform) loadIdentity() (string, error) {
	if p.cfg.Identity != "" {
		return p.cfg.Identity, psi.CheckIdentity(p.cfg.Identity)
	}
	return p.store.PlatformIdentity(p.ctx)
}

// keepHouse expires what is old until the platform is closed.
func (p *Platform) keepHouse() {
	ticker := time.NewTicker(min(time.Minute, p.cfg.Lifetimes.Idle/4+time.Millisecond))
	defer ticker.Stop()
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-ticker.C:
		}
		p.sessions.expire()
		if err := p.dropStrayFiles(p.ctx); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("expired answers", "error", err)
		}
		if err := p.expireMatches(p.ctx); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("expired matches", "error", err)
		}
		if err := p.accounts.Keep(p.ctx, p.store.db); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("budget clock", "error", err)
		}
		if err := errors.Join(p.journal.Confirm(), p.journal.KeepAnchor()); err != nil {
			p.cfg.Log.Error("ledger", "error", err)
		}
		if err := p.epochs.refresh(p.ctx); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("refresh epochs", "error", err)
		}
	}
}

// Info describes a dataset to a client. It fails with an *psi.Error.
func (p *Platform) Info(ctx context.Context, client, name, purpose, idType string) (*psi.DatasetInfo, error) {
	d, err := p.store.dataset(ctx, name, purpose)
	if err != nil {
		return nil, err
	}
	size, ok := d.Sizes[idType]
	if !ok {
		return nil, psi.Errorf(psi.CodeMismatch, "dataset %q has no identifiers of type %.40q", name, idType)
	}
	info := &psi.DatasetInfo{
		Version: psi.Version, Platform: p.identity, Advertiser: client, Dataset: name,
		Params: d.Params(idType), Modes: slices.Clone(p.cfg.Modes), Size: p.policy.Published(size), PolicyDigest: d.PolicyDigest,
		Floors: p.policy.Floors(), Limits: psi.Limits{List: p.cfg.Limits.List, Chunk: psi.MaxChunk},
	}
	if idType == string(identity.Phone) {
		info.PhoneMetadata = d.metadata
	}
	if e := p.epochs.current(d, idType); e != nil {
		// While the epoch of a new import is being made, the one before serves.
		info.State, info.Size, info.PolicyDigest = e.progress(), e.total, e.data.PolicyDigest
	}
	return info, nil
}
