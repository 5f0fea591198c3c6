package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger/internal/disk"
	"golang.org/x/mod/sumdb/note"
)

// Reader is a log open for reading only: nothing is created, locked or repaired. Others may append meanwhile. It is
// safe for concurrent use.
type Reader struct {
	disk     disk.Disk
	verifier note.Verifier
	key      string // verifier key
}

// OpenReadOnly opens the log in dir. It fails with fs.ErrNotExist if there is none.
func OpenReadOnly(dir string) (*Reader, error) {
	r := &Reader{disk: disk.Disk{Root: filepath.Join(dir, logFolder), Tmp: filepath.Join(dir, tmpFolder)}}
	b, err := os.ReadFile(filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(r.disk.Path(checkpointFile)); err == nil {
			return nil, fmt.Errorf("ledger %s: the signing key is missing: restore the file \"key\" of this log", dir)
		}
		return nil, fmt.Errorf("ledger %s: there is none yet: %w", dir, fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	defer clear(b)
	if _, r.verifier, r.key, err = parseSigningKey(string(bytes.TrimSpace(b))); err != nil {
		return nil, fmt.Errorf("ledger %s: %w", dir, err)
	}
	return r, nil
}

// VerifierKey is the public key of the log, as from Log.
func (r *Reader) VerifierKey() string { return r.key }

// Tiles reads the log's files.
func (r *Reader) Tiles() Tiles { return DirTiles(r.disk.Root) }

// Checkpoint returns the head.
func (r *Reader) Checkpoint() (*Checkpoint, error) {
	b, err := os.ReadFile(r.disk.Path(checkpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: the checkpoint is missing", ErrRolledBack)
	}
	if err != nil {
		return nil, err
	}
	return OpenCheckpoint(b, r.verifier)
}

// Verify is the function Verify on the log as it was when the call began. Of what is appended meanwhile it checks only
// that the new head continues the old one. It ignores what a writer was about to append when it died.
func (r *Reader) Verify(known []*Checkpoint, each func(*Entry) error) (*Checkpoint, error) {
	c, err := r.Checkpoint()
	if err != nil {
		return nil, err
	}
	if err := verify(r.disk.Root, c, known, each, &growth{reader: r, size: c.Size}); err != nil {
		return nil, err
	}
	now, err := r.Checkpoint()
	if err != nil {
		return nil, err
	}
	return c, r.Tiles().CheckConsistency(c, now)
}

// growth is what others append to a log while it is verified; nil means nothing.
type growth struct {
	reader *Reader
	size   int64 // entries that a signed checkpoint, staged or in place, is known to cover
}

// explains says whether a file beyond the verified head belongs to entries that were appended since. A batch's
// checkpoint is staged before any of its files is in place, and is in place afterwards.
func (g *growth) explains(f *tileFile) bool {
	if g == nil {
		return false
	}
	if f.last() > f.covered(g.size) {
		if staged, err := g.reader.disk.ReadStaged(checkpointFile); err == nil {
			g.saw(staged)
		}
		if placed, err := os.ReadFile(g.reader.disk.Path(checkpointFile)); err == nil {
			g.saw(placed)
		}
	}
	return f.last() <= f.covered(g.size)
}

func (g *growth) saw(signed []byte) {
	if c, err := OpenCheckpoint(signed, g.reader.verifier); err == nil {
		g.size = max(g.size, c.Size)
	}
}

// replaced says whether err means that a partial tile is gone. That happens as soon as the full one is there.
func (g *growth) replaced(f *tileFile, err error) bool {
	return g != nil && f.tile.W < tileWidth && errors.Is(err, fs.ErrNotExist)
}

// CopyTo copies the files that others may read into a new folder, as the log was under c.
func (r *Reader) CopyTo(dir string, c *Checkpoint) error {
	if err := durable.MkDir(dir); err != nil {
		return err
	}
	write := func(name string, b []byte) error {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := durable.MkDirAll(filepath.Dir(path)); err != nil {
			return err
		}
		return durable.WriteFile(path, b)
	}
	for _, t := range newTiles(0, c.Size) {
		b, err := r.Tiles().first(t)
		if err == nil {
			err = write(tilePath(t), b)
		}
		if err != nil {
			return err
		}
	}
	return write(checkpointFile, c.Note)
}
