// Package ledger is the platform's record of what flowed to whom: an
// append-only Merkle log (RFC 6962 §2.1) in the layout of C2SP tlog-tiles with
// signed checkpoints, so that programs which know nothing of Blindmatch can
// verify it. SPEC.md §13.
//
// A Log writes; Verify and Replay check a log's directory; Receipt proves to
// somebody without the log that an entry is in it. No entry holds an
// identifier, a function of one, or an exact size.
package ledger

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// What a log's directory holds. Only the folder "log" is meant for others.
const (
	logFolder      = "log" // the files of tlog-tiles
	tmpFolder      = "tmp"
	keyFile        = "key"  // the signing key; never leaves the platform
	lockFile       = "lock" // held while an entry is written
	checkpointFile = "checkpoint"
)

// Log is a log open for writing. It is safe for concurrent use; any number of
// processes may have one directory open, and one of them writes at a time.
type Log struct {
	dir      string
	disk     disk
	lock     *flock.Flock
	signer   note.Signer
	verifier note.Verifier
	key      string // verifier key

	mu   sync.Mutex
	head *Checkpoint
	err  error // the outcome of a write is unknown: nothing more is written
}

// ErrRolledBack says that a log has lost entries that it once had.
var ErrRolledBack = errors.New("the log went back: entries that were in it are gone")

// Open opens the log in dir, and makes one that is named origin if there is
// none. It removes what a crash left of an entry that was never acknowledged.
// origin of an existing log is not changed.
func Open(dir, origin string) (*Log, error) { return open(dir, origin, nil) }

func open(dir, origin string, h hook) (*Log, error) {
	l := &Log{dir: dir, disk: disk{root: filepath.Join(dir, logFolder), tmp: filepath.Join(dir, tmpFolder), hook: h}}
	for _, d := range []string{dir, l.disk.root, l.disk.tmp} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
	}
	l.lock = flock.New(filepath.Join(dir, lockFile))
	err := l.locked(func() error {
		if err := l.loadKey(origin); err != nil {
			return err
		}
		return l.recover()
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
		if _, err := os.Stat(l.disk.path(checkpointFile)); err == nil {
			return errors.New("the signing key is missing: restore the file \"key\" of this log")
		}
		skey, _, err := note.GenerateKey(rand.Reader, origin)
		if err != nil {
			return err
		}
		if err := l.disk.writeFile(path, []byte(skey+"\n")); err != nil {
			return err
		}
		b = []byte(skey)
	} else if err != nil {
		return err
	}
	l.signer, l.verifier, l.key, err = parseSigningKey(string(bytes.TrimSpace(b)))
	return err
}

