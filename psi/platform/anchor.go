package platform

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/psi/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// An anchor is a file outside the data directory with a checkpoint of its log.
// Log and database vouch for each other; a data directory that is restored
// whole, from one copy, is noticed by its anchor only.

// checkAnchor holds the log against the anchor. It returns the size that the anchor
// knows of.
func (s *Store) checkAnchor(l interface {
	VerifierKey() string
	Checkpoint() (*ledger.Checkpoint, error)
	Tiles() ledger.Tiles
}) (size int64, err error) {
	if s.anchor == "" {
		return 0, nil
	}
	b, err := os.ReadFile(s.anchor)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("anchor: %w", err)
	}
	v, err := ledger.NewVerifier(l.VerifierKey())
	if err != nil {
		return 0, err
	}
	known, err := ledger.OpenCheckpoint(b, v)
	if err != nil {
		return 0, fmt.Errorf("anchor %s: it is not of this ledger, or damaged (%w): name another file", s.anchor, err)
	}
	head, err := l.Checkpoint()
	if err != nil {
		return 0, err
	}
	if known.Size > head.Size {
		return known.Size, fmt.Errorf("%w: the ledger has %d entries, and the anchor %s knows of %d; %s", ErrRollback, head.Size, s.anchor, known.Size, acknowledgeHint)
	}
	if err := l.Tiles().CheckConsistency(known, head); err != nil {
		return known.Size, fmt.Errorf("%w: the first %d entries are not those that the anchor %s knows of; %s", ErrRollback, known.Size, s.anchor, acknowledgeHint)
	}
	return known.Size, nil
}

// keepAnchor makes the anchor know the head of the log, if that is open.
func (s *Store) keepAnchor() error {
	s.ledgerMu.Lock()
	l := s.ledger
	s.ledgerMu.Unlock()
	if l == nil {
		return nil
	}
	return s.writeAnchor(l)
}

func (s *Store) writeAnchor(l *ledger.Log) error {
	if s.anchor == "" {
		return nil
	}
	head, err := l.Checkpoint()
	if err != nil {
		return err
	}
	dir, next := filepath.Dir(s.anchor), s.anchor+".new"
	if err = durable.MkDirAll(dir); err == nil {
		err = durable.Drop(next) // of a process that died
	}
	if err == nil {
		err = durable.WriteFile(next, head.Note)
	}
	if err == nil {
		err = durable.Move(next, s.anchor)
	}
	if err == nil {
		err = durable.SyncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("anchor: %w", err)
	}
	return nil
}
