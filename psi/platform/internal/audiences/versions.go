package audiences

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// writeVersion writes a version under a name that Tidy leaves alone. moveVersion gives it its own.
func writeVersion(files store.Layout, members iter.Seq2[audience.Member, error]) (file string, v audience.Version, err error) {
	b := make([]byte, 16)
	rand.Read(b)
	file = hex.EncodeToString(b)
	v, err = audience.Write(files.Unfinished().Audience(file), members)
	return file, v, err
}

func moveVersion(files store.Layout, file string) error {
	return errors.Join(durable.Move(files.Unfinished().Audience(file), files.Audience(file)), durable.SyncDir(files.Audiences()))
}

// dropStrays removes the files that no row and no draft names; those that are being written only when a process starts,
// since nobody is writing then. The lock is held.
func dropStrays(ctx context.Context, in *store.Store, starts bool) error {
	dir := in.Files.Audiences()
	files, err := os.ReadDir(dir) // first, so that those which come later are not looked at
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	rows, rowsErr := in.Audiences.List(ctx)
	drafts, draftsErr := in.Audiences.Drafts(ctx)
	if err := errors.Join(err, rowsErr, draftsErr); err != nil {
		return err
	}
	named, stray := map[string]bool{}, false
	for _, x := range append(rows, drafts...) {
		named[x.File] = true
	}
	for _, f := range files {
		if named[f.Name()] || store.IsUnfinished(f.Name()) && !starts {
			continue
		}
		stray = true
		err = errors.Join(err, durable.Drop(filepath.Join(dir, f.Name())))
	}
	if stray {
		err = errors.Join(err, durable.SyncDir(dir))
	}
	return err
}
