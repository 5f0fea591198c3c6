package platform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"golang.org/x/mod/sumdb/tlog"
)

// errReadOnly is the answer to what would write.
var errReadOnly = errors.New("the data directory is open for reading only")

// identityKept is PlatformIdentity, where none can be made.
func (s *Directory) identityKept(ctx context.Context) (string, error) {
	name, err := s.rows.Meta.Get(ctx, identityKey)
	if err == nil && name == "" {
		err = fmt.Errorf("%s: the platform has no name yet: nothing was imported into it", s.dir)
	}
	return name, err
}

// LedgerReader opens the data directory's log for reading. It fails with fs.ErrNotExist
// if there is none.
func (s *Directory) LedgerReader() (*ledger.Reader, error) {
	r, err := ledger.OpenReadOnly(s.LedgerDir())
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w; import a dataset first, or start the server", err)
	}
	return r, err
}

// verifyReadOnly is VerifyLedger, without a lock and without making or remembering
// anything.
func (s *Directory) verifyReadOnly(ctx context.Context, each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
	r, err := s.LedgerReader()
	if err != nil {
		return nil, nil, err
	}
	if _, err := s.checkAnchor(r); err != nil {
		return nil, nil, err
	}
	// Before the log, which has grown past all that they know.
	before, _, err := s.ledgerHead(ctx)
	if err != nil {
		return nil, nil, err
	}
	known, err := s.witnessed(ctx, r.VerifierKey())
	if err != nil {
		return nil, nil, err
	}
	replay := new(ledger.Replay)
	c, err := r.Verify(known, following(replay, each))
	if err != nil {
		return nil, nil, err
	}
	if err := s.holdAgainst(ctx, r, c, before); err != nil {
		return nil, nil, err
	}
	return c, replay, nil
}

// holdAgainst holds the log's head c against what the database knows: known is what it
// knew before the log was read.
func (s *Directory) holdAgainst(ctx context.Context, r *ledger.Reader, c *ledger.Checkpoint, known head) error {
	if known.root != "" {
		root, err := tlog.ParseHash(known.root)
		if err != nil {
			return fmt.Errorf("the database's head of the ledger is damaged: %w", err)
		}
		err = r.Tiles().CheckConsistency(&ledger.Checkpoint{Origin: c.Origin, Size: known.size, Hash: root}, c)
		if err != nil {
			return fmt.Errorf("%w: the ledger is not a continuation of the %d entries that the database knows of: %w; %s", ErrRollback, known.size, err, acknowledgeHint)
		}
	}
	_, next, err := s.ledgerHead(ctx)
	if err != nil || c.Size <= next.size {
		return err
	}
	// The database knows of an entry before the log has it. One that was read into
	// memory does not know what a server has written since.
	now, err := store.OpenReadOnly(s.dir, store.Options{Driver: sqlDriver})
	if err != nil {
		return err
	}
	defer now.Close()
	if _, next, err = (&Directory{rows: now, dir: s.dir}).ledgerHead(ctx); err != nil {
		return err
	}
	if c.Size <= next.size {
		return errors.New("a server has begun to write to the data directory: run the command again")
	}
	return fmt.Errorf("%w: the ledger has %d entries, and the database knows of only %d; %s", ErrRollback, c.Size, next.size, acknowledgeHint)
}
