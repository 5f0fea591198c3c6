// Package secretfile reads files that hold secrets. It refuses those that others on the machine may read.
package secretfile

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Check refuses a file that others may read. A group may, if it is one of this process's own: stores of secrets hand
// files to a service that way, with mode 0440. what says what the file holds.
func Check(path, what string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return check(path, what, info)
}

func check(path, what string, info fs.FileInfo) error {
	perm := info.Mode().Perm()
	group, known := groupOf(info)
	switch {
	case !known, perm&0o077 == 0:
		return nil
	case perm&0o007 == 0 && isOurs(group):
		return nil
	case perm&0o007 == 0:
		return fmt.Errorf("%s holds %s, but others may read it (mode %04o, and group %d is not one of yours): run chmod 600 on it", path, what, perm, group)
	}
	return fmt.Errorf("%s holds %s, but others may read it (mode %04o): run chmod 600 on it", path, what, perm)
}

// Read reads a file of at most so many bytes that others may not read. A pipe will do too.
func Read(path, what string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if m := info.Mode(); !m.IsRegular() && m&fs.ModeNamedPipe == 0 {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	if err := check(path, what, info); err != nil {
		return nil, err
	}
	return ReadAll(f, path, most)
}

// ReadAll reads r to its end, and refuses more than so many bytes.
func ReadAll(r io.Reader, name string, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s is too long: it has more than %d bytes", name, most)
	}
	return b, err
}
