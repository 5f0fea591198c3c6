package cli

import (
	"encoding/json"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/internal/plain"
	"github.com/dustin/go-humanize"
)

// WriteJSON writes one object and a newline.
func WriteJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Count writes a number as people read it: 1,234,567.
func Count[T int | int64 | uint64](n T) string { return figures.Count(n) }

// Counted is a number of things: 1 row, 2,000 rows, 3 entries.
func Counted[T int | int64 | uint64](n T, what string) string { return figures.Counted(n, what) }

// Size writes a number of bytes as people read it: 3.2 MB.
func Size(n int64) string { return humanize.Bytes(uint64(n)) }

// Beside is where a command's text goes, beside its outputs: to w, or to other if one of the outputs is standard output.
func Beside(w, other io.Writer, outputs ...string) io.Writer {
	if slices.Contains(outputs, StdoutName) {
		return other
	}
	return w
}

// Short is a name of the user's as far as it fits into a line, without what a terminal would obey.
func Short(name string) string {
	r := []rune(plain.Line(name))
	if len(r) > 40 {
		r = append(r[:39], '…')
	}
	return string(r)
}
