package cli

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// Progress shows one line with a rate and, if the total is known, the time left. It shows nothing unless its output is
// a terminal.
type Progress struct {
	out  io.Writer // nil: not a terminal
	step string
	bar  *progressbar.ProgressBar
}

// NewProgress returns a Progress on w.
func NewProgress(w io.Writer) *Progress {
	if f := terminal(w); f != nil {
		return &Progress{out: f} // with escapes of its own
	}
	return &Progress{}
}

// Step shows how far a step is. total is 0 if it is not known. A new name replaces the old line.
func (p *Progress) Step(name string, done, total uint64) {
	if p.out == nil {
		return
	}
	if name != p.step {
		p.Clear()
		most := int64(total)
		if total == 0 {
			most = -1
		}
		p.step = name
		p.bar = progressbar.NewOptions64(most,
			progressbar.OptionSetWriter(p.out),
			progressbar.OptionSetDescription(name),
			progressbar.OptionShowCount(),
			progressbar.OptionShowIts(),
			progressbar.OptionSetItsString("items"),
			progressbar.OptionSetPredictTime(total > 0),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetWidth(20),
			progressbar.OptionClearOnFinish(),
		)
	}
	_ = p.bar.Set64(int64(done))
}

// Clear removes the line.
func (p *Progress) Clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar, p.step = nil, ""
	}
}
