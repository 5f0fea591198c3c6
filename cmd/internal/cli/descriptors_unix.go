//go:build unix

package cli

import (
	"errors"
	"fmt"
	"syscall"
)

// fewDescriptors are so few that what fails is most likely to fail for that, whatever a library says.
const fewDescriptors = 64

// descriptors says what helps against an error that comes of too few descriptors.
func descriptors(err error) string {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil || limit.Cur >= fewDescriptors && !errors.Is(err, syscall.EMFILE) {
		return ""
	}
	return fmt.Sprintf("; this process may have only %d files and connections (descriptors) open at once: raise that with ulimit -n 1024", limit.Cur)
}
