package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
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
// cut once a call has returned.
type disk struct {
	root string // names are under it, with slashes
	tmp  string // on the same file system
	hook hook

	volatile bool // files are not flushed: for tests with many entries
}

func (d *disk) path(name string) string { return filepath.Join(d.root, filepath.FromSlash(name)) }

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

func (d *disk) writeTile(t tlog.Tile, data []byte) error { return d.write(tilePath(t), data) }

// writeTiles writes files that may come to be in any order, and at once: what
// costs time is waiting for the disk.
func (d *disk) writeTiles(tiles []tlog.Tile, data [][]byte) error {
	errs := make([]error, len(tiles))
	var wg sync.WaitGroup
	for i, t := range tiles {
		if d.hook != nil {
			if err := d.writeTile(t, data[i]); err != nil {
				return err
			}
			continue
		}
		wg.Go(func() { errs[i] = d.writeTile(t, data[i]) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// write makes or replaces the file of that name.
func (d *disk) write(name string, data []byte) error { return d.writeFile(d.path(name), data) }

func (d *disk) writeFile(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := d.makeDir(dir); err != nil {
		return err
	}
	f, err := os.CreateTemp(d.tmp, "new-*") // mode 0600
	if err != nil {
		return err
	}
	tmp := f.Name()
	err = d.step("write", path, func() error {
		if d.hook != nil && d.hook("tear", path) == faultTorn {
			_, err := f.Write(data[:len(data)/2])
			return errors.Join(err, errFault)
		}
		_, err := f.Write(data)
		return err
	})
	if err == nil {
		err = d.step("sync", path, func() error {
			if d.volatile {
				return nil
			}
			return f.Sync()
		})
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	if err := d.step("rename", path, func() error { return os.Rename(tmp, path) }); err != nil {
		return err
	}
	return d.step("sync folder", dir, func() error { return d.flushDir(dir) })
}

func (d *disk) flushDir(dir string) error {
	if d.volatile {
		return nil
	}
	return syncDir(dir)
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
	return d.step("sync folder", parent, func() error { return d.flushDir(parent) })
}

func (d *disk) remove(name string) error {
	return d.step("remove", name, func() error { return os.Remove(d.path(name)) })
}

func (d *disk) syncDir(name string) error {
	return d.step("sync folder", name, func() error { return syncDir(d.path(name)) })
}

// syncDir makes the names in a folder durable. Windows can't flush a folder;
// its file systems journal names themselves.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
