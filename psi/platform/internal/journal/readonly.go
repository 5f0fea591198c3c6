package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"golang.org/x/mod/sumdb/tlog"
)

// errReadOnly is what every method that would write returns.
var errReadOnly = errors.New("the ledger is open for reading only")

// Reader opens the log for reading. It fails with fs.ErrNotExist if there is none.
func (j *Journal) Reader() (*ledger.Reader, error) {
	r, err := ledger.OpenReadOnly(j.cfg.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w; import a dataset first, or start the server", err)
	}
	return r, err
}

// verifyReadOnly is Verify without a lock, and without creating or storing anything.
func (j *Journal) verifyReadOnly(ctx context.Context, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	r, err := j.Reader()
	if err != nil {
		return nil, nil, err
	}
	if _, err := j.anchor.check(r); err != nil {
		return nil, nil, err
	}
	// Read before the log, which by then has grown past all of them.
	before, _, err := j.heads.known(ctx)
	if err != nil {
		return nil, nil, err
	}
	known, err := j.witnessed(ctx, r.VerifierKey())
	if err != nil {
		return nil, nil, err
	}
	replay := new(ledger.Replay)
	c, err := r.Verify(known, following(replay, each))
	if err != nil {
		return nil, nil, err
	}
	if err := j.holdAgainst(ctx, r, c, before); err != nil {
		return nil, nil, err
	}
	return c, replay, nil
}

// holdAgainst checks the log's head c against what the database knows. known is what it knew before the log was read.
func (j *Journal) holdAgainst(ctx context.Context, r *ledger.Reader, c *ledger.Checkpoint, known head) error {
	if known.root != "" {
		root, err := tlog.ParseHash(known.root)
		if err != nil {
			return fmt.Errorf("the database's head of the ledger is damaged: %w", err)
		}
		err = r.Tiles().CheckConsistency(&ledger.Checkpoint{Origin: c.Origin, Size: known.size, Hash: root}, c)
		if err != nil {
			return apartf("the ledger is not a continuation of the %d entries that the database knows of: %v", known.size, err)
		}
	}
	_, next, err := j.heads.known(ctx)
	if err != nil || c.Size <= next.size {
		return err
	}
	// The database knows of an entry before the log has it. A database that was read into memory does not know what a
	// server has written since.
	v, err := j.cfg.Reread(ctx)
	if err != nil {
		return err
	}
	if _, next, err = parseHeads(v); err != nil {
		return err
	}
	if c.Size <= next.size {
		return errors.New("a server has started to write to the data directory: run the command again")
	}
	return apartf("the ledger has %s, and the database knows of only %d", figures.Counted(c.Size, "entry"), next.size)
}

// following adds each entry to a replay and then calls each, unless that is nil.
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
