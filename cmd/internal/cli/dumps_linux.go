package cli

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// noDumps keeps the process's memory, in which there are keys and identifiers, out of core dumps, and from debuggers of
// the same user. It can't fail for a process that may lower its own limits.
func noDumps() {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) // a core handler is called whatever the limit is
}
