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

// OutputFile is a file of mode 0600 that appears under its name when it is
// committed, and not at all otherwise.
type OutputFile struct {
	*os.File
	path  string
	force bool
}

// CreateOutput begins an output file. Unless force is set it refuses to replace
// an existing one.
func CreateOutput(path string, force bool) (*OutputFile, error) {
	if info, err := os.Lstat(path); err == nil {
		if info.IsDir() {
			return nil, fmt.Errorf("output %s is a directory: name a file", path)
		}
		if !force {
			return nil, fmt.Errorf("output %s exists: remove it, choose another name, or give --force", path)
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".blindmatch-*")
	if err != nil {
		if pe, ok := errors.AsType[*fs.PathError](err); ok {
			err = pe.Err
		}
		return nil, fmt.Errorf("output %s can't be written: %w", path, err)
	}
	return &OutputFile{File: f, path: path, force: force}, nil
}

// Commit makes the file durable and gives it its name.
func (o *OutputFile) Commit() error {
	if err := errors.Join(o.Sync(), o.File.Close()); err != nil {
		return fmt.Errorf("output %s: %w", o.path, err)
	}
	var err error
	if o.force {
		err = os.Rename(o.Name(), o.path)
	} else {
		// Link fails if the name was taken meanwhile; rename would replace it.
		if err = os.Link(o.Name(), o.path); err == nil {
			err = os.Remove(o.Name())
		} else if !errors.Is(err, fs.ErrExist) {
			err = os.Rename(o.Name(), o.path) // a file system without links
		}
	}
	if err != nil {
		return fmt.Errorf("output %s: %w", o.path, err)
	}
	return nil
}

// Discard removes what was written, unless it was committed.
func (o *OutputFile) Discard() {
	o.File.Close()
	os.Remove(o.Name())
}
