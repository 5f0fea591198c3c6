// Package ledger is the platform's record of what was disclosed to whom: an append-only Merkle log (RFC 6962 §2.1) in
// the layout of C2SP tlog-tiles with signed checkpoints. Programs that know nothing about Blindmatch can verify it.
// SPEC.md §13.
//
// A Log writes; Verify and Replay check a log's directory; Receipt proves to someone who doesn't have the log that an
// entry is in it. No entry holds an identifier, a function of one, or an exact size.
package ledger

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger/internal/disk"
	"github.com/gofrs/flock"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// What a log's directory holds. Only the folder "log" is for others.
const (
	logFolder      = "log" // the files of tlog-tiles
	tmpFolder      = "tmp"
	keyFile        = "key"  // the signing key; never leaves the platform
	lockFile       = "lock" // held while an entry is written
	checkpointFile = "checkpoint"
)

// Log is a log open for writing. It is safe for concurrent use; any number of processes may have the same directory
// open, and they write one at a time.
type Log struct {
	dir      string
	disk     disk.Disk
	lock     *flock.Flock
	signer   note.Signer
	verifier note.Verifier
	key      string // verifier key

	head atomic.Pointer[Checkpoint] // the latest known; it is durable

	joining sync.Mutex
	next    *batch // that calls of Append join

	mu       sync.Mutex // held with lock
	err      error      // the outcome of a write is unknown: nothing more is written
	observer Observer
}

// ErrRolledBack says that a log has lost entries that it used to have.
var ErrRolledBack = errors.New("the log went back: entries that were in it are gone")

// ErrInDoubt says that an entry may be in the log or not. After any other failure of Append it is not.
var ErrInDoubt = errors.New("the log is closed for writing, since nobody knows whether its last entry is durable")

// Open opens the log in dir. If there is none it creates one that is named origin; an existing log keeps its name. Open
// removes what a crash left of entries that were never acknowledged.
func Open(dir, origin string) (*Log, error) {
	l := &Log{dir: dir, next: new(batch), disk: disk.Disk{Root: filepath.Join(dir, logFolder), Tmp: filepath.Join(dir, tmpFolder)}}
	for _, d := range []string{l.disk.Root, l.disk.Tmp} {
		if err := durable.MkDirAll(d); err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
	}
	l.lock = flock.New(filepath.Join(dir, lockFile))
	err := l.locked(func() error {
		if err := l.loadKey(origin); err != nil {
			return err
		}
		return l.load()
	})
	if err != nil {
		return nil, fmt.Errorf("ledger %s: %w", dir, err)
	}
	return l, nil
}

// locked runs f while no other Log, in this process or another, writes.
func (l *Log) locked(f func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return l.err
	}
	if err := l.lock.Lock(); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return errors.Join(f(), l.lock.Unlock())
}

func (l *Log) loadKey(origin string) error {
	path := filepath.Join(l.dir, keyFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(l.disk.Path(checkpointFile)); err == nil {
			return errors.New("the signing key is missing: restore the file \"key\" of this log")
		}
		skey, _, err := note.GenerateKey(rand.Reader, origin)
		if err != nil {
			return err
		}
		if err := l.disk.Unstage(); err != nil { // left by a process that died here
			return err
		}
		if err := l.disk.Write(disk.File{Name: "../" + keyFile, Data: []byte(skey + "\n")}); err != nil {
			return err
		}
		b = []byte(skey)
	} else if err != nil {
		return err
	}
	l.signer, l.verifier, l.key, err = parseSigningKey(string(bytes.TrimSpace(b)))
	return err
}

