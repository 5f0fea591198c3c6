package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"
)

// WriteJSON writes one object and a newline.
func WriteJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Count writes a number as people read it: 1,234,567.
func Count[T int | int64 | uint64](n T) string { return humanize.Comma(int64(n)) }

// Size writes a number of bytes as people read it: 3.2 MB.
func Size(n int64) string { return humanize.Bytes(uint64(n)) }

// Output is a file of mode 0600 that appears under its name when it is
// committed, and not at all otherwise.
type Output struct {
	path  string
	force bool
	tmp   *os.File // from the first Write on
}

// NewOutput checks that path can be written. Unless force is set it refuses to
// replace a file.
func NewOutput(path string, force bool) (*Output, error) {
	if info, err := os.Lstat(path); err == nil {
		if info.IsDir() {
			return nil, fmt.Errorf("output %s is a directory: name a file", path)
		}
		if !force {
			return nil, fmt.Errorf("output %s exists: remove it, choose another name, or give --force", path)
		}
	}
	o := &Output{path: path, force: force}
	if err := o.create(); err != nil {
		return nil, err
	}
	o.Discard() // so that a process which is killed leaves nothing
	return o, nil
}

func (o *Output) create() (err error) {
	if o.tmp, err = os.CreateTemp(filepath.Dir(o.path), ".blindmatch-*"); err != nil {
		if pe, ok := errors.AsType[*fs.PathError](err); ok {
			err = pe.Err
		}
		return fmt.Errorf("output %s can't be written: %w", o.path, err)
	}
	return nil
}

// Write appends to the file.
func (o *Output) Write(p []byte) (int, error) {
	if o.tmp == nil {
		if err := o.create(); err != nil {
			return 0, err
		}
	}
	return o.tmp.Write(p)
}

// Commit makes the file durable and gives it its name.
func (o *Output) Commit() error {
	if _, err := o.Write(nil); err != nil {
		return err
	}
	err := errors.Join(o.tmp.Sync(), o.tmp.Close())
	if err == nil {
		err = o.name()
	}
	if err != nil {
		return fmt.Errorf("output %s: %w", o.path, err)
	}
	o.tmp = nil
	return nil
}

// name moves the temporary file to its name.
func (o *Output) name() error {
	if o.force {
		return os.Rename(o.tmp.Name(), o.path)
	}
	// Link fails if the name was taken meanwhile; rename would replace it.
	err := os.Link(o.tmp.Name(), o.path)
	if err == nil {
		return os.Remove(o.tmp.Name())
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Rename(o.tmp.Name(), o.path) // a file system without links
}

// Discard removes what was written, unless it was committed.
func (o *Output) Discard() {
	if o.tmp != nil {
		o.tmp.Close()
		os.Remove(o.tmp.Name())
		o.tmp = nil
	}
}
