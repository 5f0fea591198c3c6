package ledger

import (
	"crypto/rand"
	"encoding/hex"
	"os"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger/internal/disk"
	"golang.org/x/mod/sumdb/tlog"
)

// Observer remembers a log's head elsewhere. Log calls it while the log is locked against other goroutines and
// processes, so the head is always one of the last two that the observer was told.
type Observer interface {
	// At is told the current head.
	At(head *Checkpoint) error
	// Growing is told the head and the one that is about to replace it. If it fails, the head stays.
	Growing(head, next *Checkpoint) error
}

// Observe tells o the head, and from then on every new head that l makes. If o fails at the first, it doesn't become an
// observer. There is at most one.
func (l *Log) Observe(o Observer) error {
	return l.locked(func() error {
		if err := l.refresh(); err != nil {
			return err
		}
		if err := o.At(l.head.Load()); err != nil {
			return err
		}
		l.observer = o
		return nil
	})
}

func (l *Log) growing(head, next *Checkpoint) error {
	if l.observer == nil {
		return nil
	}
	return l.observer.Growing(head, next)
}

// batch holds entries that are written together, under one checkpoint.
type batch struct {
	members []*member
	write   sync.Once
	err     error // of writing
}

// member is an entry in a batch.
type member struct {
	entry *Entry
	err   error // that keeps out this entry alone
}

// Append makes e durable as the next entry: it sets Seq, Salt and, unless it is set, Time. When Append has returned
// without an error, e is under a signed checkpoint on disk. After an error it is not in the log, and can be appended
// again once there is room or a descriptor. Only after ErrInDoubt that is unknown: l accepts no more entries, and the
// log has to be opened again.
//
// Entries of calls that arrive during a write wait, and are then written together.
func (l *Log) Append(e *Entry) error {
	m := &member{entry: e}
	b := l.join(m)
	b.write.Do(func() {
		b.err = l.locked(func() error {
			l.seal(b)
			return l.grow(b)
		})
		l.seal(b) // if nothing could be locked
	})
	if m.err != nil {
		return m.err
	}
	return b.err
}

func (l *Log) join(m *member) *batch {
	l.joining.Lock()
	defer l.joining.Unlock()
	l.next.members = append(l.next.members, m)
	return l.next
}

// seal stops further calls from joining b.
func (l *Log) seal(b *batch) {
	l.joining.Lock()
	defer l.joining.Unlock()
	if l.next == b {
		l.next = new(batch)
	}
}

// grow writes a batch. The lock is held.
func (l *Log) grow(b *batch) error {
	cut, err := l.disk.HasStaged()
	if err != nil {
		return err
	}
	if err := l.refresh(); err != nil {
		return err
	}
	if cut { // another process died writing
		if err := l.settle(); err != nil {
			return err
		}
	}
	head := l.head.Load()
	var entries [][]byte
	for _, m := range b.members {
		var raw []byte
		if raw, m.err = prepare(m.entry, head.Size+int64(len(entries))); m.err == nil {
			entries = append(entries, raw)
		}
	}
	if len(entries) == 0 {
		return nil
	}
	return l.write(head, entries)
}

// prepare gives e its index and encodes it.
func prepare(e *Entry, seq int64) ([]byte, error) {
	var salt [16]byte
	rand.Read(salt[:])
	e.V, e.Seq, e.Salt = entryVersion, seq, hex.EncodeToString(salt[:])
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	e.Time = e.Time.UTC().Truncate(time.Millisecond)
	return e.Encode()
}

// write appends entries to the tree under head. It makes the tiles and bundles that change, and the checkpoint that
// covers them.
func (l *Log) write(head *Checkpoint, entries [][]byte) error {
	n, m := head.Size, head.Size+int64(len(entries))
	hashes := &overlay{below: l.tiles().hashes(head), first: tlog.StoredHashIndex(0, n)}
	for i, raw := range entries {
		added, err := tlog.StoredHashes(n+int64(i), raw, hashes)
		if err != nil {
			return err
		}
		hashes.added = append(hashes.added, added...)
	}
	root, err := tlog.TreeHash(m, hashes)
	if err != nil {
		return err
	}
	tiles := newTiles(n, m)
	files := make([]disk.File, len(tiles))
	for i, t := range tiles {
		files[i].Name = tilePath(t)
		if t.L < 0 {
			files[i].Data, err = l.bundle(t, n, entries)
		} else {
			files[i].Data, err = tlog.ReadTileData(t, hashes)
		}
		if err != nil {
			return err
		}
	}
	if err := l.publish(head, tlog.Tree{N: m, Hash: root}, files); err != nil {
		return err
	}
	for i, t := range tiles {
		if t.W == tileWidth {
			// Once a tile is full, its partial ones may be deleted (tlog-tiles). Any that an error leaves behind do no
			// harm.
			_ = os.RemoveAll(l.disk.Path(files[i].Name + ".p"))
		}
	}
	return nil
}

// bundle is the bundle t of a log of n entries after entries are appended.
func (l *Log) bundle(t tlog.Tile, n int64, entries [][]byte) (data []byte, err error) {
	first := t.N * tileWidth
	if first < n {
		before := t
		before.W = int(n - first)
		if data, err = l.tiles().read(before); err != nil {
			return nil, err
		}
	}
	for _, e := range entries[max(first, n)-n : first+int64(t.W)-n] {
		data = appendToBundle(data, e)
	}
	return data, nil
}
