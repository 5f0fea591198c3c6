package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace makes b the contents of a file with mode 0600. After a crash the file is either as it was or has all of b;
// once Replace has returned it has all of b. Only one caller at a time may replace a file.
func Replace(path string, b []byte) error {
	next := path + ".new"
	err := Drop(next) // left by a process that died
	if err == nil {
		err = WriteFile(next, b)
	}
	if err == nil {
		err = Move(next, path)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(next))
	}
	return SyncDir(filepath.Dir(path))
}

// Pending is a file with mode 0600 that gets its name when it is complete. Several processes may have one for the same
// name.
type Pending struct {
	path string
	tmp  *os.File // nil once it is named or discarded
}

// Begin creates a file that is to be named path.
func Begin(path string) (*Pending, error) {
	var tmp *os.File
	err := step(Create, path, "", func() (err error) {
		tmp, err = os.CreateTemp(filepath.Dir(path), ".blindmatch-*")
		return err
	})
	p := &Pending{path, tmp}
	if err != nil {
		p.Discard()
		return nil, err
	}
	return p, nil
}

// Write appends to the file.
func (p *Pending) Write(b []byte) (int, error) { return writer{p.tmp}.Write(b) }

// Replace syncs the file and gives it its name, replacing any file that has it.
func (p *Pending) Replace() error { return p.finish(Move) }

// Create syncs the file and gives it its name. It fails with fs.ErrExist if a file has that name.
func (p *Pending) Create() error { return p.finish(moveNew) }

func (p *Pending) finish(move func(from, to string) error) error {
	err := errors.Join(SyncFile(p.tmp), p.tmp.Close()) // Windows does not move open files
	if err == nil {
		err = move(p.tmp.Name(), p.path)
	}
	if err != nil {
		p.Discard()
		return err
	}
	p.tmp = nil
	return nil
}

// moveNew is Move to a name that is free.
func moveNew(from, to string) error {
	return step(Rename, to, from, func() error {
		err := os.Link(from, to) // a rename would replace a file that took the name meanwhile
		if err == nil {
			return os.Remove(from)
		}
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		if _, err := os.Lstat(to); err == nil {
			return &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist}
		}
		return os.Rename(from, to) // the file system has no links
	})
}

// Discard removes the file, unless it has its name.
func (p *Pending) Discard() {
	if p.tmp != nil {
		p.tmp.Close()
		os.Remove(p.tmp.Name())
		p.tmp = nil
	}
}
