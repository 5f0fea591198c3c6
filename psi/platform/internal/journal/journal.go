// Package journal decides what a platform writes into its ledger, and when. It opens the log, and checks it against
// what remembers it elsewhere: the database, an anchor outside the data directory, and the clients that have cosigned.
// SPEC.md §13.
package journal

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
)

// Config says where a journal is, and what remembers it.
type Config struct {
	Dir       string                                    // the log's folder
	Anchor    string                                    // file outside the data directory; "" means none
	Identity  func(ctx context.Context) (string, error) // the platform's name, which a new log takes
	Heads     Heads
	Witnesses Witnesses
	Copies    Copies
	// Full says whether an error means that the disk is full, and that it may no longer be; nil means never.
	Full func(error) bool
	// Reread is what Heads would say if the database were opened again. If it is not nil, the journal is for reading
	// only.
	Reread func(ctx context.Context) (head string, err error)
}

// Heads is the database's memory of the log's head.
type Heads interface {
	// Head is the text that SetHead was last called with, or "" if it never was.
	Head(ctx context.Context) (string, error)
	SetHead(ctx context.Context, head string) error
}

// Journal is a platform's ledger. It is safe for concurrent use; any number of
// processes may have one on the same folder.
type Journal struct {
	cfg    Config
	anchor anchor
	heads  heads
	// Trace and Recorded are set before anything is recorded; nil means that nobody asks. Recorded hears of each entry that
	// has become durable.
	Trace    steps.Trace
	Recorded func(*ledger.Entry)

	mu     sync.Mutex
	log    *ledger.Log // once it is opened
	keeper *keeper     // of log
	muted  bool
}

// New returns a journal. It opens its log when that is first needed.
func New(cfg Config) *Journal {
	return &Journal{cfg: cfg, anchor: anchor(cfg.Anchor), heads: heads{cfg.Heads}}
}

// Log opens the log, and creates it if it does not exist. It fails with ledger.ErrRolledBack if the log or what
// remembers it was put back to an older state.
func (j *Journal) Log(ctx context.Context) (*ledger.Log, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.log != nil {
		return j.log, nil
	}
	l, err := j.open(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := j.anchor.check(l); err != nil {
		return nil, err
	}
	if err := checkCopied(ctx, j.cfg.Copies); err != nil {
		return nil, err
	}
	k := &keeper{heads: j.heads}
	if err := l.Observe(k); err != nil {
		return nil, err
	}
	j.log, j.keeper = l, k
	return l, nil
}

func (j *Journal) open(ctx context.Context) (*ledger.Log, error) {
	if j.cfg.Reread != nil {
		return nil, errReadOnly
	}
	name, err := j.cfg.Identity(ctx)
	if err != nil {
		return nil, err
	}
	if err := durable.MkDirAll(j.cfg.Dir); err != nil {
		return nil, err
	}
	l, err := ledger.Open(j.cfg.Dir, "blindmatch/"+name)
	if errors.Is(err, ledger.ErrRolledBack) {
		err = &apart{why: err.Error(), lost: true}
	}
	return l, err
}

// opened returns the log and its keeper if they are open, else nil.
func (j *Journal) opened() (*ledger.Log, *keeper) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.log, j.keeper
}

// Confirm leaves only the log's head in the database. Until then the database knows of two heads, and would not notice
// that the log has lost its last entry.
func (j *Journal) Confirm() error {
	l, k := j.opened()
	if l == nil {
		return nil
	}
	return l.Observe(k)
}

// KeepAnchor stores the head of the log in the anchor, if the log is open.
func (j *Journal) KeepAnchor() error {
	l, _ := j.opened()
	if l == nil {
		return nil
	}
	return j.anchor.write(l)
}

// Close closes the log. The database must still be open.
func (j *Journal) Close() {
	_ = j.Confirm() // if it fails, the database knows of two heads, one of which is right
	j.mu.Lock()
	defer j.mu.Unlock()
	j.log, j.keeper = nil, nil // no head is stored any more
}

// Mute keeps j from recording anything from now on. Benchmarks use it to show what recording costs.
func (j *Journal) Mute() { j.muted = true }

// Record makes e durable in the log and stores the new head in the database.
func (j *Journal) Record(ctx context.Context, e *ledger.Entry) error {
	if j.muted {
		return nil
	}
	return j.Trace.Do(steps.Step{Name: steps.Ledger + string(e.Type), Session: e.Session}, func() error {
		l, err := j.Log(ctx)
		if err != nil {
			return err
		}
		if err = l.Append(e); j.cfg.Full != nil && j.cfg.Full(err) {
			err = l.Append(e)
		}
		if err == nil && j.Recorded != nil {
			j.Recorded(e)
		}
		return err
	})
}

// recordReceipt records e, even if nobody waits for it any more, and returns its receipt.
func (j *Journal) recordReceipt(e *ledger.Entry) ([]byte, error) {
	if err := j.Record(context.Background(), e); err != nil || j.muted {
		return nil, err
	}
	l, err := j.Log(context.Background())
	if err != nil {
		return nil, err
	}
	receipt, err := l.Receipt(e.Seq)
	if err != nil {
		err = fmt.Errorf("the entry is in the log, but its receipt could not be read: %w: %w", ledger.ErrInDoubt, err)
	}
	return receipt, err
}

// Verify reads the whole log and checks it. Checkpoints that clients have cosigned must be in its history. each, unless
// nil, is called for every entry in order.
func (j *Journal) Verify(ctx context.Context, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	if j.cfg.Reread != nil {
		return j.verifyReadOnly(ctx, each)
	}
	l, err := j.Log(ctx)
	if err != nil {
		return nil, nil, err
	}
	known, err := j.witnessed(ctx, l.VerifierKey())
	if err != nil {
		return nil, nil, err
	}
	replay := new(ledger.Replay)
	c, err := l.Verify(known, following(replay, each))
	return c, replay, err
}
