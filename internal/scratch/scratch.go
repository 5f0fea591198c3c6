// Package scratch makes folders for temporary files that don't outlive their process for long: what a process that was
// killed has left, the next one removes.
package scratch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// lockName is a file in each folder, locked while its process lives. A folder without it is not one of ours.
const lockName = "blindmatch.lock"

// Dir is a folder for temporary files.
type Dir struct {
	path string
	lock *flock.Flock
}

// Make makes a folder in parent, whose name begins with prefix; "" is the system's folder for temporary files. It removes
// folders of the same user and with the same prefix whose process is gone.
func Make(parent, prefix string) (*Dir, error) {
	if parent == "" {
		parent = os.TempDir()
	}
	sweep(parent, prefix)
	for range 10 {
		path, err := os.MkdirTemp(parent, prefix)
		if err != nil {
			return nil, err
		}
		d := &Dir{path, flock.New(filepath.Join(path, lockName))}
		ok, err := d.lock.TryLock()
		if err == nil && ok {
			return d, nil
		}
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(path))
		}
		// Another process takes it for a stray, and removes it.
	}
	return nil, fmt.Errorf("no folder in %s stays there", parent)
}

// Path is the folder.
func (d *Dir) Path() string { return d.path }

// Remove removes the folder with everything in it.
func (d *Dir) Remove() error {
	if unlockFirst {
		return errors.Join(d.lock.Close(), os.RemoveAll(d.path))
	}
	return errors.Join(os.RemoveAll(d.path), d.lock.Close())
}

// sweep removes what processes that are gone have left. What it can't remove is not its business.
func sweep(parent, prefix string) {
	all, err := filepath.Glob(filepath.Join(escape(parent), prefix+"*"))
	if err != nil {
		return
	}
	for _, path := range all {
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() || !isOwn(info) {
			continue
		}
		file, err := os.Lstat(filepath.Join(path, lockName))
		if err != nil || !file.Mode().IsRegular() || !isOwn(file) {
			continue
		}
		lock := flock.New(filepath.Join(path, lockName), flock.SetFlag(os.O_RDWR))
		if ok, err := lock.TryLock(); err == nil && ok {
			_ = (&Dir{path, lock}).Remove()
		}
	}
}

// escape makes a folder's name mean itself in a pattern.
func escape(dir string) string {
	var b []byte
	for i := range len(dir) {
		switch dir[i] {
		case '*', '?', '[':
			b = append(b, '[', dir[i], ']')
		default:
			b = append(b, dir[i])
		}
	}
	return string(b)
}
