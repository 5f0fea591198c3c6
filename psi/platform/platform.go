package platform

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
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

// Config says how a Platform behaves. The zero value is usable.
type Config struct {
	Identity        string             // the platform's name in every context; "" means one that the data directory keeps
	Modes           []psi.Mode         // modes on offer; nil means count only
	Disclosure      *disclosure.Policy // noise, budget and floors; nil means disclosure.Default()
	Floors          psi.Floors         // replace those of Disclosure; zero fields leave them
	EpochLifetime   time.Duration      // how long an epoch file is used; 0 means 24 hours, 7 days at most
	SessionIdle     time.Duration      // a session without a message for so long ends; 0 means 15 minutes
	SessionLifetime time.Duration      // the longest session, and how long its result is kept; 0 means 24 hours
	KeepMatches     time.Duration      // how long the platform's own list of a session's matches is kept; 0 means 30 days
	KeepIndex       time.Duration      // how long it can be told whom a session was about; 0 means 2 years
	ClientSessions  int                // open sessions of one client; 0 means 4
	Sessions        int                // open sessions in all; 0 means 64
	MaxList         uint64             // most elements in a list; 0 means 100 million
	Jobs            int                // sets masked or evaluated at a time, each on all cores; 0 means 2
	Memory          int                // bytes for each sort; 0 means 64 MiB
	Anchor          string             // file outside the data directory that remembers the ledger's head, so that a data directory restored whole is noticed; "" means none
	Auditors        []string           // clients that may read the ledger's entries, of all clients' sessions
	Sealer          Sealer             // opens dataset keys; nil means that they lie in the data directory as they are
	Log             *slog.Logger       // nil means none

	times budget.Times // for tests of the budget; nil means the system's
}

// maxChunk is the largest chunk in bytes.
const maxChunk = 4 << 20

func (c *Config) setDefaults() error {
	if c.Modes == nil {
		c.Modes = []psi.Mode{psi.Count}
	}
	for _, m := range c.Modes {
		if _, err := psi.ParseMode(string(m)); err != nil {
			return err
		}
	}
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{
		{&c.EpochLifetime, 24 * time.Hour}, {&c.SessionIdle, 15 * time.Minute}, {&c.SessionLifetime, 24 * time.Hour},
		{&c.KeepMatches, 30 * 24 * time.Hour}, {&c.KeepIndex, 2 * 365 * 24 * time.Hour},
	} {
		if *d.value == 0 {
			*d.value = d.fallback
		}
		if *d.value < 0 {
			return fmt.Errorf("negative duration %v in the configuration", *d.value)
		}
	}
	if c.EpochLifetime > 7*24*time.Hour {
		return fmt.Errorf("epoch lifetime %v: want 168h at most", c.EpochLifetime)
	}
	for _, n := range []struct {
		value    *int
		fallback int
	}{
		{&c.ClientSessions, 4}, {&c.Sessions, 64}, {&c.Jobs, 2},
	} {
		if *n.value <= 0 {
			*n.value = n.fallback
		}
	}
	if c.MaxList == 0 {
		c.MaxList = 100_000_000
	}
	if c.times == nil {
		c.times = budget.SystemTimes()
	}
	if c.Disclosure == nil {
		c.Disclosure = disclosure.Default()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return nil
}

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
	policy, err := cfg.Disclosure.WithFloors(cfg.Floors)
	if err != nil {
		return nil, err
	}
	store, err := OpenStore(dir)
	if err != nil {
		return nil, err
	}
	store.UseAnchor(cfg.Anchor)
	p := &Platform{
		store: store, cfg: cfg, policy: policy,
		lock:     flock.New(filepath.Join(dir, "serve.lock")),
		jobs:     make(chan struct{}, cfg.Jobs),
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
	return psi.Scratch{Memory: p.cfg.Memory, Dir: filepath.Join(p.store.dir, "scratch")}
}

// keepHouse expires what is old until the platform is closed.
func (p *Platform) keepHouse() {
	tick := time.NewTicker(min(time.Minute, p.cfg.SessionIdle/4+time.Millisecond))
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
		if err := p.accounts.Keep(p.ctx, p.store.db); err != nil && p.ctx.Err() == nil {
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
		Floors: p.policy.Floors(), Limits: psi.Limits{List: p.cfg.MaxList, Chunk: maxChunk},
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
