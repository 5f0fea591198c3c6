package platform

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/gofrs/flock"
)

// Platform serves sessions from a data directory. It is safe for concurrent
// use. The goroutines that it starts end with Close.
type Platform struct {
	store    *Store
	cfg      Config
	identity string
	policy   *disclosure.Policy
	accounts *budget.Accounts
	lock     *flock.Flock
	jobs     chan struct{} // holds one value for each job that runs

	ctx  context.Context // ends with Close
	stop context.CancelFunc
	work group

	delivery    sync.Mutex
	undelivered map[string]ledger.Handles // by session: released, and not yet recorded as delivered

	mu       sync.Mutex
	epochs   map[epochKey]*epoch // the newest of each kind
	serving  map[psi.Digest]*epoch
	sessions map[string]*session
	refusals map[ledger.Refusal]time.Time // recorded lately
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
	store, err := OpenDirectory(dir, cfg.Directory)
	if err != nil {
		return nil, err
	}
	p := &Platform{
		store: store, cfg: cfg, policy: cfg.Disclosure,
		lock:     flock.New(store.rows.Files.ServeLock()),
		jobs:     make(chan struct{}, cfg.Work.Jobs),
		epochs:   map[epochKey]*epoch{},
		serving:  map[psi.Digest]*epoch{},
		sessions: map[string]*session{},
		refusals: map[ledger.Refusal]time.Time{},
	}
	p.ctx, p.stop = context.WithCancel(context.Background())
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
	files := p.store.rows.Files
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
	if p.accounts, err = budget.Open(p.ctx, p.store.rows.DB(), p.policy, p.cfg.times); err != nil {
		return err
	}
	if err := p.dropLostSessions(p.ctx); err != nil {
		return err
	}
	if err := p.startLedger(p.ctx); err != nil {
		return err
	}
	if err := p.refresh(p.ctx); err != nil {
		return err
	}
	p.work.Go(p.keepHouse)
	return nil
}

// Close ends all sessions, waits for the work in hand to stop and gives the
// data directory free.
func (p *Platform) Close() error {
	p.EndSessions()
	p.work.Wait()
	for _, s := range p.sessions {
		s.release()
	}
	for _, e := range p.epochs {
		p.destroyEpoch(e)
	}
	for _, e := range p.serving {
		p.destroyEpoch(e)
	}
	return errors.Join(p.store.keepAnchor(), p.lock.Unlock(), p.store.Close())
}

// EndSessions ends all open sessions and takes no new ones: the first step of
// stopping, so that requests which wait for an answer get one.
func (p *Platform) EndSessions() {
	p.stop()
	p.mu.Lock()
	all := slices.Collect(maps.Values(p.sessions))
	p.mu.Unlock()
	for _, s := range all {
		p.fail(s, psi.Errorf(psi.CodeSessionFailed, "the platform was stopped; run the command again later"))
	}
}

// Store gives access to the datasets and clients that the platform serves.
func (p *Platform) Store() *Directory { return p.store }

// Identity is the platform's name in every context.
func (p *Platform) Identity() string { return p.identity }

func (p *Platform) loadIdentity() (string, error) {
	if p.cfg.Identity != "" {
		return p.cfg.Identity, psi.CheckIdentity(p.cfg.Identity)
	}
	return p.store.PlatformIdentity(p.ctx)
}

// job runs f when there is room for it.
func (p *Platform) job(ctx context.Context, f func() error) error {
	select {
	case p.jobs <- struct{}{}:
		defer func() { <-p.jobs }()
		return f()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p *Platform) scratch() psi.Scratch {
	return psi.Scratch{Memory: p.cfg.Work.Memory, Dir: p.store.rows.Files.Scratch()}
}

// keepHouse expires what is old until the platform is closed.
func (p *Platform) keepHouse() {
	tick := time.NewTicker(min(time.Minute, p.cfg.Lifetimes.Idle/4+time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-tick.C:
		}
		p.expireSessions()
		if err := p.dropStrayFiles(p.ctx); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("expired answers", "error", err)
		}
		if err := p.expireMatches(p.ctx); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("expired matches", "error", err)
		}
		if err := p.accounts.Keep(p.ctx, p.store.rows.DB()); err != nil && p.ctx.Err() == nil {
			p.cfg.Log.Error("budget clock", "error", err)
		}
		if err := errors.Join(p.store.confirmHead(), p.store.keepAnchor()); err != nil {
			p.cfg.Log.Error("ledger", "error", err)
		}
		if err := p.refresh(p.ctx); err != nil && p.ctx.Err() == nil {
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
		Floors: p.policy.Floors(), Limits: psi.Limits{List: p.cfg.Limits.List, Chunk: maxChunk},
	}
	if idType == string(identity.Phone) {
		info.PhoneMetadata = d.metadata
	}
	if slices.Contains(p.cfg.Modes, psi.Count) {
		if e := p.epochFor(d, idType); e != nil {
			// While the epoch of a new import is being made, the one before serves.
			info.State, info.Size, info.PolicyDigest = e.progress(), e.total, e.data.PolicyDigest
		}
	}
	return info, nil
}
