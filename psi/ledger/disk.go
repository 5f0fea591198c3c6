package ledger

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/internal/durable"
)

// disk writes files so that each is either complete or absent, and survives a power cut once a call has returned. stage
// makes the contents durable, place the names.
type disk struct {
	root string // names are under it, with slashes
	tmp  string // where files are staged, on the same file system
}

// file is a name and the contents that the file is to have.
type file struct {
	name string
	data []byte
}

func (d *disk) path(name string) string { return filepath.Join(d.root, filepath.FromSlash(name)) }

// staged is where a file is until it is placed. Names have no underscores.
func (d *disk) staged(name string) string {
	return filepath.Join(d.tmp, strings.ReplaceAll(name, "/", "_"))
}

// write makes or replaces one file.
func (d *disk) write(f file) error {
	if err := d.stage([]file{f}, nil); err != nil {
		return err
	}
	return d.place(f)
}

// stage writes files in order, then flushes them and their names. While the disk is busy it calls meanwhile, unless
// that is nil. None of the files may be staged already: see unstage.
func (d *disk) stage(files []file, meanwhile func() error) (err error) {
	flushes := []func() error{func() error { return durable.SyncDir(d.tmp) }}
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
		f, err := durable.MkFile(d.staged(x.name))
		if err != nil {
			return err
		}
		open = append(open, f)
		if _, err := durable.Writer(f).Write(x.data); err != nil {
			return err
		}
		flushes = append(flushes, func() error { return durable.SyncFile(f) })
	}
	return durable.Together(flushes...)
}

// place gives staged files their names, in order, then flushes each folder once.
func (d *disk) place(files ...file) error {
	var dirs folders
	for _, x := range files {
		path := d.path(x.name)
		if err := durable.MkDirAll(filepath.Dir(path)); err != nil {
			return err
		}
		if err := durable.Move(d.staged(x.name), path); err != nil {
			return err
		}
		dirs.add(filepath.Dir(path))
	}
	return dirs.sync()
}

// placeLast gives a staged file its name in the root. It says whether the file may have it. The folder is opened first:
// a lack of descriptors can't come between the name and its flush.
func (d *disk) placeLast(x file) (placed bool, err error) {
	dir, err := durable.OpenFolder(d.root)
	if err != nil {
		return false, err
	}
	defer dir.Close()
	if err := durable.Move(d.staged(x.name), d.path(x.name)); err != nil {
		now, readErr := os.ReadFile(d.path(x.name))
		return readErr != nil && !errors.Is(readErr, fs.ErrNotExist) || bytes.Equal(now, x.data), err
	}
	return true, dir.SyncNames()
}

// remove removes files and flushes their folders.
func (d *disk) remove(names []string) error {
	var dirs folders
	for _, name := range names {
		if err := durable.Drop(d.path(name)); err != nil {
			return err
		}
		dirs.add(filepath.Dir(d.path(name)))
	}
	return dirs.sync()
}

// unstage removes what was staged and not placed.
func (d *disk) unstage() error {
	left, err := os.ReadDir(d.tmp)
	if err != nil {
		return err
	}
	for _, x := range left {
		if err := durable.Drop(filepath.Join(d.tmp, x.Name())); err != nil {
			return err
		}
	}
	return nil
}

// readStaged reads a file that was staged and not placed.
func (d *disk) readStaged(name string) ([]byte, error) { return os.ReadFile(d.staged(name)) }

// hasStaged says whether any file was staged and not placed.
func (d *disk) hasStaged() (bool, error) {
	left, err := os.ReadDir(d.tmp)
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
