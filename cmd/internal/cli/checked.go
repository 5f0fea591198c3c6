package cli

import "io"

// Checked is a writer that remembers its first error, for text that is written with fmt.
type Checked struct {
	w   io.Writer
	err error
}

// NewChecked writes to w.
func NewChecked(w io.Writer) *Checked { return &Checked{w: w} }

// Write implements io.Writer.
func (c *Checked) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.w.Write(p)
	c.err = err
	return n, err
}

// Err is the first error.
func (c *Checked) Err() error { return c.err }
