package advertiser

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/answer"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/gofrs/flock"
	"golang.org/x/mod/sumdb/note"
)

// LogReader reads the platform's ledger. client.Client implements it.
type LogReader interface {
	// LogFile returns a file of the log by its name in the C2SP tlog-tiles layout. If there is none, the error wraps
	// fs.ErrNotExist.
	LogFile(ctx context.Context, name string) ([]byte, error)
	// Cosign sends the platform a checkpoint with our signature as a witness.
	Cosign(ctx context.Context, witness, checkpoint string) error
}

// Ledger is what this side remembers about a platform's ledger. Several processes may use it at once.
type Ledger struct {
	verifier note.Verifier
	log      LogReader
	path     string
	accept   *int64 // the entry about a restored copy that may be accepted
}

// NewLedger returns what the folder dir remembers about the ledger with the given verifier key. It creates dir if need
// be.
func NewLedger(key, dir string, log LogReader) (*Ledger, error) {
	v, err := ledger.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("state directory: %w", err)
	}
	sum := sha256.Sum256([]byte(key))
	return &Ledger{verifier: v, log: log, path: filepath.Join(dir, "ledger-"+hex.EncodeToString(sum[:8])+".json")}, nil
}

// memory is the state file.
type memory struct {
	Key        string `json:"ledger"`     // the ledger's name
	Checkpoint string `json:"checkpoint"` // the latest that we have seen, signed by the platform
	Witness    []byte `json:"witness"`    // our own key for it
}

