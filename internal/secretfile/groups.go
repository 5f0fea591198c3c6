//go:build unix

package secretfile

import (
	"io/fs"
	"os"
	"slices"
	"syscall"
)

// groupOf is the group of a file, if the system has such.
func groupOf(info fs.FileInfo) (group int, known bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(st.Gid), true
}

// isOurs says whether this process is in a group.
func isOurs(group int) bool {
	all, err := os.Getgroups()
	return group == os.Getegid() || err == nil && slices.Contains(all, group)
}
