package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// errGone says that a file that the database names is not there any more.
var errGone = errors.New("files were removed while they were being copied")

// copier copies files of a data directory to the same place in another.
type copier struct {
	from, to string
	sealed   bool     // dataset keys are
	skipped  []string // names in the data directory that nobody knows
}

// copyFiles copies what belongs to the rows of the copied database.
func (s *Source) copyFiles(ctx context.Context, copied *store.Store, x *copier) error {
	kept, superseded, err := copied.Copies.Generations(ctx)
	if err != nil {
		return err
	}
	l := s.Rows.Files
	for _, g := range kept {
		if err := x.folder(ctx, string(l.Generation(g))); err != nil {
			return err
		}
		if x.sealed, err = store.SealedKeys(l.Generation(g)); err != nil {
			return err
		}
	}
	for _, g := range superseded { // goes at any moment; what is needed for persons' questions is moved before
		if err := x.folder(ctx, string(l.Generation(g))); err != nil && !errors.Is(err, errGone) {
			return err
		}
	}
	ids, err := copied.Copies.Sessions(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, id := range ids {
		known[id] = true
	}
	if err := x.some(ctx, l.Subjects(), func(name string) bool {
		return strings.HasSuffix(name, store.CandidatesSuffix) || known[strings.TrimSuffix(name, store.MatchIndexSuffix)]
	}); err != nil {
		return err
	}
	if err := x.some(ctx, l.Matches(), func(name string) bool {
		return known[store.SessionOfMatchList(name)]
	}); err != nil {
		return err
	}
	for _, id := range ids { // handles that can still be fetched
		if err := x.some(ctx, l.Session(id), func(name string) bool { return name == store.HandlesFile }); err != nil {
			return err
		}
	}
	for _, name := range s.Also {
		if err := x.folder(ctx, filepath.Join(l.Dir(), name)); err != nil && !errors.Is(err, errGone) {
			return err
		}
	}
	return x.unknown(l, s.Also)
}

// unknown notes what nobody knows in the data directory, and nobody copies.
func (x *copier) unknown(l store.Layout, also []string) error {
	all, err := os.ReadDir(l.Dir())
	x.skipped = nil
	for _, e := range all {
		if !store.Owns(l, e.Name()) && !slices.Contains(also, e.Name()) {
			x.skipped = append(x.skipped, e.Name())
		}
	}
	return err
}

// some copies the files of a folder that are wanted. A folder that is not there has none.
func (x *copier) some(ctx context.Context, dir string, wanted func(name string) bool) error {
	all, err := os.ReadDir(dir)
	if err != nil {
		return ignoreGone(err)
	}
	for _, e := range all {
		if wanted(e.Name()) {
			if err := x.copy(ctx, dir, e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// folder copies a folder with everything in it, except locks.
func (x *copier) folder(ctx context.Context, dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return errGone
		}
		if err != nil || e.IsDir() || e.Name() == "lock" {
			return err
		}
		return x.copy(ctx, filepath.Dir(path), e.Name())
	})
}

// copy copies a file of a folder.
func (x *copier) copy(ctx context.Context, dir, name string) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	path := filepath.Join(dir, name)
	rel, err := filepath.Rel(x.from, path)
	if err != nil {
		return err
	}
	err = copyFile(path, filepath.Join(x.to, rel))
	if errors.Is(err, fs.ErrNotExist) {
		return errGone
	}
	return err
}

// copyFile copies a file to a new one, whose folder it makes.
func copyFile(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return errors.Join(err, fmt.Errorf("%s is not a regular file", from))
	}
	if err := durable.MkDirAll(filepath.Dir(to)); err != nil {
		return err
	}
	out, err := durable.MkFile(to)
	if err != nil {
		return err
	}
	if _, err = io.Copy(durable.Writer(out), f); err == nil {
		err = durable.SyncFile(out)
	}
	return errors.Join(err, out.Close())
}
