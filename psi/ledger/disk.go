package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// fault is what a test makes of one step of writing.
type fault int

const (
	faultNone   fault = iota
	faultBefore       // the step fails and nothing of it is on disk
	faultAfter        // the step fails although it was done
	faultTorn         // half of what is written is on disk
)

// hook decides the fate of a step; nil lets all of them be done.
type hook func(op, name string) fault

// errFault is the failure that a hook ordered.
var errFault = errors.New("the disk failed")

// disk writes files so that they are whole or not there, and stay after a power
// cut once a call has returned: stage makes the contents durable, place the names.
type disk struct {
	root string // names are under it, with slashes
	tmp  string // where files are staged, on the same file system
	hook hook

	volatile bool // nothing is flushed: for tests
}

// file is what is to be in the file of a name.
type file struct {
	name string
	data []byte
}

func (d *disk) path(name string) string { return filepath.Join(d.root, filepath.FromSlash(name)) }

// staged is where a file is until it is placed. No name has an underscore.
func (d *disk) staged(name string) string {
	return filepath.Join(d.tmp, strings.ReplaceAll(name, "/", "_"))
}

func (d *disk) step(op, name string, f func() error) error {
	if d.hook == nil {
		return f()
	}
	switch d.hook(op, name) {
	case faultBefore:
		return errFault
	case faultAfter:
		return errors.Join(f(), errFault)
	}
	return f()
}

// write makes or replaces one file.
func (d *disk) write(f file) error {
	if err := d.stage([]file{f}, nil); err != nil {
		return err
	}
	return d.place(f)
}

// stage writes files, in that order, and then flushes them and their names. It
// calls meanwhile, if that is not nil, while the disk is busy.
func (d *disk) stage(files []file, meanwhile func() error) (err error) {
	open := make([]*os.File, 0, len(files))
	defer func() {
		for _, f := range open {
			err = errors.Join(err, f.Close())
		}
	}()
	for _, x := range files {
		var f *os.File
		err := d.step("create", x.name, func() (err error) {
			f, err = os.OpenFile(d.staged(x.name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
			return err
		})
		if f != nil {
			open = append(open, f)
		}
		if err != nil {
			return err
		}
		err = d.step("write", x.name, func() error {
			if d.hook != nil && d.hook("tear", x.name) == faultTorn {
				_, err := f.Write(x.data[:len(x.data)/2])
				return errors.Join(err, errFault)
			}
			_, err := f.Write(x.data)
			return err
		})
		if err != nil {
			return err
		}
	}
	flushes := []func() error{func() error { return d.syncDir(d.tmp) }}
	if meanwhile != nil {
		flushes = append(flushes, meanwhile)
	}
	for i, f := range open {
		flushes = append(flushes, func() error {
			return d.step("sync", files[i].name, func() error { return d.flush(f) })
		})
	}
	return d.together(flushes)
}

// place gives staged files their names, in that order, and then flushes each
// folder once.
func (d *disk) place(files ...file) error {
	var dirs folders
	for _, x := range files {
		path := d.path(x.name)
		if err := d.makeDir(filepath.Dir(path)); err != nil {
			return err
		}
		if err := d.step("rename", x.name, func() error { return os.Rename(d.staged(x.name), path) }); err != nil {
			return err
		}
		dirs.add(filepath.Dir(path))
	}
	return dirs.sync(d)
}

// remove removes files and flushes their folders.
func (d *disk) remove(names []string) error {
	var dirs folders
	for _, name := range names {
		if err := d.step("remove", name, func() error { return os.Remove(d.path(name)) }); err != nil {
			return err
		}
		dirs.add(filepath.Dir(d.path(name)))
	}
	return dirs.sync(d)
}

// unstage removes what was staged and not placed.
func (d *disk) unstage() error {
	left, err := os.ReadDir(d.tmp)
	if err != nil {
		return err
	}
	for _, x := range left {
		if err := d.step("unstage", x.Name(), func() error { return os.Remove(filepath.Join(d.tmp, x.Name())) }); err != nil {
			return err
		}
	}
	return nil
}

// readStaged reads a file that was staged and not placed.
func (d *disk) readStaged(name string) ([]byte, error) { return os.ReadFile(d.staged(name)) }

// hasStaged says whether a file was staged and not placed.
func (d *disk) hasStaged(name string) (bool, error) {
	_, err := os.Lstat(d.staged(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
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

func (f folders) sync(d *disk) error {
	var flushes []func() error
	for _, dir := range f {
		flushes = append(flushes, func() error { return d.syncDir(dir) })
	}
	return d.together(flushes)
}

// together flushes at once what may come to be in any order: what costs time is
// waiting for the disk. Under a hook it does so in order.
func (d *disk) together(flushes []func() error) error {
	errs := make([]error, len(flushes))
	var wg sync.WaitGroup
	for i, flush := range flushes {
		if d.hook == nil {
			wg.Go(func() { errs[i] = flush() })
		} else if err := flush(); err != nil {
			return err
		}
	}
	wg.Wait()
	return errors.Join(errs...)
}

// makeDir makes a folder and those above it, durably.
func (d *disk) makeDir(dir string) error {
	if _, err := os.Stat(dir); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	parent := filepath.Dir(dir)
	if err := d.makeDir(parent); err != nil {
		return err
	}
	if err := d.step("make folder", dir, func() error { return os.Mkdir(dir, 0o700) }); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return d.syncDir(parent)
}

// syncDir makes the names in a folder durable. Windows can't flush a folder;
// its file systems journal names themselves.
func (d *disk) syncDir(dir string) error {
	return d.step("sync folder", dir, func() error {
		if runtime.GOOS == "windows" {
			return nil
		}
		f, err := os.Open(dir)
		if err != nil {
			return err
		}
		return errors.Join(d.flush(f), f.Close())
	})
}

func (d *disk) flush(f *os.File) error {
	if d.volatile {
		return nil
	}
	return f.Sync()
}
