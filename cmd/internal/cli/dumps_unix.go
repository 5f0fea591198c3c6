//go:build unix && !linux

package cli

import "syscall"

// noDumps keeps the process's memory, in which there are keys and identifiers, out of core dumps.
func noDumps() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
