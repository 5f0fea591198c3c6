package platform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// LedgerDir is the log's folder in a data directory.
func (s *Store) LedgerDir() string { return s.rows.Files.Ledger() }

// ErrRollback says that log and database don't go together: one of them was
// restored from a copy, or changed by hand.
var ErrRollback = errors.New("the ledger and the database do not go together")

// Ledger opens the data directory's log, and makes it if need be. It fails with
// ErrRollback if the log or the database has gone back.
func (s *Store) Ledger(ctx context.Context) (*ledger.Log, error) {
	s.ledgerMu.Lock()
	defer s.ledgerMu.Unlock()
	if s.ledger != nil {
		return s.ledger, nil
	}
	l, err := s.openLedger(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.checkAnchor(l); err != nil {
		return nil, err
	}
	keeper := &headKeeper{store: s}
	if err := l.Observe(keeper); err != nil {
		return nil, err
	}
	s.ledger, s.keeper = l, keeper
	return l, nil
}

func (s *Store) openLedger(ctx context.Context) (*ledger.Log, error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	name, err := s.PlatformIdentity(ctx)
	if err != nil {
		return nil, err
	}
	if err := durable.MkDirAll(s.LedgerDir()); err != nil {
		return nil, err
	}
	l, err := openLedger(s.LedgerDir(), "blindmatch/"+name)
	if errors.Is(err, ledger.ErrRolledBack) {
		err = fmt.Errorf("%w: %w", ErrRollback, err)
	}
	return l, err
}

// headKeeper makes the database know the log's head, before anybody else does.
type headKeeper struct {
	store   *Store
	checked bool
}

// At implements ledger.Observer. The first head is held against what the database
// knows.
func (k *headKeeper) At(head *ledger.Checkpoint) error {
	if !k.checked {
		if err := k.store.checkHead(head); err != nil {
			return err
		}
		k.checked = true
	}
	return k.store.remember(head, head)
}

// Growing implements ledger.Observer.
func (k *headKeeper) Growing(head, next *ledger.Checkpoint) error {
	return k.store.remember(head, next)
}

// confirmHead makes the database know the log's head alone. Until then it knows of
// two, and would not notice that the log has lost what was written last.
func (s *Store) confirmHead() error {
	s.ledgerMu.Lock()
	l, keeper := s.ledger, s.keeper
	s.ledgerMu.Unlock()
	if l == nil {
		return nil
	}
	return l.Observe(keeper)
}

const acknowledgeHint = "if that was you, for instance by restoring a copy, run psi-server ledger acknowledge, which says so in the ledger"

// checkHead holds the log's head c against those that the database remembers: the
// last one, or the one before, if a process died on the way.
func (s *Store) checkHead(c *ledger.Checkpoint) error {
	known, next, err := s.ledgerHead(context.Background())
	if err != nil {
		return err
	}
	switch {
	case next.is(c), known.is(c), known.root == "" && c.Size == 0:
		return nil
	case c.Size < known.size:
		return fmt.Errorf("%w: the ledger has %d entries, and the database knows of %d; %s", ErrRollback, c.Size, known.size, acknowledgeHint)
	case c.Size > next.size:
		return fmt.Errorf("%w: the ledger has %d entries, and the database knows of only %d; %s", ErrRollback, c.Size, next.size, acknowledgeHint)
	}
	return fmt.Errorf("%w: the first %d entries are not those that the database knows of; %s", ErrRollback, known.size, acknowledgeHint)
}

// head is a head of the log that the database knows.
type head struct {
	size int64
	root string // base64; "" if the database knows of none
}

func (h head) is(c *ledger.Checkpoint) bool { return h.size == c.Size && h.root == c.Hash.String() }

// ledgerHead is the head of the log that the database remembers, and the one that
// was to follow.
func (s *Store) ledgerHead(ctx context.Context) (known, next head, err error) {
	v, err := s.rows.Meta.Get(ctx, "ledger_head")
	if v == "" || err != nil {
		return head{}, head{}, err
	}
	n, err := fmt.Sscan(v, &known.size, &known.root, &next.size, &next.root)
	if n == 2 {
		next, err = known, nil // the log was at rest
	}
	return known, next, err
}

// record makes e durable in the log, and the database remember that.
func (s *Store) record(ctx context.Context, e *ledger.Entry) error {
	if s.unrecorded {
		return nil
	}
	l, err := s.Ledger(ctx)
	if err != nil {
		return err
	}
	return l.Append(e)
}

// remember makes the database know the log's head, and the next one. The log is
// locked.
func (s *Store) remember(c, next *ledger.Checkpoint) error {
	v := fmt.Sprintf("%d %s", c.Size, c.Hash)
	if next.Size > c.Size {
		v += fmt.Sprintf(" %d %s", next.Size, next.Hash)
	}
	// What is recorded is remembered even if nobody waits for it any more.
	err := s.rows.Meta.Set(context.Background(), "ledger_head", v)
	if err != nil {
		err = fmt.Errorf("the database could not remember the ledger's head: %w", err)
	}
	return err
}

// Acknowledge lets the platform run on although log and database don't go
// together, and says so in the log. reason is for the log's readers.
func (s *Store) Acknowledge(ctx context.Context, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errors.New("a reason is wanted: it is what the ledger will say")
	}
	l, err := s.openLedger(ctx)
	if err != nil {
		return err
	}
	anchored, err := s.checkAnchor(l)
	if err == nil {
		err = l.Observe(&headKeeper{store: s})
	}
	if err == nil {
		return errors.New("there is nothing to acknowledge: the ledger and the database go together")
	}
	if !errors.Is(err, ErrRollback) {
		return err
	}
	known, _, err := s.ledgerHead(ctx)
	if err != nil {
		return err
	}
	c, err := l.Checkpoint()
	if err != nil {
		return err
	}
	e := &ledger.Entry{Type: ledger.TypeAcknowledged, Acknowledged: &ledger.Acknowledged{Reason: reason, Log: c.Size, Known: max(known.size, anchored)}}
	if err := s.retireCosigned(ctx, l, c, c.Size); err != nil { // first, so that a kill on the way repeats it
		return err
	}
	if err := l.Append(e); err != nil {
		return err
	}
	if c, err = l.Checkpoint(); err != nil {
		return err
	}
	return errors.Join(s.remember(c, c), s.writeAnchor(l))
}

