// Package durable makes files, names and folders that survive a crash, step by step. All steps go through one place, so
// that a test can decide the fate of each: see the crash table of package platform.
package durable

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// What a step does to a path.
const (
	Create     = "create"
	Write      = "write"
	Sync       = "sync" // what was written
	Rename     = "rename"
	Remove     = "remove"
	MakeFolder = "make folder"
	SyncFolder = "sync folder" // the names in the folder
)

// MkFile creates a file with mode 0600, open for reading and writing. Its name is durable once the folder is synced.
func MkFile(path string) (*os.File, error) {
	var f *os.File
	err := step(Create, path, "", func() (err error) {
		f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		return err
	})
	if err != nil && f != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, err
}

// Reopen opens a file for reading and writing that MkFile made, and makes it if a power cut has taken its name.
func Reopen(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return MkFile(path)
	}
	return f, err
}

// WriteFile writes a new file of mode 0600 and syncs it, but not its name.
func WriteFile(path string, b []byte) error {
	f, err := MkFile(path)
	if err != nil {
		return err
	}
	if _, err = Writer(f).Write(b); err == nil {
		err = SyncFile(f)
	}
	return errors.Join(err, f.Close())
}

// Writer writes to f.
func Writer(f *os.File) io.Writer { return writer{f} }

type writer struct{ f *os.File }

func (w writer) Write(b []byte) (n int, err error) {
	write := func(b []byte) func() error {
		return func() (err error) { n, err = w.f.Write(b); return err }
	}
	err = tearable(Write, w.f.Name(), "", write(b), write(b[:len(b)/2]))
	return n, err
}

// WriteAt writes b to f at an offset.
func WriteAt(f *os.File, b []byte, offset int64) error {
	write := func(b []byte) func() error {
		return func() error { _, err := f.WriteAt(b, offset); return err }
	}
	return tearable(Write, f.Name(), "", write(b), write(b[:len(b)/2]))
}

// SyncFile makes durable what was written to f.
func SyncFile(f *os.File) error { return step(Sync, f.Name(), "", f.Sync) }

// Move renames a file or a folder. The new name is durable once its folder is synced.
func Move(from, to string) error {
	return step(Rename, to, from, func() error { return os.Rename(from, to) })
}

// Drop removes a file, or a folder with everything in it. A missing one is not an error. It can come back until its
// folder is synced.
func Drop(path string) error {
	return step(Remove, path, "", func() error { return os.RemoveAll(path) })
}

// MkDir creates a folder with mode 0700. Its name is durable once the parent is synced.
func MkDir(path string) error {
	return step(MakeFolder, path, "", func() error { return os.Mkdir(path, 0o700) })
}

// MkDirAll creates a folder and its missing parents, and syncs their names.
func MkDirAll(path string) error {
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is not a folder", path)
	} else if err == nil || !errors.Is(err, os.ErrNotExist) {
		return err
	}
	above := filepath.Dir(filepath.Clean(path))
	if err := MkDirAll(above); err != nil {
		return err
	}
	if err := MkDir(path); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if err := SyncDir(above); err != nil {
		return errors.Join(err, Drop(path)) // so that nobody takes it for a durable one
	}
	return nil
}

// SyncDir makes the names in a folder durable where the system can do that. Windows can't; its file systems journal
// names themselves.
func SyncDir(dir string) error {
	f, err := OpenFolder(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.SyncNames()
}

// Folder is a folder that is open, so that its names can be synced when no more descriptors are to be had.
type Folder struct {
	dir string
	f   *os.File // nil on Windows
}

// OpenFolder opens a folder.
func OpenFolder(dir string) (*Folder, error) {
	if runtime.GOOS == "windows" {
		return &Folder{dir: dir}, nil
	}
	f, err := os.Open(dir)
	return &Folder{dir, f}, err
}

// SyncNames makes the names in the folder durable: see SyncDir.
func (x *Folder) SyncNames() error {
	return step(SyncFolder, x.dir, "", func() error {
		if x.f == nil {
			return nil
		}
		if err := x.f.Sync(); !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
		return nil
	})
}

// Close closes the folder.
func (x *Folder) Close() {
	if x.f != nil {
		x.f.Close()
	}
}

// Together syncs things whose order doesn't matter at the same time, because most of the time goes into waiting for the
// disk. Under a hook it goes in order, up to the first failure.
func Together(syncs ...func() error) error {
	errs := make([]error, len(syncs))
	var wg sync.WaitGroup
	for i, sync := range syncs {
		if hook == nil {
			wg.Go(func() { errs[i] = sync() })
		} else if err := sync(); err != nil {
			return err
		}
	}
	wg.Wait()
	return errors.Join(errs...)
}
