// Package backup makes a copy of a data directory while it is in use, and a data directory of a copy.
//
// A backup is a folder: backup.json says what is in it, and data is a data directory, so that what reads those reads
// it, and programs that copy folders find again what has not changed. It is complete as soon as it has its name.
//
// Database and ledger are of one moment: the ledger is held while the database's snapshot begins, and of what is
// appended meanwhile nothing is copied. That is the state after a crash at that moment, which a platform recovers from.
// The files that the database names never change; if one is gone before it was copied, all begins again.
//
// What must not go on in a restored copy is not in it: the secrets of epochs, audiences, and open sessions. So the
// secret of an epoch still dies with it.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/dustin/go-humanize"
)

// Source is a data directory that is in use.
type Source struct {
	Rows    *store.Store
	Journal *journal.Journal
	Name    string   // the platform's
	Also    []string // folders in it that are not the platform's own
}

// Verify reads the ledger of a data directory and checks it.
type Verify func(ctx context.Context, dir string) (*ledger.Checkpoint, error)

// tries is how often a backup begins again because an import, or the expiry of what is old, took files away.
const tries = 5

// Make makes a backup in a new folder.
func Make(ctx context.Context, src Source, dir string, verify Verify) (c *Contents, err error) {
	if _, err := os.Lstat(dir); err == nil {
		return nil, fmt.Errorf("%s is there already: name a new folder", dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	above := filepath.Dir(filepath.Clean(dir))
	if err := src.checkRoom(above); err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp(above, "."+filepath.Base(dir)+".new-")
	if err != nil {
		return nil, err
	}
	at := work
	defer func() {
		if err != nil {
			err = errors.Join(err, durable.Drop(at))
		}
	}()
	for try := 1; ; try++ {
		c, err = src.copyTo(ctx, work)
		if !errors.Is(err, errGone) || try == tries {
			break
		}
		if err = durable.Drop(dataIn(work)); err != nil {
			return nil, err
		}
	}
	if err == nil {
		err = c.write(work)
	}
	if err == nil {
		err = c.check(ctx, work, verify)
	}
	if err == nil {
		err = durable.Move(work, dir)
	}
	if err == nil {
		at, err = dir, durable.SyncDir(above)
	}
	return c, err
}

// checkRoom fails if there is no room for a copy, before anything is written.
func (s *Source) checkRoom(above string) error {
	need := int64(1 << 20)
	l := s.Rows.Files
	roots := []string{l.Database(), l.Database() + "-wal", l.Ledger(), l.Datasets(), l.Subjects(), l.Matches()}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(_ string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return ignoreGone(err)
			}
			info, err := e.Info()
			if err == nil {
				need += info.Size()
			}
			return ignoreGone(err)
		})
		if err != nil {
			return err
		}
	}
	return hasRoom(above, need)
}

func hasRoom(dir string, need int64) error {
	free, err := durable.Free(dir)
	if err == nil && free < uint64(need) {
		err = fmt.Errorf("%s has %s free, and the copy needs %s", dir, humanize.IBytes(free), humanize.IBytes(uint64(need)))
	}
	return err
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// copyTo copies the data directory into the work folder of a backup.
func (s *Source) copyTo(ctx context.Context, work string) (*Contents, error) {
	to := store.LayoutOf(dataIn(work))
	if err := durable.MkDir(to.Dir()); err != nil {
		return nil, err
	}
	head, err := s.copyDatabase(ctx, to)
	if err != nil {
		return nil, err
	}
	copied, err := store.OpenReadOnly(to.Dir(), store.Options{})
	if err != nil {
		return nil, err
	}
	defer copied.Close()
	x := &copier{from: s.Rows.Files.Dir(), to: to.Dir()}
	if err := s.copyFiles(ctx, copied, x); err != nil {
		return nil, err
	}
	log, err := s.Journal.Reader()
	if err != nil {
		return nil, err
	}
	if err := x.copy(ctx, s.Rows.Files.Ledger(), "key"); err != nil {
		return nil, err
	}
	if err := log.CopyTo(filepath.Join(to.Ledger(), "log"), head); err != nil {
		return nil, err
	}
	c := &Contents{Format: format, Made: time.Now().UTC().Truncate(time.Second), Platform: s.Name, Sealed: x.sealed, Skipped: x.skipped}
	c.Ledger.Origin, c.Ledger.Size, c.Ledger.Root = head.Origin, head.Size, head.Hash.String()
	c.Files, err = list(ctx, to.Dir())
	return c, err
}

// copyDatabase copies the database, and returns the ledger's head of the same moment.
func (s *Source) copyDatabase(ctx context.Context, to store.Layout) (head *ledger.Checkpoint, err error) {
	var x *store.Snapshot
	err = s.Journal.Hold(ctx, func(c *ledger.Checkpoint) (err error) {
		head = c
		x, err = s.Rows.Copies.Snapshot(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return head, errors.Join(x.WriteTo(ctx, to.Database()), x.Close())
}
