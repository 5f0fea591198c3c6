// Package disk writes the files of a log: each is whole or absent, whatever happens.
package disk

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/internal/durable"
)

// Disk writes files so that each is either complete or absent, and survives a power cut once a call has returned. Stage
// makes the contents durable, Place the names.
type Disk struct {
	Root string // names are under it, with slashes
	Tmp  string // where files are staged, on the same file system
}

// File is a name and the contents that the file is to have.
type File struct {
	Name string
	Data []byte
}

// Path is that of the file with a name.
func (d *Disk) Path(name string) string { return filepath.Join(d.Root, filepath.FromSlash(name)) }

// staged is where a file is until it is placed. Names have no underscores.
func (d *Disk) staged(name string) string {
	return filepath.Join(d.Tmp, strings.ReplaceAll(name, "/", "_"))
}

// Write makes or replaces one file.
func (d *Disk) Write(f File) error {
	if err := d.Stage([]File{f}, nil); err != nil {
		return err
	}
	return d.Place(f)
}

// Stage writes files in order, then flushes them and their names. While the disk is busy it calls meanwhile, unless
// that is nil. None of the files may be staged already: see Unstage.
func (d *Disk) Stage(files []File, meanwhile func() error) (err error) {
	flushes := []func() error{func() error { return durable.SyncDir(d.Tmp) }}
	if meanwhile != nil {
		flushes = append(flushes, meanwhile)
	}
	var open []*os.File
	defer func() {
		for _, f := range open {
			err = errors.Join(err, f.Close())
		}
	}()
	for _, x := range files {
		f, err := durable.MkFile(d.staged(x.Name))
		if err != nil {
			return err
		}
		open = append(open, f)
		if _, err := durable.Writer(f).Write(x.Data); err != nil {
			return err
		}
		flushes = append(flushes, func() error { return durable.SyncFile(f) })
	}
	return durable.Together(flushes...)
}

// Place gives staged files their names, in order, then flushes each folder once.
func (d *Disk) Place(files ...File) error {
	var dirs folders
	for _, x := range files {
		path := d.Path(x.Name)
		if err := durable.MkDirAll(filepath.Dir(path)); err != nil {
			return err
		}
		if err := durable.Move(d.staged(x.Name), path); err != nil {
			return err
		}
		dirs.add(filepath.Dir(path))
	}
	return dirs.sync()
}

// PlaceLast gives a staged file its name in the root. It says whether the file may have it. The folder is opened first:
// a lack of descriptors can't come between the name and its flush.
func (d *Disk) PlaceLast(x File) (placed bool, err error) {
	dir, err := durable.OpenFolder(d.Root)
	if err != nil {
		return false, err
	}
	defer dir.Close()
	if err := durable.Move(d.staged(x.Name), d.Path(x.Name)); err != nil {
		now, readErr := os.ReadFile(d.Path(x.Name))
		return readErr != nil && !errors.Is(readErr, fs.ErrNotExist) || bytes.Equal(now, x.Data), err
	}
	return true, dir.SyncNames()
}

// Remove removes files and flushes their folders.
func (d *Disk) Remove(names []string) error {
	var dirs folders
	for _, name := range names {
		if err := durable.Drop(d.Path(name)); err != nil {
			return err
		}
		dirs.add(filepath.Dir(d.Path(name)))
	}
	return dirs.sync()
}

// Unstage removes what was staged and not placed.
func (d *Disk) Unstage() error {
	left, err := os.ReadDir(d.Tmp)
	if err != nil {
		return err
	}
	for _, x := range left {
		if err := durable.Drop(filepath.Join(d.Tmp, x.Name())); err != nil {
			return err
		}
	}
	return nil
}

// ReadStaged reads a file that was staged and not placed.
func (d *Disk) ReadStaged(name string) ([]byte, error) { return os.ReadFile(d.staged(name)) }

// HasStaged says whether any file was staged and not placed.
func (d *Disk) HasStaged() (bool, error) {
	left, err := os.ReadDir(d.Tmp)
	return len(left) > 0, err
}

// folders are those whose names have changed.
type folders []string

func (f *folders) add(dir string) {
	for _, known := range *f {
		if known == dir {
			return
		}
	}
	*f = append(*f, dir)
}

func (f folders) sync() error {
	var flushes []func() error
	for _, dir := range f {
		flushes = append(flushes, func() error { return durable.SyncDir(dir) })
	}
	return durable.Together(flushes...)
}
