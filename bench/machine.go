package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// machine describes the machine that this runs on.
func machine() string {
	cpu := "CPU unknown"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		field := func(name string) string {
			for line := range strings.Lines(string(info)) {
				if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
					return strings.TrimSpace(value)
				}
			}
			return "unknown"
		}
		cpu = fmt.Sprintf("`%s` (family %s, model %s)", field("model name"), field("cpu family"), field("model"))
	}
	return fmt.Sprintf("%s, one core, %s on %s/%s", cpu, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// sink keeps the compiler from removing the loop of clock.
var sink uint64

// clock returns the frequency of the core in GHz. It times a chain of multiplications that take 3 cycles each, as on
// all AMD and Intel cores of the last ten years.
func clock() float64 {
	const n = 100_000
	x := sink | 1
	start := time.Now()
	for range n / 4 {
		x *= x
		x *= x
		x *= x
		x *= x
	}
	t := time.Since(start)
	sink = x
	return 3 * n / float64(t.Nanoseconds())
}