// locked runs f with the memory and stores it afterwards if f changed it.
func (l *Ledger) locked(f func(m *memory) error) (err error) {
	lock := flock.New(l.path + ".lock")
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("state file: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	m := &memory{Key: l.verifier.Name()}
	b, err := os.ReadFile(l.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("state file: %w", err)
	}
	if err == nil {
		if err := json.Unmarshal(b, m); err != nil {
			return fmt.Errorf("%s is damaged; it holds what the platform has signed so far: %w", l.path, err)
		}
	}
	before := *m
	if err := f(m); err != nil {
		return err
	}
	if m.Checkpoint == before.Checkpoint && string(m.Witness) == string(before.Witness) {
		return nil
	}
	return l.store(m)
}

func (l *Ledger) store(m *memory) error {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := durable.Replace(l.path, append(b, '\n')); err != nil {
		return fmt.Errorf("state file: %w", err)
	}
	return nil
}

func (l *Ledger) open(signed string) (*ledger.Checkpoint, error) {
	if signed == "" {
		return nil, nil
	}
	return ledger.OpenCheckpoint([]byte(signed), l.verifier)
}

// remembered is the latest checkpoint, or nil.
func (l *Ledger) remembered() (c *ledger.Checkpoint, err error) {
	err = l.locked(func(m *memory) error {
		c, err = l.open(m.Checkpoint)
		return err
	})
	return c, err
}

// observe remembers a checkpoint that the platform gave us after since. It fails with a *BrokenLedger if the new one
// does not continue since.
func (l *Ledger) observe(ctx context.Context, since, c *ledger.Checkpoint) error {
	tiles := ledger.Tiles{Read: func(name string) ([]byte, error) { return l.log.LogFile(ctx, name) }}
	if since != nil {
		if err := tiles.CheckConsistency(since, c); err != nil {
			return l.broken(since, c, err)
		}
	}
	return l.locked(func(m *memory) error {
		last, err := l.open(m.Checkpoint)
		if err != nil {
			return err
		}
		if last != nil && last.Size >= c.Size {
			// Another session of ours was faster.
			if err := tiles.CheckConsistency(c, last); err != nil {
				return l.broken(last, c, err)
			}
			return nil
		}
		if last != nil && (since == nil || last.Size > since.Size) {
			if err := tiles.CheckConsistency(last, c); err != nil {
				return l.broken(last, c, err)
			}
		}
		m.Checkpoint = string(c.Note)
		return nil
	})
}

// cosign signs c and sends the signature to the platform.
func (l *Ledger) cosign(ctx context.Context, c *ledger.Checkpoint) error {
	var w *ledger.Witness
	err := l.locked(func(m *memory) error {
		name := "witness/" + l.verifier.Name()
		var err error
		if m.Witness == nil {
			if w, err = ledger.GenerateWitness(name); err == nil {
				m.Witness = w.Seed()
			}
			return err
		}
		w, err = ledger.NewWitness(name, m.Witness)
		return err
	})
	if err != nil {
		return err
	}
	return l.log.Cosign(ctx, w.VerifierKey(), string(w.Cosign(c, time.Now())))
}

// BrokenLedger says that the platform has signed two contradicting histories of its ledger, or can't prove that they
// are consistent.
type BrokenLedger struct {
	Before   *ledger.Checkpoint // what it signed before
	Now      *ledger.Checkpoint // what it signed now
	Evidence string             // file with both
	Restored *ledger.Entry      // by which the platform says that it restored a copy; nil if it doesn't
	err      error
}

func (b *BrokenLedger) Error() string {
	return fmt.Sprintf(`the platform's public record does not continue the one that it showed us before, so we stop here.
What happened: the platform keeps a record to which entries can only be added, and signs its state. It has signed for us a record of %d entries, and now one of %d entries that does not contain the first one unchanged (%v).
What it means: entries on what was given to whom were removed or changed after the fact, or we are shown another record than others are. It can't come from a broken connection, since both states bear the platform's signature.
What to do: keep %s, which holds both signed states, and ask the platform in writing which of the two it stands by. Nothing more of your list was sent%s`,
		b.Before.Size, b.Now.Size, b.err, b.Evidence, b.restore())
}

func (b *BrokenLedger) Unwrap() error { return b.err }

func isBroken(err error) bool {
	_, ok := errors.AsType[*BrokenLedger](err)
	return ok
}

// broken saves the evidence, unless err only means that we could not find out.
func (l *Ledger) broken(before, now *ledger.Checkpoint, err error) error {
	if !errors.Is(err, ledger.ErrForked) && !errors.Is(err, ledger.ErrRolledBack) {
		return fmt.Errorf("the platform does not prove that its ledger of %d entries continues the one of %d that we know: %w", now.Size, before.Size, err)
	}
	b := &BrokenLedger{Before: before, Now: now, Evidence: l.path + ".evidence-" + time.Now().UTC().Format("20060102T150405Z"), err: err}
	text := "Signed before:\n\n" + string(before.Note) + "\nSigned now:\n\n" + string(now.Note)
	if err := os.WriteFile(b.Evidence, []byte(text), 0o600); err != nil {
		b.Evidence = l.path
	}
	return b
}

// noReceipt says that a platform with a ledger gave no valid receipt.
func noReceipt(what string, err error) error {
	return fmt.Errorf("the platform gives no proof that %s in its ledger: %w", what, err)
}

// checkSet verifies the receipt for the platform's set before any part of the list is sent.
func (r *run) checkSet(ctx context.Context, c *psi.Context, status *psi.Status) error {
	if r.cfg.Ledger == nil {
		return nil
	}
	l := r.cfg.Ledger.reading()
	const what = "its set is"
	p, err := ledger.VerifyReceipt([]byte(status.Receipt), l.verifier)
	if err != nil {
		return noReceipt(what, err)
	}
	e := p.Entry.Epoch
	switch {
	case e == nil || e.Platform != c.Platform || e.Dataset != c.Dataset || e.PolicyDigest != c.PolicyDigest || e.Params != c.Params || !e.Set.Is(c.PlatformSet):
		return noReceipt(what, errors.New("the entry is about another set")) // the import can't be known here
	case p.Entry.Session != "":
		return noReceipt(what, errors.New("the entry is a session's"))
	}
	if err := answer.CheckAge(p.Entry.Time, time.Now()); err != nil {
		return noReceipt(what, err)
	}
	// The receipt may be as old as the epoch: what counts is the current ledger.
	head := r.current(ctx)
	if head.err != nil {
		return head.err
	}
	if err := l.observe(ctx, nil, p.Checkpoint); err != nil {
		return err
	}
	r.seen = head.checkpoint
	return nil
}

// current is the ledger's head, asked for again if that was too long ago.
func (r *run) current(ctx context.Context) *head {
	if r.head == nil || time.Since(r.head.asked) > currentFor {
		r.head = r.look(ctx)
	}
	return r.head
}

// currentFor is how long a head of the ledger counts as the current one: the platform may mask its set for hours between
// the offer and the list.
const currentFor = time.Minute

// head is the ledger's current checkpoint, which continues what we knew.
type head struct {
	checkpoint *ledger.Checkpoint
	asked      time.Time
	err        error
}

// look asks for the ledger's head and observes it.
func (r *run) look(ctx context.Context) *head {
	l := r.cfg.Ledger.reading()
	h := &head{asked: time.Now()}
	if h.checkpoint, h.err = l.head(ctx); h.err != nil {
		return h
	}
	if h.err = l.observe(ctx, r.seen, h.checkpoint); h.err != nil {
		h.err = l.goOn(ctx, h.checkpoint, h.err)
	}
	return h
}

// reading is l with every tile asked for once. It is for one goroutine.
func (l *Ledger) reading() *Ledger {
	once := *l
	once.log = &readOnce{l.log, map[string][]byte{}}
	return &once
}

// readOnce remembers tiles, which are checked wherever they are used.
type readOnce struct {
	LogReader
	tiles map[string][]byte
}

func (o *readOnce) LogFile(ctx context.Context, name string) ([]byte, error) {
	if b, ok := o.tiles[name]; ok {
		return b, nil
	}
	b, err := o.LogReader.LogFile(ctx, name)
	if err == nil && strings.HasPrefix(name, "tile/") {
		o.tiles[name] = b
	}
	return b, err
}

// head asks for the ledger's current checkpoint.
func (l *Ledger) head(ctx context.Context) (*ledger.Checkpoint, error) {
	b, err := l.log.LogFile(ctx, "checkpoint")
	if err != nil {
		return nil, err
	}
	return ledger.OpenCheckpoint(b, l.verifier)
}

// checkReceipt verifies that the ledger has the result that we were told, and then signs the ledger's state as a
// witness.
func (r *run) checkReceipt(ctx context.Context, c *psi.Context, result *psi.Result, out *Outcome) error {
	l := r.cfg.Ledger
	if l == nil {
		return nil
	}
	const what = "the result is"
	p, err := ledger.VerifyReceipt([]byte(result.Receipt), l.verifier)
	if err != nil {
		return noReceipt(what, err)
	}
	if err := r.checkEntry(c, result, p.Entry); err != nil {
		return noReceipt(what, err)
	}
	since, older := r.seen, false
	if r.resumed && since != nil && p.Checkpoint.Size < since.Size {
		since, older = nil, true // answered before what was seen of other sessions: it must be part of that
	}
	if err := l.observe(ctx, since, p.Checkpoint); err != nil {
		return err
	}
	out.Receipt, out.Entry, out.Budget = []byte(result.Receipt), p.Entry.Seq, p.Entry.Result.Budget
	// A platform that refuses the signature does us no harm.
	out.Witnessed = !older && l.cosign(ctx, p.Checkpoint) == nil
	return nil
}

// checkEntry rejects an entry that says something else than we were told, or that charges another price.
func (r *run) checkEntry(c *psi.Context, result *psi.Result, entry *ledger.Entry) error {
	e := entry.Result
	if e == nil || entry.Session != r.session || e.Advertiser != c.Advertiser || e.Dataset != c.Dataset || e.Purpose != c.Purpose ||
		e.Mode != c.Mode || e.Context != result.Context {
		return errors.New("the entry is about another session")
	}
	said, err1 := json.Marshal([]any{result.Released, result.Segments, result.Handles, c.Slice, r.cfg.Audience})
	recorded, err2 := json.Marshal([]any{e.Released, e.Segments, e.Handles, e.Slice, e.Audience})
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if string(said) != string(recorded) {
		return errors.New("the entry has another result")
	}
	if r.price.Charged == (psi.Epsilon{}) {
		if e.Budget != nil || e.Epsilon != nil {
			return errors.New("the entry charges for what costs nothing")
		}
		return nil
	}
	if e.Epsilon == nil || *e.Epsilon != c.Epsilon || e.Budget == nil || e.Budget.Epsilon != r.price.Charged.String() {
		return fmt.Errorf("the entry does not charge ε %s for noise of ε %s, as was agreed", r.price.Charged, c.Epsilon)
	}
	return nil
}
