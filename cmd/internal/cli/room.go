package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// room is space on a disk that is taken in advance: a file without a name, so that a killed process leaves nothing
// behind. Where an open file can't be without a name, it has one.
type room struct{ file *os.File }

// reserve takes so many bytes where a file is going to be.
func reserve(path string, bytes int64) (r *room, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".blindmatch-*")
	if err != nil {
		return nil, err
	}
	r = &room{f}
	_ = os.Remove(f.Name())
	zeros := make([]byte, 1<<16)
	for ; bytes > 0 && err == nil; bytes -= int64(len(zeros)) {
		_, err = f.Write(zeros[:min(bytes, int64(len(zeros)))])
	}
	if err = errors.Join(err, f.Sync()); err != nil {
		r.free()
		return nil, err
	}
	return r, nil
}

// free gives the space back, for what it was meant for.
func (r *room) free() {
	r.file.Close()
	_ = os.Remove(r.file.Name())
}

// Reserve makes sure that there is room for so many bytes when they come.
func (o *Output) Reserve(bytes int64) (err error) {
	if o.spool != nil || o.room != nil {
		return nil
	}
	if o.room, err = reserve(o.path, bytes); err != nil {
		return fmt.Errorf("output %s: no room for it: %w", o.path, err)
	}
	return nil
}