// recover reads the head and removes what is not under it: the files of at most
// one entry, the one that a crash cut off.
func (l *Log) recover() error {
	if left, err := filepath.Glob(filepath.Join(l.disk.tmp, "new-*")); err == nil {
		for _, path := range left {
			_ = os.Remove(path) // of a writer that died; the lock is ours
		}
	}
	_, err := os.Stat(l.disk.path(checkpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		if entries, err := os.ReadDir(l.disk.root); err != nil || len(entries) > 0 {
			return errors.Join(err, fmt.Errorf("%w: the checkpoint is missing", ErrRolledBack))
		}
		root, err := tlog.TreeHash(0, nil)
		if err != nil {
			return err
		}
		return l.publish(tlog.Tree{N: 0, Hash: root})
	}
	if err := l.refresh(); err != nil {
		return err
	}
	var remove []string
	err = walkTiles(l.disk.root, func(f tileFile) error {
		over := f.last() - f.covered(l.head.Size)
		switch {
		case f.unknown:
			return fmt.Errorf("%s is no file of a log", f.path)
		case over <= 0:
			return nil
		case f.last() > f.covered(l.head.Size+1):
			return fmt.Errorf("%w: %s goes beyond the checkpoint, which has %d entries", ErrRolledBack, f.path, l.head.Size)
		}
		remove = append(remove, f.path)
		return nil
	})
	if err != nil {
		return err
	}
	for _, path := range remove {
		if err := l.disk.remove(path); err != nil {
			return err
		}
	}
	return nil
}

// refresh takes up what another process has appended. The lock is held.
func (l *Log) refresh() error {
	b, err := os.ReadFile(l.disk.path(checkpointFile))
	if err != nil {
		return err
	}
	if l.head != nil && bytes.Equal(b, l.head.Note) {
		return nil
	}
	c, err := OpenCheckpoint(b, l.verifier)
	if err != nil {
		return err
	}
	if l.head != nil {
		if err := l.tiles().CheckConsistency(l.head, c); err != nil {
			return err
		}
	}
	// Its writer may have died between the rename and the flush.
	if err := l.disk.syncDir("."); err != nil {
		return err
	}
	l.head = c
	return nil
}

func (l *Log) tiles() Tiles { return DirTiles(l.disk.root) }

// Append makes e durable as the next entry: it sets Seq, Salt and, unless it is
// set, Time. When Append has returned without an error, e is under a signed
// checkpoint on disk. After an error it may or may not be, and l takes no more
// entries; open the log again to know.
func (l *Log) Append(e *Entry) error {
	return l.locked(func() error {
		if err := l.refresh(); err != nil {
			return err
		}
		b, err := l.prepare(e)
		if err != nil {
			return err
		}
		if err := l.write(b); err != nil {
			l.err = fmt.Errorf("the log is closed for writing: %w", err)
			return l.err
		}
		return nil
	})
}

func (l *Log) prepare(e *Entry) ([]byte, error) {
	var salt [16]byte
	rand.Read(salt[:])
	e.V, e.Seq, e.Salt = entryVersion, l.head.Size, hex.EncodeToString(salt[:])
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	e.Time = e.Time.UTC().Truncate(time.Millisecond)
	return e.Encode()
}

// write writes the bundle and the tiles that b changes, and then the checkpoint
// that makes them count.
func (l *Log) write(b []byte) error {
	n := l.head.Size
	hashes := &overlay{below: l.tiles().hashes(l.head), first: tlog.StoredHashIndex(0, n)}
	var err error
	if hashes.added, err = tlog.StoredHashes(n, b, hashes); err != nil {
		return err
	}
	bundle := tlog.Tile{H: tileHeight, L: -1, N: n / tileWidth, W: int(n%tileWidth) + 1}
	var data []byte
	if bundle.W > 1 {
		before := bundle
		before.W--
		if data, err = l.tiles().read(before); err != nil {
			return err
		}
	}
	tiles, contents := []tlog.Tile{bundle}, [][]byte{appendToBundle(data, b)}
	for _, t := range tlog.NewTiles(tileHeight, n, n+1) {
		data, err := tlog.ReadTileData(t, hashes)
		if err != nil {
			return err
		}
		tiles, contents = append(tiles, t), append(contents, data)
	}
	if err := l.disk.writeTiles(tiles, contents); err != nil {
		return err
	}
	root, err := tlog.TreeHash(n+1, hashes)
	if err != nil {
		return err
	}
	if err := l.publish(tlog.Tree{N: n + 1, Hash: root}); err != nil {
		return err
	}
	l.dropPartial(n + 1)
	return nil
}

// publish signs a tree and makes it the head.
func (l *Log) publish(tree tlog.Tree) error {
	signed, err := note.Sign(&note.Note{Text: checkpointText(l.signer.Name(), tree)}, l.signer)
	if err != nil {
		return err
	}
	if err := l.disk.write(checkpointFile, signed); err != nil {
		return err
	}
	l.head, err = OpenCheckpoint(signed, l.verifier)
	return err
}

// dropPartial removes the partial tiles of those that size has filled; tlog-tiles
// allows that. What stays because of an error does no harm.
func (l *Log) dropPartial(size int64) {
	full := tlog.Tile{H: tileHeight, L: -1, W: tileWidth}
	for ; size > 0 && size%tileWidth == 0; full.L++ {
		size /= tileWidth
		if full.L == -1 {
			full.N = size - 1
			_ = os.RemoveAll(l.disk.path(tilePath(full) + ".p"))
			full.L = 0
		}
		full.N = size - 1
		_ = os.RemoveAll(l.disk.path(tilePath(full) + ".p"))
	}
}

// Checkpoint returns the head: all entries that any process has appended.
func (l *Log) Checkpoint() (*Checkpoint, error) {
	var c *Checkpoint
	err := l.locked(func() error {
		err := l.refresh()
		c = l.head
		return err
	})
	return c, err
}

// Tiles reads the log's files.
func (l *Log) Tiles() Tiles { return l.tiles() }

// VerifierKey is the public key of the log as C2SP signed-note writes it; its
// name is the log's origin.
func (l *Log) VerifierKey() string { return l.key }

// Dir is the folder with the files that others may read.
func (l *Log) Dir() string { return l.disk.root }

// Root returns the root, in base64, of the tree that the first size entries make.
func (l *Log) Root(size int64) (string, error) {
	c, err := l.Checkpoint()
	if err != nil {
		return "", err
	}
	if size > c.Size {
		return "", fmt.Errorf("root of %d entries: the log has %d", size, c.Size)
	}
	if size == c.Size {
		return c.Hash.String(), nil
	}
	h, err := tlog.TreeHash(size, l.tiles().hashes(c))
	return h.String(), err
}

// CopyTo copies the files that others may read into a new folder, as one state of
// the log.
func (l *Log) CopyTo(dir string) error {
	return l.locked(func() error { return os.CopyFS(dir, os.DirFS(l.disk.root)) })
}
