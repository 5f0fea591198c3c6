package platform

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// LedgerDir is the log's folder in a data directory.
func (s *Store) LedgerDir() string { return filepath.Join(s.dir, "ledger") }

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
	if err := s.checkHead(ctx, l); err != nil {
		return nil, err
	}
	// What a killed process did not tell the database is made good before the
	// next entry, so that the lags of several kills don't add up.
	c, err := l.Checkpoint()
	if err != nil {
		return nil, err
	}
	if err := s.remember(ctx, c.Size, c.Hash.String(), false); err != nil {
		return nil, err
	}
	s.ledger = l
	return l, nil
}

func (s *Store) openLedger(ctx context.Context) (*ledger.Log, error) {
	name, err := s.PlatformIdentity(ctx)
	if err != nil {
		return nil, err
	}
	l, err := ledger.Open(s.LedgerDir(), "blindmatch/"+name)
	if errors.Is(err, ledger.ErrRolledBack) {
		err = fmt.Errorf("%w: %w", ErrRollback, err)
	}
	return l, err
}

// headLag is by how many entries the database may be behind the log: a process
// that dies between the two leaves one.
const headLag = 2

const acknowledgeHint = "if that was you, for instance by restoring a copy, run psi-server ledger acknowledge, which says so in the ledger"

// checkHead holds the log against the head that the database remembers.
func (s *Store) checkHead(ctx context.Context, l *ledger.Log) error {
	known, root, err := s.ledgerHead(ctx)
	if err != nil {
		return err
	}
	c, err := l.Checkpoint()
	if err != nil {
		return err
	}
	switch {
	case c.Size < known:
		return fmt.Errorf("%w: the ledger has %d entries, and the database knows of %d; %s", ErrRollback, c.Size, known, acknowledgeHint)
	case c.Size > known+headLag:
		return fmt.Errorf("%w: the ledger has %d entries, and the database knows of only %d; %s", ErrRollback, c.Size, known, acknowledgeHint)
	case known > 0:
		now, err := l.Root(known)
		if err != nil {
			return err
		}
		if now != root {
			return fmt.Errorf("%w: the first %d entries are not those that the database knows of; %s", ErrRollback, known, acknowledgeHint)
		}
	}
	return nil
}

// ledgerHead is the size and the root that the database remembers.
func (s *Store) ledgerHead(ctx context.Context) (size int64, root string, err error) {
	var v string
	err = s.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'ledger_head'`).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", err
	}
	_, err = fmt.Sscanf(v, "%d %s", &size, &root)
	return size, root, err
}

// record makes e durable in the log, and the database remember that.
func (s *Store) record(ctx context.Context, e *ledger.Entry) error {
	l, err := s.Ledger(ctx)
	if err != nil {
		return err
	}
	s.ledgerMu.Lock()
	defer s.ledgerMu.Unlock()
	if s.ledgerErr != nil {
		return s.ledgerErr
	}
	return s.recordIn(context.WithoutCancel(ctx), l, e, false)
}

func (s *Store) recordIn(ctx context.Context, l *ledger.Log, e *ledger.Entry, anyway bool) error {
	if err := l.Append(e); err != nil {
		return err // a log of which nobody knows how far it got takes nothing more
	}
	root, err := l.Root(e.Seq + 1)
	if err == nil {
		err = s.remember(ctx, e.Seq+1, root, anyway)
	}
	if err != nil {
		s.ledgerErr = fmt.Errorf("the database could not remember the ledger's head: %w", err)
	}
	return s.ledgerErr
}

// remember makes the database know the log's head. Another process may have
// remembered a later one already.
func (s *Store) remember(ctx context.Context, size int64, root string, anyway bool) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO meta VALUES ('ledger_head', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1
		WHERE ?2 OR CAST(value AS INTEGER) < CAST(?1 AS INTEGER)`, fmt.Sprintf("%d %s", size, root), anyway)
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
	err = s.checkHead(ctx, l)
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
	s.ledgerMu.Lock()
	defer s.ledgerMu.Unlock()
	e := &ledger.Entry{Type: ledger.TypeAcknowledged, Acknowledged: &ledger.Acknowledged{Reason: reason, Log: c.Size, Known: known}}
	if err := s.retireCosigned(ctx, l, c, c.Size); err != nil { // first, so that a kill on the way repeats it
		return err
	}
	return s.recordIn(ctx, l, e, true)
}

