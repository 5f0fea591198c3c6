//go:build linux || darwin || freebsd

package durable

import (
	"syscall"

	"golang.org/x/sys/unix"
)

var fullErrors = []error{syscall.ENOSPC, syscall.EDQUOT}

// Free is how many bytes this process may still write to the file system of a folder.
func Free(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
