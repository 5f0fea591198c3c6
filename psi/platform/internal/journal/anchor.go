package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// anchor is a file outside the data directory with a checkpoint of its log; "" means there is none. Log and database
// vouch for each other, so only the anchor shows that the whole data directory was restored from one copy.
type anchor string

// check checks the log against the anchor. It returns the log's size in the anchor.
func (a anchor) check(l interface {
	VerifierKey() string
	Checkpoint() (*ledger.Checkpoint, error)
	Tiles() ledger.Tiles
}) (size int64, err error) {
	if a == "" {
		return 0, nil
	}
	b, err := os.ReadFile(string(a))
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
		return 0, fmt.Errorf("anchor %s: it belongs to another ledger, or is damaged (%w): name another file", a, err)
	}
	head, err := l.Checkpoint()
	if err != nil {
		return 0, err
	}
	if known.Size > head.Size {
		return known.Size, apartf("the ledger has %s, and the anchor %s knows of %d", figures.Counted(head.Size, "entry"), a, known.Size)
	}
	if err := l.Tiles().CheckConsistency(known, head); err != nil {
		return known.Size, apartf("the first %d entries are not those that the anchor %s knows of", known.Size, a)
	}
	return known.Size, nil
}

// write stores the log's head in the anchor.
func (a anchor) write(l *ledger.Log) error {
	if a == "" {
		return nil
	}
	head, err := l.Checkpoint()
	if err != nil {
		return err
	}
	dir, next := filepath.Dir(string(a)), string(a)+".new"
	if err = durable.MkDirAll(dir); err == nil {
		err = durable.Drop(next) // left by a process that died
	}
	if err == nil {
		err = durable.WriteFile(next, head.Note)
	}
	if err == nil {
		err = durable.Move(next, string(a))
	}
	if err == nil {
		err = durable.SyncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("anchor: %w", err)
	}
	return nil
}
