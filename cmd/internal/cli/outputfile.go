package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/plain"
)

// StdoutName is what names standard output as an output.
const StdoutName = "-"

// Output is a file with mode 0600 that gets its name when it is committed; otherwise it never appears. What is no
// regular file, such as standard output, a pipe or /dev/null, is written to when it is committed, and never replaced.
type Output struct {
	path  string
	force bool
	file  *durable.Pending // from the first Write on; nil for what is written to
	spool *spool           // for what is written to
	room  *room            // reserved until the first Write; or nil
}

// NewOutput checks that path can be written. Unless force is set it refuses to replace a file. A symbolic link stands
// for what it leads to.
func NewOutput(path string, force bool) (*Output, error) {
	if path == StdoutName {
		return &Output{path: path, spool: new(spool)}, nil
	}
	name := path
	if to, err := filepath.EvalSymlinks(path); err == nil {
		path = to
	} else if to, err := os.Readlink(path); err == nil { // to nothing, yet
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	if info, err := os.Stat(path); err == nil {
		switch {
		case info.IsDir():
			return nil, fmt.Errorf("output %s is a directory: name a file", name)
		case !info.Mode().IsRegular():
			return &Output{path: path, spool: new(spool)}, nil
		case !force:
			return nil, fmt.Errorf("output %s exists: remove it, choose another name, or give --force", name)
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
	if o.spool != nil {
		return o.spool.Write(p)
	}
	if o.room != nil {
		o.room.free()
		o.room = nil
	}
	if o.file == nil {
		if err := o.create(); err != nil {
			return 0, err
		}
	}
	return o.file.Write(p)
}

// Commit makes the file durable and gives it its name.
func (o *Output) Commit() error {
	if o.spool != nil {
		if err := o.spool.send(o.path); err != nil {
			return fmt.Errorf("output %s: %w", o.path, err)
		}
		return nil
	}
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
	if o.spool != nil {
		o.spool.discard()
	}
	if o.room != nil {
		o.room.free()
		o.room = nil
	}
}

// Optional is an output that need not be wanted: then it is nil.
type Optional struct{ *Output }

// NewOptional is NewOutput.
func NewOptional(path string, force bool) (*Optional, error) {
	out, err := NewOutput(path, force)
	if err != nil {
		return nil, err
	}
	return &Optional{out}, nil
}

// Deliver writes the whole file and commits it.
func (o *Optional) Deliver(b []byte) error {
	if o == nil {
		return nil
	}
	if _, err := o.Write(b); err != nil {
		return err
	}
	return o.Commit()
}

// Discard removes the file unless it was committed.
func (o *Optional) Discard() {
	if o != nil {
		o.Output.Discard()
	}
}

// spool keeps what is written until all of it is there, so that a run that fails writes nothing: a little in memory,
// since it may be a key, more in a temporary file.
type spool struct {
	few  bytes.Buffer
	more *os.File // nil: all is in few
}

// fewBytes is how much stays in memory.
const fewBytes = 1 << 20

func (s *spool) Write(p []byte) (n int, err error) {
	if s.more == nil && s.few.Len()+len(p) > fewBytes {
		if s.more, err = os.CreateTemp("", ".blindmatch-*"); err != nil {
			return 0, err
		}
		if _, err = s.few.WriteTo(s.more); err != nil {
			return 0, err
		}
	}
	if s.more != nil {
		return s.more.Write(p)
	}
	return s.few.Write(p)
}

// send writes it all to a path.
func (s *spool) send(path string) error {
	out := os.Stdout
	if path != StdoutName {
		var err error
		if out, err = os.OpenFile(path, os.O_WRONLY, 0); err != nil {
			return err
		}
	}
	var w io.Writer = out
	if isTerminal(out) {
		w = plain.NewWriter(out)
	}
	var err error
	if s.more != nil {
		if _, err = s.more.Seek(0, io.SeekStart); err == nil {
			_, err = io.Copy(w, s.more)
		}
	} else {
		_, err = s.few.WriteTo(w)
	}
	if path != StdoutName {
		err = errors.Join(err, out.Close())
	}
	return err
}

func (s *spool) discard() {
	if s.more != nil {
		s.more.Close()
		os.Remove(s.more.Name())
		s.more = nil
	}
}