// retireCosigned keeps the witnesses of a history that an operator has given up
// as evidence, and no longer as what the log is held against.
func (s *Store) retireCosigned(ctx context.Context, l *ledger.Log, head *ledger.Checkpoint, seq int64) error {
	seen, err := s.Cosigned(ctx)
	if err != nil {
		return err
	}
	v, err := ledger.NewVerifier(l.VerifierKey())
	if err != nil {
		return err
	}
	for _, x := range seen {
		if c, err := x.verify(v); err == nil && l.Tiles().CheckConsistency(c, head) == nil {
			continue
		}
		_, err := s.db.ExecContext(ctx, `UPDATE meta SET key = ? WHERE key = ?`, fmt.Sprintf("given-up/%d/%s", seq, x.Client), "cosigned/"+x.Client)
		if err != nil {
			return err
		}
	}
	return nil
}

// VerifyLedger reads the whole log and follows it. witnessed checkpoints of
// clients must be in its history.
func (s *Store) VerifyLedger(ctx context.Context, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	l, err := s.Ledger(ctx)
	if err != nil {
		return nil, nil, err
	}
	v, err := ledger.NewVerifier(l.VerifierKey())
	if err != nil {
		return nil, nil, err
	}
	seen, err := s.Cosigned(ctx)
	if err != nil {
		return nil, nil, err
	}
	var known []*ledger.Checkpoint
	for _, x := range seen {
		c, err := x.verify(v)
		if err != nil {
			return nil, nil, fmt.Errorf("cosigned by %s: %w", x.Client, err)
		}
		known = append(known, c)
	}
	replay := new(ledger.Replay)
	c, err := l.Verify(known, func(e *ledger.Entry) error {
		if err := replay.Add(e); err != nil {
			return err
		}
		if each != nil {
			return each(e)
		}
		return nil
	})
	return c, replay, err
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
		if s.Handles != nil && !s.Delivered {
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
	start := &ledger.Start{Platform: p.identity, Modes: p.cfg.Modes, Floors: p.policy.Floors(), Version: "unknown", Go: runtime.Version()}
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
	return p.recordPolicies(ctx, replay)
}

// recordPolicies makes good for datasets that were imported before there was a
// ledger.
func (p *Platform) recordPolicies(ctx context.Context, replay *ledger.Replay) error {
	rows, err := p.store.Datasets(ctx)
	if err != nil {
		return err
	}
	for _, d := range rows {
		if replay.KnowsPolicy(d.Name, d.Purpose, d.PolicyDigest) {
			continue
		}
		err := p.store.record(ctx, &ledger.Entry{Type: ledger.TypePolicy, Policy: &ledger.Policy{Dataset: d.Name, Purpose: d.Purpose, Digest: d.PolicyDigest}})
		if err != nil {
			return err
		}
	}
	return nil
}

// recordSet records a platform set that is about to be served, and returns the
// receipt for that. session is "" for an epoch file.
func (p *Platform) recordSet(session string, d *DatasetRow, params psi.Params, set psi.Set) ([]byte, error) {
	return p.recordReceipt(&ledger.Entry{Type: ledger.TypeEpochOpen, Session: session, Epoch: &ledger.Epoch{
		Platform: p.identity, Dataset: d.Name, PolicyDigest: d.PolicyDigest, Params: params, Set: set,
	}})
}

func (p *Platform) recordReceipt(e *ledger.Entry) ([]byte, error) {
	if err := p.store.record(context.Background(), e); err != nil {
		return nil, err
	}
	l, err := p.store.Ledger(context.Background())
	if err != nil {
		return nil, err
	}
	return l.Receipt(e.Seq)
}

func (p *Platform) recordDestroyed(set psi.Digest) error {
	return p.store.record(context.Background(), &ledger.Entry{Type: ledger.TypeKeyDestroyed, KeyDestroyed: &ledger.KeyDestroyed{Set: set}})
}

// destroyEpoch destroys an epoch's key and says so in the log.
func (p *Platform) destroyEpoch(e *epoch) {
	e.destroy()
	if e.isReady() && e.role != nil && !e.gone {
		e.gone = true
		if err := p.recordDestroyed(e.role.Set().Digest); err != nil {
			p.cfg.Log.Error("ledger", "error", err)
		}
	}
}

// recordOffer records that s is opened.
func (p *Platform) recordOffer(ctx context.Context, s *session) error {
	err := p.store.record(ctx, &ledger.Entry{Type: ledger.TypeOffer, Session: s.id, Offer: &ledger.Offer{
		Platform: p.identity, Advertiser: s.client, Dataset: s.data.Name, Mode: s.offer.Mode, Params: s.params,
		PolicyDigest: s.bound.PolicyDigest, Commitment: s.offer.Commitment,
	}})
	if err == nil {
		s.mu.Lock()
		s.inLedger = true
		s.mu.Unlock()
	}
	return err
}

// recordFailure records that an open session ends without a result. s.mu is held.
func (p *Platform) recordFailure(s *session, code psi.Code) {
	if !s.inLedger || s.settled {
		return
	}
	s.settled = true
	err := p.store.record(context.Background(), &ledger.Entry{Type: ledger.TypeRefusal, Session: s.id, Refusal: &ledger.Refusal{
		Advertiser: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: s.offer.Mode, Code: string(code),
	}})
	if err != nil {
		p.cfg.Log.Error("ledger", "session", s.id, "error", err)
	}
}

// refusalInterval is how often the same refusal is recorded at most, so that a
// client can't fill the log with it.
const refusalInterval = time.Minute

// recordRefusal records that no session was opened, if it is the platform's rules
// that say so. d is the dataset, or nil if the offer named none that there is:
// what a client invents does not get into the log.
func (p *Platform) recordRefusal(ctx context.Context, client string, d *DatasetRow, mode psi.Mode, err error) error {
	code := psi.CodeOf(err)
	if !code.Refused() {
		return err
	}
	r := ledger.Refusal{Advertiser: client, Mode: mode, Code: string(code)}
	if d != nil {
		r.Dataset, r.Purpose = d.Name, d.Purpose
	}
	p.mu.Lock()
	for old, at := range p.refusals {
		if time.Since(at) > refusalInterval {
			delete(p.refusals, old)
		}
	}
	_, known := p.refusals[r]
	if !known {
		p.refusals[r] = time.Now()
	}
	p.mu.Unlock()
	if known {
		return err
	}
	if recErr := p.store.record(ctx, &ledger.Entry{Type: ledger.TypeRefusal, Refusal: &r}); recErr != nil {
		return errors.Join(err, recErr)
	}
	return err
}

// recordResult records what is about to be given out and returns the receipt.
// s.mu is held.
func (p *Platform) recordResult(s *session, r *psi.Result) error {
	s.settled = true
	receipt, err := p.recordReceipt(&ledger.Entry{Type: ledger.TypeResult, Session: s.id, Result: &ledger.Result{
		Advertiser: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: r.Mode,
		Context: r.Context, Released: r.Released, Handles: r.Handles,
	}})
	r.Receipt = string(receipt)
	if r.Handles != nil {
		p.delivery.Lock()
		defer p.delivery.Unlock()
		p.undelivered[s.id] = ledger.Handles{Advertiser: s.client, Set: *r.Handles}
	}
	return err
}

// recordDelivery records, once, that a session's handles are about to be
// delivered.
func (p *Platform) recordDelivery(session string) error {
	p.delivery.Lock()
	defer p.delivery.Unlock()
	h, ok := p.undelivered[session]
	if !ok {
		return nil
	}
	err := p.store.record(context.Background(), &ledger.Entry{Type: ledger.TypeHandles, Session: session, Handles: &h})
	if err == nil {
		delete(p.undelivered, session)
	}
	return err
}

// recordImport records a dataset before it takes the place of the one before.
// dir has its files; a file "commitment" with the salt is added.
func (s *Store) recordImport(ctx context.Context, dir string, cfg *ImportConfig, r *dataset.BuildReport, prev *previous) error {
	digest := psi.Digest(cfg.Policy.Digest())
	_, replay, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	if prev.policy != digest || !replay.KnowsPolicy(cfg.Dataset, cfg.Purpose, digest) {
		err := s.record(ctx, &ledger.Entry{Type: ledger.TypePolicy, Policy: &ledger.Policy{
			Dataset: cfg.Dataset, Purpose: cfg.Purpose, Previous: prev.policy, Digest: digest,
		}})
		if err != nil {
			return err
		}
	}
	m := &ledger.Import{
		Dataset: cfg.Dataset, Purpose: cfg.Purpose, Profile: cfg.Profile.String(), Suite: cfg.Suite, PolicyDigest: digest,
		Rows: ledger.Rows{Total: r.Rows, Admitted: r.RowsAdmitted, Excluded: r.RowsExcluded, Empty: r.RowsEmpty,
			Rejected: r.RowsRejected, Deleted: r.RowsDeleted, Unchanged: r.RowsUnchanged},
	}
	for _, c := range r.Contexts {
		m.Admitted = append(m.Admitted, ledger.ContextCount(c))
	}
	for _, x := range r.Excluded {
		m.Excluded = append(m.Excluded, ledger.ReasonCount{Reason: x.Reason.String(), Rows: x.Rows, Values: x.Values})
	}
	for _, t := range r.Types {
		m.Types = append(m.Types, ledger.TypeCount{Type: string(t.Type), Values: t.Values, Admitted: t.Admitted, Excluded: t.Excluded, Elements: t.Elements})
	}
	if m.Commitment, err = commitDataset(dir); err != nil {
		return err
	}
	return s.record(ctx, &ledger.Entry{Type: ledger.TypeImport, Import: m})
}

// commitDataset draws a salt, keeps it beside the dataset, and returns the
// commitment of SPEC.md §13.
func commitDataset(dir string) (psi.Digest, error) {
	var salt psi.Nonce
	rand.Read(salt[:])
	stored, err := dataset.OpenStored(filepath.Join(dir, dataFolder))
	if err != nil {
		return psi.Digest{}, err
	}
	defer stored.Close()
	h := sha256.New()
	fmt.Fprintf(h, "%s dataset commitment\n%x\n", psi.Version, salt)
	for _, t := range []identity.Type{identity.Email, identity.Phone} {
		set, err := stored.Set(t)
		if err != nil {
			return psi.Digest{}, err
		}
		elements := sha256.New()
		for e, err := range set.Elements() {
			if err != nil {
				return psi.Digest{}, err
			}
			elements.Write(e[:])
		}
		fmt.Fprintf(h, "%s %d %x\n", t, set.Size(), elements.Sum(nil))
	}
	return psi.Digest(h.Sum(nil)), writeFileSync(filepath.Join(dir, "commitment"), []byte(hex.EncodeToString(salt[:])+"\n"))
}

// Cosigned is a checkpoint that a client has signed as a witness.
type Cosigned struct {
	Client  string `json:"client"`
	Witness string `json:"witness"`    // its verifier key
	Note    string `json:"checkpoint"` // with both signatures
}

// Cosigned lists the latest checkpoint that each client has cosigned.
func (s *Store) Cosigned(ctx context.Context) ([]Cosigned, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT value FROM meta WHERE key LIKE 'cosigned/%' ORDER BY key`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Cosigned
	for rows.Next() {
		var v string
		var x Cosigned
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(v), &x); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

// Cosign takes a checkpoint with a client's signature and keeps it. It fails
// with an *psi.Error.
func (p *Platform) Cosign(ctx context.Context, client, witness, signed string) error {
	l, err := p.store.Ledger(ctx)
	if err != nil {
		return err
	}
	v, err := ledger.NewVerifier(l.VerifierKey())
	if err != nil {
		return err
	}
	x := Cosigned{client, witness, signed}
	c, err := x.verify(v)
	if err != nil {
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	head, err := l.Checkpoint()
	if err != nil {
		return err
	}
	if err := l.Tiles().CheckConsistency(c, head); err != nil {
		p.cfg.Log.Error("ledger: a client holds a checkpoint that is not of this log's history", "client", client, "entries", c.Size, "error", err)
		return psi.Errorf(psi.CodeBadRequest, "the checkpoint is signed by this platform, but it is not of the log that it has now")
	}
	b, err := json.Marshal(x)
	if err != nil {
		return err
	}
	_, err = p.store.db.ExecContext(ctx, `INSERT OR REPLACE INTO meta VALUES (?, ?)`, "cosigned/"+client, string(b))
	return err
}

func (x *Cosigned) verify(v ledger.Verifier) (*ledger.Checkpoint, error) {
	w, err := ledger.NewWitnessVerifier(x.Witness)
	if err != nil {
		return nil, err
	}
	if err := ledger.CheckCosignature([]byte(x.Note), w); err != nil {
		return nil, err
	}
	return ledger.OpenCheckpoint([]byte(x.Note), v)
}

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
