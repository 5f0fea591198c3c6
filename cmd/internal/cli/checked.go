package cli

import (
	"io"
	"os"
	"strings"

	"github.com/blindmatch/blindmatch/internal/plain"
	"golang.org/x/term"
)

// Checked is a writer that remembers its first error, for text that is written with fmt, and makes the text safe to
// show.
type Checked struct {
	data checked
	text *plain.Writer

	gathered *strings.Builder // instead of text, for an object of --json; nil: nothing is
	told     bool             // by Tell
}

type checked struct {
	w   io.Writer
	any bool // was written
	err error
}

// NewChecked writes to w.
func NewChecked(w io.Writer) *Checked {
	c := &Checked{data: checked{w: w}}
	c.text = plain.NewWriter(&c.data)
	return c
}

// Write implements io.Writer.
func (c *Checked) Write(p []byte) (int, error) {
	if c.gathered != nil {
		return c.gathered.Write(p)
	}
	return c.text.Write(p)
}

// Flush writes what an incomplete character has held back.
func (c *Checked) Flush() { _ = c.text.Flush() }

// Err is the first error.
func (c *Checked) Err() error { return c.data.err }

func (c *checked) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	c.any = c.any || len(p) > 0
	n, err := c.w.Write(p)
	c.err = err
	return n, err
}

// Data is where a command writes what is data and not text: exactly as it is, unless w is a terminal.
func Data(w io.Writer) io.Writer {
	c, ok := w.(*Checked)
	if !ok || isTerminal(c.data.w) {
		return w
	}
	return &c.data
}

// isTerminal says whether w is one, also beneath what cleans text.
func isTerminal(w io.Writer) bool { return terminal(w) != nil }

// terminal is the terminal that w writes to, or nil.
func terminal(w io.Writer) *os.File {
	if p, ok := w.(*plain.Writer); ok {
		w = p.Beneath()
	}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return f
	}
	return nil
}