// load reads the head, or creates an empty log, and cleans up after a crash.
func (l *Log) load() error {
	_, err := os.Stat(l.disk.Path(checkpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		if entries, err := os.ReadDir(l.disk.Root); err != nil || len(entries) > 0 {
			return errors.Join(err, fmt.Errorf("%w: the checkpoint is missing", ErrRolledBack))
		}
		root, err := tlog.TreeHash(0, nil)
		if err != nil {
			return err
		}
		if err := l.disk.Unstage(); err != nil { // left by a process that died here
			return err
		}
		return l.publish(nil, tlog.Tree{N: 0, Hash: root}, nil)
	}
	if err := l.refresh(); err != nil {
		return err
	}
	return l.settle()
}

// refresh loads what another process has appended. The lock is held.
func (l *Log) refresh() error {
	b, err := os.ReadFile(l.disk.Path(checkpointFile))
	if err != nil {
		return err
	}
	head := l.head.Load()
	if head != nil && bytes.Equal(b, head.Note) {
		return nil
	}
	c, err := OpenCheckpoint(b, l.verifier)
	if err != nil {
		return err
	}
	if head != nil {
		if err := l.tiles().CheckConsistency(head, c); err != nil {
			return err
		}
	}
	// Its writer may have died between the rename and the flush.
	if err := durable.SyncDir(l.disk.Root); err != nil {
		return err
	}
	l.head.Store(c)
	return nil
}

// settle removes what the last writer left of a batch that no checkpoint covers. The batch's checkpoint is staged
// before any of its tiles is in place, so files that it explains may be removed. Any others show that the log was
// rolled back, and stay.
func (l *Log) settle() error {
	size := l.head.Load().Size
	cut := size
	staged, err := l.disk.ReadStaged(checkpointFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if c, err := OpenCheckpoint(staged, l.verifier); err == nil {
		cut = max(size, c.Size)
	}
	written := map[string]bool{}
	for _, t := range newTiles(size, cut) {
		written[tilePath(t)] = true
	}
	var left []string
	err = walkTiles(l.disk.Root, func(f tileFile) error {
		switch {
		case f.unknown:
			return fmt.Errorf("%s does not belong to a log", f.path)
		case f.last() <= f.covered(size):
		case written[f.path]:
			left = append(left, f.path)
		default:
			return fmt.Errorf("%w: %s goes beyond the checkpoint, which has %d entries", ErrRolledBack, f.path, size)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := l.disk.Remove(left); err != nil {
		return err
	}
	return l.disk.Unstage()
}

func (l *Log) tiles() Tiles { return DirTiles(l.disk.Root) }

// publish signs a checkpoint of a tree, which becomes the head. tiles are the files that the new tree has and the old
// head's tree doesn't.
func (l *Log) publish(head *Checkpoint, tree tlog.Tree, tiles []disk.File) error {
	signed, err := note.Sign(&note.Note{Text: checkpointText(l.signer.Name(), tree)}, l.signer)
	if err != nil {
		return err
	}
	next, err := OpenCheckpoint(signed, l.verifier)
	if err != nil {
		return err
	}
	checkpoint := disk.File{Name: checkpointFile, Data: signed}
	var refused error
	err = l.disk.Stage(append([]disk.File{checkpoint}, tiles...), // the checkpoint first: see settle
		func() error { refused = l.growing(head, next); return refused })
	if err == nil {
		err = l.disk.Place(tiles...)
	}
	placed := false
	if err == nil {
		placed, err = l.disk.PlaceLast(checkpoint)
	}
	switch {
	case err == nil:
	case placed:
		l.err = fmt.Errorf("%w: start the program again to find out: %w", ErrInDoubt, err)
		return l.err
	default:
		// The head is what it was. What is left is removed now, to free its room, or else by the next write.
		if head != nil {
			_ = l.settle()
		}
		if refused != nil {
			return refused
		}
		return fmt.Errorf("nothing was written to the log: %w", err)
	}
	l.head.Store(next)
	return nil
}

// Checkpoint returns the head: all entries that any process has appended.
func (l *Log) Checkpoint() (*Checkpoint, error) {
	if b, err := os.ReadFile(l.disk.Path(checkpointFile)); err == nil {
		if head := l.head.Load(); bytes.Equal(b, head.Note) {
			return head, nil // without waiting for a batch that is being written
		}
	}
	err := l.locked(l.refresh)
	return l.head.Load(), err
}

// covering returns a checkpoint of at least size entries.
func (l *Log) covering(size int64) (*Checkpoint, error) {
	if head := l.head.Load(); size <= head.Size {
		return head, nil
	}
	c, err := l.Checkpoint()
	if err == nil && size > c.Size {
		err = fmt.Errorf("asked for the first %d entries: the log has %d", size, c.Size)
	}
	return c, err
}

// Tiles reads the log's files.
func (l *Log) Tiles() Tiles { return l.tiles() }

// VerifierKey is the public key of the log as C2SP signed-note writes it; its name is the log's origin.
func (l *Log) VerifierKey() string { return l.key }

// Dir is the folder with the files that others may read.
func (l *Log) Dir() string { return l.disk.Root }

// Root returns the root, in base64, of the tree of the first size entries.
func (l *Log) Root(size int64) (string, error) {
	c, err := l.covering(size)
	if err != nil {
		return "", err
	}
	if size == c.Size {
		return c.Hash.String(), nil
	}
	h, err := tlog.TreeHash(size, l.tiles().hashes(c))
	return h.String(), err
}

// CopyTo copies the files that others may read into a new folder, as one state of the log.
func (l *Log) CopyTo(dir string) error {
	return l.locked(func() error { return os.CopyFS(dir, os.DirFS(l.disk.Root)) })
}
