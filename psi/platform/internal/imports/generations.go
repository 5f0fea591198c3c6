package imports

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/gofrs/flock"
)

// A generation is the folder of one import of a dataset. It is made in a work folder,
// moved to its place, named by a row, and superseded by the next. The one before the
// current one is kept for a time, for a rollback; the others are dropped as soon as
// nothing uses them.

// workPrefix marks the folder of an import that is under way.
const workPrefix = "importing-"

// workFolder is such a folder. Its lock is held by the process that imports.
type workFolder struct {
	path string
	lock *flock.Flock
}

// newWorkFolder makes one, and drops what dead imports have left.
func (t *To) newWorkFolder(ctx context.Context) (*workFolder, error) {
	root := t.Rows.Files.Datasets()
	if err := durable.MkDirAll(root); err != nil {
		return nil, err
	}
	dropDeadImports(root)
	if err := t.dropStrays(ctx); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(root, workPrefix)
	if err != nil {
		return nil, err
	}
	w := &workFolder{path, workLock(path)}
	if ok, err := w.lock.TryLock(); err != nil || !ok {
		return nil, errors.Join(err, errors.New("the import's own folder could not be locked"), durable.Drop(path))
	}
	return w, nil
}

func workLock(folder string) *flock.Flock { return flock.New(filepath.Join(folder, "lock")) }

func (w *workFolder) in(name string) string { return filepath.Join(w.path, name) }

// close drops the folder. What stays because of an error, the next import drops.
func (w *workFolder) close() {
	_ = w.lock.Unlock()
	_ = durable.Drop(w.path)
}

// dropDeadImports removes what killed imports left behind.
func dropDeadImports(root string) {
	dead, err := store.ListFiles(root, workPrefix+"*")
	if err != nil {
		return
	}
	for _, path := range dead {
		lock := workLock(path)
		if ok, err := lock.TryLock(); err == nil && ok {
			lock.Unlock()
			os.RemoveAll(path)
		}
	}
}

// dropStrays removes generations that no row knows of: an import was killed
// between the renaming and the commit. A young one may be just there.
func (t *To) dropStrays(ctx context.Context) error {
	root := t.Rows.Files.Datasets()
	entries, err := os.ReadDir(root)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || strings.HasPrefix(e.Name(), workPrefix) || time.Since(info.ModTime()) < time.Hour {
			continue
		}
		known, err := t.Rows.Datasets.Knows(ctx, e.Name())
		if err != nil {
			return err
		}
		if !known {
			os.RemoveAll(filepath.Join(root, e.Name()))
		}
	}
	return nil
}

// DropGenerations removes the files of superseded datasets that are not in keep, and
// that no rollback brings back: for that they are kept for a time.
func (t *To) DropGenerations(ctx context.Context, keep map[string]bool, rollback time.Duration) error {
	if err := t.Rows.Datasets.ExpireFormer(ctx, time.Now().Add(-rollback)); err != nil {
		return err
	}
	old, err := t.Rows.Datasets.Superseded(ctx)
	if err != nil {
		return err
	}
	for _, g := range old {
		if keep[g] {
			continue
		}
		if err := t.Eraser.Supersede(ctx, g); err != nil {
			return fmt.Errorf("superseded dataset: index: %w", err)
		}
		if err := durable.Drop(string(t.Rows.Files.Generation(g))); err != nil {
			return fmt.Errorf("superseded dataset: %w", err)
		}
		if err := t.Rows.Datasets.Forget(ctx, g); err != nil {
			return err
		}
	}
	return nil
}
