package platform

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/platform/internal/bounds"
	"github.com/blindmatch/blindmatch/psi/platform/internal/lease"
	"github.com/blindmatch/blindmatch/psi/platform/internal/room"
	"github.com/blindmatch/blindmatch/psi/platform/internal/session"
	"github.com/blindmatch/blindmatch/psi/platform/internal/turns"
)

// ErrLocked says that another process serves from the data directory.
var ErrLocked = lease.ErrTaken

// ServingAt is the Config.Address of the process that serves from a data directory, or that did so last.
func ServingAt(ctx context.Context, d *Directory) (address string, err error) {
	return lease.Serving(ctx, d.rows)
}

// Open locks the data directory for serving, takes over the epochs of the last process, and begins to mask new ones
// where there are none. Sessions that an earlier process left open go on, unless the policy keeps them in memory only.
func Open(dir string, cfg Config) (*Platform, error) {
	if err := cfg.setDefaults(); err != nil {
		return nil, err
	}
	cfg.Disclosure = cfg.Disclosure.Live()
	store, err := OpenDirectory(dir, cfg.Directory)
	if err != nil {
		return nil, err
	}
	store.audiences.Log, store.audiences.Changed = cfg.Log, cfg.AudienceChanged
	store.journal.Trace, store.journal.Recorded = cfg.Trace, cfg.Recorded
	env := &session.Env{
		Work: turns.NewWork(cfg.Work.Jobs, cfg.Limits.Unpaid), Rows: store.rows, Imports: importsTo(store), Policy: cfg.Disclosure, Modes: cfg.Modes,
		Lifetimes: bounds.Lifetimes{Epoch: cfg.Lifetimes.Epoch, Idle: cfg.Lifetimes.Idle, Session: cfg.Lifetimes.Session, Former: cfg.Lifetimes.Former},
		Audiences: store.audiences,
		Limits:    cfg.Limits, Memory: cfg.Work.Memory, Log: cfg.Log, Seen: cfg.Seen, Trace: cfg.Trace,
	}
	env.Room = room.New(store.rows.Files, cfg.Limits.Reserve, cfg.Limits.OwnerDisk)
	p := &Platform{store: store, cfg: cfg, env: env, ofSessions: ofSessions{session.New(env)}}
	if p.cfg.Evicted == nil {
		p.cfg.Evicted = func(error) { p.env.Stop() }
	}
	if err := p.start(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Platform) start() error {
	ctx := p.env.Context()
	err := p.store.lease.Take(ctx, p.cfg.Address)
	if err != nil {
		return fmt.Errorf("%s: %w", p.store.dir, err)
	}
	if p.env.Identity, err = p.loadIdentity(); err != nil {
		return err
	}
	if err := p.checkOwners(ctx, p.cfg.Disclosure); err != nil {
		return err
	}
	files := p.store.rows.Files
	if err := os.RemoveAll(files.Scratch()); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	for _, dir := range []string{files.Epochs(), files.Scratch(), files.Sessions(), files.Matches(), files.Datasets(), files.Subjects(), files.Audiences()} {
		if err := durable.MkDirAll(dir); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	p.keepReserve()
	if p.env.Accounts, err = budget.Open(ctx, p.store.rows.DB(), p.cfg.Disclosure, p.cfg.times); err != nil {
		return err
	}
	if err := p.startLedger(ctx); err != nil {
		return err
	}
	if err := p.sessions.Epochs.Refresh(ctx); err != nil {
		return err
	}
	p.env.Go(p.keepHouse)
	p.env.Go(func() { p.store.lease.Watch(ctx, p.cfg.Evicted) })
	return nil
}

// Close suspends all sessions, or ends them, waits for running work to stop and releases the data directory.
func (p *Platform) Close() error {
	p.EndSessions()
	p.env.Wait()
	p.sessions.Release()
	p.sessions.Epochs.Close()
	return errors.Join(p.store.journal.KeepAnchor(), p.store.lease.Release(), p.store.Close())
}

// ErrStopped says that the platform is stopping, and that the session goes on when it is back. A client is to repeat its
// message, as after a broken connection.
var ErrStopped = session.ErrStopped

// EndSessions takes no new sessions, and suspends the open ones until the next process; if the policy keeps them in
// memory only, it ends them. It is the first step of stopping: requests that wait for an answer get one.
func (p *Platform) EndSessions() {
	p.env.Stop()
	p.sessions.End(psi.Errorf(psi.CodeSessionFailed, "the platform was stopped; run the command again later"))
}

func (p *Platform) loadIdentity() (string, error) {
	if p.cfg.Identity != "" {
		return p.cfg.Identity, psi.CheckIdentity(p.cfg.Identity)
	}
	return p.store.PlatformIdentity(p.env.Context())
}
