//go:build unix

package scratch

import (
	"io/fs"
	"os"
	"syscall"
)

// unlockFirst says whether a locked file can't be removed.
const unlockFirst = false

// isOwn says whether a file is this process's user's.
func isOwn(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Geteuid()
}