// VerifyLedger reads the whole log and follows it. witnessed checkpoints of
// clients must be in its history.
func (s *Store) VerifyLedger(ctx context.Context, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	if s.rows.ReadOnly() {
		return s.verifyReadOnly(ctx, each)
	}
	l, err := s.Ledger(ctx)
	if err != nil {
		return nil, nil, err
	}
	known, err := s.witnessed(ctx, l.VerifierKey())
	if err != nil {
		return nil, nil, err
	}
	replay := new(ledger.Replay)
	c, err := l.Verify(known, following(replay, each))
	return c, replay, err
}

// following adds each entry to a replay before each is called, if that is not nil.
func following(replay *ledger.Replay, each func(*ledger.Entry) error) func(*ledger.Entry) error {
	return func(e *ledger.Entry) error {
		if err := replay.Add(e); err != nil {
			return err
		}
		if each != nil {
			return each(e)
		}
		return nil
	}
}

// witnessed are the checkpoints that clients have cosigned, of the log with this key.
func (s *Store) witnessed(ctx context.Context, key string) (known []*ledger.Checkpoint, err error) {
	v, err := ledger.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	seen, err := s.Cosigned(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range seen {
		c, err := x.verify(v)
		if err != nil {
			return nil, fmt.Errorf("cosigned by %s: %w", x.Client, err)
		}
		known = append(known, c)
	}
	return known, nil
}

// startLedger verifies the log, settles what the last process left open in it,
// and records that this one serves.
func (p *Platform) startLedger(ctx context.Context) error {
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	p.undelivered = map[string]ledger.Handles{}
	for _, s := range replay.Sessions {
		if s.Handles != nil && s.Delivered.IsZero() {
			p.undelivered[s.ID] = ledger.Handles{Advertiser: s.Advertiser, Set: *s.Handles}
		}
		if s.Open() {
			err := p.store.record(ctx, &ledger.Entry{Type: ledger.TypeRefusal, Session: s.ID, Refusal: &ledger.Refusal{
				Advertiser: s.Advertiser, Dataset: s.Dataset, Purpose: s.Purpose, Mode: s.Mode, Code: "lost",
			}})
			if err != nil {
				return err
			}
		}
	}
	for _, digest := range replay.OpenSets() {
		if err := p.recordDestroyed(digest); err != nil {
			return err
		}
	}
	monthly, yearly := p.policy.Budget()
	start := &ledger.Start{
		Platform: p.identity, Modes: p.cfg.Modes, Floors: p.policy.Floors(), Version: "unknown", Go: runtime.Version(),
		Disclosure: ledger.Disclosure{
			Epsilon: p.policy.Epsilon().String(), Month: monthly.String(), Year: yearly.String(), Spacing: int64(p.policy.Spacing() / time.Second),
		},
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		start.Version = info.Main.Version
		for _, x := range info.Settings {
			if x.Key == "vcs.revision" {
				start.Revision = x.Value
			}
		}
	}
	if err := p.store.record(ctx, &ledger.Entry{Type: ledger.TypeStart, Start: start}); err != nil {
		return err
	}
	if err := p.restoreDebits(ctx, replay); err != nil {
		return err
	}
	if err := p.store.eraseAgain(ctx, replay); err != nil {
		return err
	}
	if err := p.store.finishErasures(ctx); err != nil {
		p.cfg.Log.Error("erasures: not finished; tried again in a minute", "error", err)
	}
	if err := p.store.dropStrayMatches(replay); err != nil {
		return err
	}
	if err := p.recordDatasets(ctx, replay); err != nil {
		return err
	}
	return p.store.keepAnchor()
}

// refusalInterval is how often the same refusal is recorded at most, so that a
// client can't fill the log with it.
const refusalInterval = time.Minute

// LogFile returns a public file of the log by its name in the C2SP tlog-tiles
// layout. Bundles of entries, which tell of all clients' sessions, are given to
// auditors only. It fails with an *psi.Error.
func (p *Platform) LogFile(ctx context.Context, client, name string) ([]byte, error) {
	l, err := p.store.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	if name == "checkpoint" {
		c, err := l.Checkpoint()
		if err != nil {
			return nil, err
		}
		return c.Note, nil
	}
	none := psi.Errorf(psi.CodeUnknownDataset, "the log has no such file")
	ok, entries := ledger.IsPublicName(name)
	if !ok {
		return nil, none
	}
	if entries && !slices.Contains(p.cfg.Auditors, client) {
		return nil, psi.Errorf(psi.CodePurpose, "entries tell of other advertisers' sessions too: they are for auditors; your receipts prove yours")
	}
	b, err := l.Tiles().Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, none
	}
	return b, err
}
