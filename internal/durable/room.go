package durable

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// IsFull says whether err means that a disk, or a quota of it, is full.
func IsFull(err error) bool {
	for _, full := range fullErrors {
		if errors.Is(err, full) {
			return true
		}
	}
	return false
}

// IsShort says whether err means that no file can be opened at the moment: this process, or the system, has no
// descriptors left.
func IsShort(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// Reserve is a file that only takes up room, which is given back when the disk is full: what has to be written then can
// be written. It is safe for concurrent use.
type Reserve struct {
	path string
	size int64

	mu sync.Mutex
}

// NewReserve returns a reserve of size bytes at path. It takes up no room before Fill. A size of 0 or less means none.
func NewReserve(path string, size int64) *Reserve { return &Reserve{path: path, size: size} }

// Fill takes the reserve up again if it was given away and four times its size are free. It says whether it is there.
func (r *Reserve) Fill() (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.size <= 0 {
		return true, nil
	}
	info, err := os.Stat(r.path)
	if err == nil && info.Size() == r.size {
		return true, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	free, err := Free(filepath.Dir(r.path))
	if err != nil || free < 4*uint64(r.size) {
		return false, err
	}
	f, err := os.OpenFile(r.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return false, err
	}
	// Random, since a file system may compress. Flushed, since some take up the room only then.
	_, err = io.CopyN(f, rand.Reader, r.size)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return false, errors.Join(err, os.Remove(r.path))
	}
	return true, nil
}

// Held says whether the reserve is there.
func (r *Reserve) Held() bool {
	if r.size <= 0 {
		return true
	}
	info, err := os.Stat(r.path)
	return err == nil && info.Size() == r.size
}

// Give gives the room back.
func (r *Reserve) Give() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.size > 0 {
		_ = os.Truncate(r.path, 0) // some file systems need room to remove a name
		_ = os.Remove(r.path)
	}
}
