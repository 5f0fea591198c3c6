// Package epochfile is the files of an epoch on disk: they appear whole, are checked before they are used again, and go
// with the epoch.
package epochfile

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Drop removes the files of an epoch.
func Drop(f store.EpochFiles) error {
	var errs []error
	for _, suffix := range store.EpochSuffixes {
		errs = append(errs, durable.Drop(string(f)+suffix))
	}
	return errors.Join(errs...)
}

// DropStrays removes the files of a folder that are not known: they belong to no epoch.
func DropStrays(dir string, known map[string]bool) error {
	files, err := store.ListFiles(dir, "*")
	for _, f := range files {
		if !known[f] {
			err = errors.Join(err, durable.Drop(f))
		}
	}
	return err
}

// Files are the files of an epoch being made.
type Files struct {
	files  []*os.File
	hashes []hash.Hash
	placed bool
}

// New begins them, in the folder where they are going to be.
func New(dir string) (f *Files, err error) {
	f = new(Files)
	for range store.EpochSuffixes {
		tmp, err := os.CreateTemp(dir, "new-*")
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		f.files, f.hashes = append(f.files, tmp), append(f.hashes, sha256.New())
	}
	return f, nil
}

// Outputs is where they are written to.
func (f *Files) Outputs() psi.EpochFiles {
	var w []io.Writer
	for i, file := range f.files {
		w = append(w, io.MultiWriter(durable.Writer(file), f.hashes[i]))
	}
	return psi.EpochFiles{Set: w[0], Leaves: w[1], Order: w[2], Sentinels: w[3]}
}

// Digests are those of the files.
func (f *Files) Digests() (all []psi.Digest) {
	for _, h := range f.hashes {
		all = append(all, psi.Digest(h.Sum(nil)))
	}
	return all
}

// Place makes the files durable and gives them their names.
func (f *Files) Place(to store.EpochFiles) error {
	for i, file := range f.files {
		if err := durable.SyncFile(file); err != nil {
			return err
		}
		if err := durable.Move(file.Name(), string(to)+store.EpochSuffixes[i]); err != nil {
			return err
		}
	}
	f.placed = true
	return durable.SyncDir(filepath.Dir(string(to)))
}

// Close closes them, and removes those that were not placed.
func (f *Files) Close() error {
	var errs []error
	for _, file := range f.files {
		errs = append(errs, file.Close())
		if !f.placed {
			if err := os.Remove(file.Name()); err != nil && !errors.Is(err, os.ErrNotExist) {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// Check compares the files with their digests: a damaged file of sentinels would bar honest owners.
func Check(f store.EpochFiles, want []psi.Digest) error {
	if len(want) != len(store.EpochSuffixes) {
		return errors.New("the epoch's files are not known")
	}
	for i, suffix := range store.EpochSuffixes {
		if err := CheckOne(string(f)+suffix, want[i]); err != nil {
			return err
		}
	}
	return nil
}

// CheckOne compares one file with its digest.
func CheckOne(path string, want psi.Digest) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(h, file)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if psi.Digest(h.Sum(nil)) != want {
		return fmt.Errorf("the epoch's file %s is damaged", filepath.Ext(path))
	}
	return nil
}
