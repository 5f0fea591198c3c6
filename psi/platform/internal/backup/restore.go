package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Restore makes a data directory of a backup, in a new folder or in an empty one. The database gets its name last:
// before that, nobody takes the folder for a data directory.
func Restore(ctx context.Context, from, dir string, verify Verify) (c *Contents, err error) {
	if c, err = read(from); err != nil {
		return nil, err
	}
	made := false
	there, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		made = true
	case err != nil:
		return nil, err
	case len(there) > 0:
		return nil, fmt.Errorf("%s is not empty: name a new folder, or move away what is there", dir)
	}
	if err := c.check(ctx, from, verify); err != nil {
		return nil, err
	}
	if made {
		if err := durable.MkDir(dir); err != nil {
			return nil, err
		}
	}
	err = c.copyBack(ctx, from, dir)
	if err == nil && made {
		err = durable.SyncDir(filepath.Dir(filepath.Clean(dir)))
	}
	if err != nil {
		return nil, errors.Join(err, empty(dir, made))
	}
	return c, nil
}

// copyBack copies the files of a backup, and checks that they arrived.
func (c *Contents) copyBack(ctx context.Context, from, dir string) error {
	if err := hasRoom(dir, c.Bytes()+1<<20); err != nil {
		return err
	}
	database, err := filepath.Rel(dir, store.LayoutOf(dir).Database())
	if err != nil {
		return err
	}
	waiting := database + ".new"
	for _, f := range c.Files {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		name := filepath.FromSlash(f.Name)
		to := filepath.Join(dir, name)
		if name == database {
			to = filepath.Join(dir, waiting)
		}
		if err := copyFile(filepath.Join(dataIn(from), name), to); err != nil {
			return err
		}
		got, err := sum(to)
		if got.Name = f.Name; err == nil && got != f {
			err = fmt.Errorf("%s did not arrive as it was", to)
		}
		if err != nil {
			return err
		}
	}
	for _, d := range folders(c.Files) {
		if err := durable.SyncDir(filepath.Join(dir, d)); err != nil {
			return err
		}
	}
	if err := durable.Move(filepath.Join(dir, waiting), filepath.Join(dir, database)); err != nil {
		return err
	}
	return durable.SyncDir(dir)
}

// folders are those of the files.
func folders(files []File) (all []string) {
	seen := map[string]bool{}
	for _, f := range files {
		if d := filepath.Dir(filepath.FromSlash(f.Name)); !seen[d] {
			seen[d] = true
			all = append(all, d)
		}
	}
	return all
}

// empty removes what a failure left, and the folder itself if it was made.
func empty(dir string, made bool) error {
	if made {
		return durable.Drop(dir)
	}
	all, err := os.ReadDir(dir)
	for _, e := range all {
		err = errors.Join(err, durable.Drop(filepath.Join(dir, e.Name())))
	}
	return err
}
