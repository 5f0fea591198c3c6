// Package figures writes numbers as people read them.
package figures

import (
	"strings"

	"github.com/dustin/go-humanize"
)

// Count writes a number as people read it: 1,234,567.
func Count[T int | int64 | uint64](n T) string { return humanize.Comma(int64(n)) }

// Counted is a number of things: 1 row, 2,000 rows, 3 entries.
func Counted[T int | int64 | uint64](n T, what string) string {
	return Count(n) + " " + Plural(n, what)
}

// Plural is what n things are called.
func Plural[T int | int64 | uint64](n T, what string) string {
	stem, y := strings.CutSuffix(what, "y")
	switch {
	case n == 1:
		return what
	case y && !strings.HasSuffix(stem, "a"): // a day
		return stem + "ies"
	case strings.HasSuffix(what, "s"):
		return what + "es"
	}
	return what + "s"
}
