// Package figures writes numbers as people read them.
package figures

import (
	"strconv"
	"strings"
	"time"
)

// Count writes a number as people read it: 1,234,567.
func Count[T int | int64 | uint64](n T) string {
	s := strconv.FormatInt(int64(n), 10)
	digits := strings.TrimPrefix(s, "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if s[0] == '-' {
		digits = "-" + digits
	}
	return digits
}

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

// Was is the word for what n things were: 1 row was, 2 rows were.
func Was[T int | int64 | uint64](n T) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// Is is the word for what n things are.
func Is[T int | int64 | uint64](n T) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// Duration is a time as people say it, in its two largest units: 1 hour, 2 days 3 hours, 40 seconds.
func Duration(d time.Duration) string {
	if d < 0 {
		return "-" + Duration(-d)
	}
	units := []struct {
		name string
		is   time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}}
	for i, u := range units {
		if d < u.is {
			continue
		}
		text := Counted(int64(d/u.is), u.name)
		if i+1 < len(units) {
			if n := int64(d % u.is / units[i+1].is); n > 0 {
				text += " " + Counted(n, units[i+1].name)
			}
		}
		return text
	}
	if d > 0 {
		return "less than a second"
	}
	return "0 seconds"
}
