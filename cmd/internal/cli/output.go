package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/blindmatch/blindmatch/internal/durable"
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

// Counted is a number of things: 1 row, 2,000 rows, 3 entries.
func Counted[T int | int64 | uint64](n T, what string) string {
	return Count(n) + " " + plural(n, what)
}

// plural is what n things are called.
func plural[T int | int64 | uint64](n T, what string) string {
	stem, y := strings.CutSuffix(what, "y")
	switch {
	case n == 1:
		return what
	case y:
		return stem + "ies"
	case strings.HasSuffix(what, "s"):
		return what + "es"
	}
	return what + "s"
}

// Size writes a number of bytes as people read it: 3.2 MB.
func Size(n int64) string { return humanize.Bytes(uint64(n)) }

// Output is a file with mode 0600 that gets its name when it is committed. Otherwise it never appears.
type Output struct {
	path  string
	force bool
	file  *durable.Pending // from the first Write on
}

// NewOutput checks that path can be written. Unless force is set it refuses to replace a file.
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
	o.Discard() // so that a killed process leaves nothing behind
	return o, nil
}

func (o *Output) create() (err error) {
	if o.file, err = durable.Begin(o.path); err != nil {
		if pe, ok := errors.AsType[*fs.PathError](err); ok {
			err = pe.Err
		}
		return fmt.Errorf("output %s can't be written: %w", o.path, err)
	}
	return nil
}

// Write appends to the file.
func (o *Output) Write(p []byte) (int, error) {
	if o.file == nil {
		if err := o.create(); err != nil {
			return 0, err
		}
	}
	return o.file.Write(p)
}

// Commit makes the file durable and gives it its name.
func (o *Output) Commit() error {
	if _, err := o.Write(nil); err != nil {
		return err
	}
	finish := o.file.Create // fails if the name was taken meanwhile
	if o.force {
		finish = o.file.Replace
	}
	if err := finish(); err != nil {
		return fmt.Errorf("output %s: %w", o.path, err)
	}
	o.file = nil
	return nil
}

// Discard removes the file unless it was committed.
func (o *Output) Discard() {
	if o.file != nil {
		o.file.Discard()
		o.file = nil
	}
}
