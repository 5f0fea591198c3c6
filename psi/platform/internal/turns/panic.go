package turns

import (
	"fmt"
	"runtime"
)

// Panicked says where a panic came from that a deferred function has just recovered, and of which type it was. There is
// no value in it: it might be a key.
func Panicked(value any) (kind string, at []string) {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		at = append(at, fmt.Sprint(f.Function, ":", f.Line))
	}
	return fmt.Sprintf("%T", value), at
}
