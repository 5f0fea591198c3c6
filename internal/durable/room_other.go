//go:build !linux && !darwin && !freebsd && !windows

package durable

import (
	"math"
	"syscall"
)

var fullErrors = []error{syscall.ENOSPC, syscall.EDQUOT}

// Free says that there is room: this system has no way to ask that we know of.
func Free(string) (uint64, error) { return math.MaxUint64, nil }
