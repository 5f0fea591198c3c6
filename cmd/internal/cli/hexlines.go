package cli

import (
	"bufio"
	"encoding/hex"
	"io"

	"github.com/blindmatch/blindmatch/psi"
)

// HexLines writes handles as lines of hex.
type HexLines struct{ *bufio.Writer }

// NewHexLines writes to w, once it is flushed.
func NewHexLines(w io.Writer) *HexLines { return &HexLines{bufio.NewWriter(w)} }

// Write takes whole handles.
func (w *HexLines) Write(p []byte) (int, error) {
	line := make([]byte, 0, 2*psi.HandleSize+1)
	for h := p; len(h) > 0; h = h[psi.HandleSize:] {
		line = append(hex.AppendEncode(line[:0], h[:psi.HandleSize]), '\n')
		if _, err := w.Writer.Write(line); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}
