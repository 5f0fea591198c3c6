package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

// How progress is shown, by --progress.
const (
	progressAuto = "auto" // a bar on a terminal, else lines
	progressJSON = "json"
	progressOff  = "off"
)

// How often it is shown.
const (
	barEvery  = 100 * time.Millisecond
	jsonEvery = time.Second
	lineEvery = 10 * time.Second
)

// columns is how wide a bar's line is, at most.
const columns = 60

// Progress says on standard error how far a command is: on a terminal in one line that is written anew, elsewhere a line
// every ten seconds, for programs an object every second.
type Progress struct {
	mu    sync.Mutex
	out   io.Writer // nil: says nothing
	every time.Duration
	show  func(*state) string
	after string // what is written after it
	bar   bool   // shown, and to be removed
	name  string // of the command
	steps []string
	now   func() time.Time

	state
	shown time.Time // the last time
}

// state is how far a step is.
type state struct {
	Step        string  `json:"step"`
	Number      int     `json:"number,omitempty"` // of the step
	Of          int     `json:"of,omitempty"`     // steps; some may be left out
	Done        uint64  `json:"done"`
	Total       uint64  `json:"total,omitempty"` // 0 if it is not known
	Rate        float64 `json:"rate"`            // in a second, since the step began
	LeftSeconds int64   `json:"left_seconds,omitempty"`

	began time.Time
}

// progressFlag adds --progress to all commands.
func progressFlag(root *cobra.Command) {
	root.PersistentFlags().String("progress", progressAuto, "how far long work is, on standard error: auto, json or off")
}

// NewProgress returns the Progress of a command. steps are the names of its steps, in order, if there are several.
func NewProgress(c *cobra.Command, steps ...string) *Progress {
	p := &Progress{name: c.CommandPath(), steps: steps, now: time.Now}
	how := progressAuto
	if f := c.Flags().Lookup("progress"); f != nil {
		how = f.Value.String()
	}
	w := c.ErrOrStderr()
	switch terminal := terminal(w); {
	case how == progressOff:
	case how == progressJSON:
		p.out, p.every, p.show, p.after = w, jsonEvery, (*state).object, "\n"
	case terminal != nil:
		p.out, p.every, p.show, p.bar = terminal, barEvery, (*state).line, true // with escapes of its own
	default:
		p.out, p.every, p.after = w, lineEvery, "\n"
		p.show = func(s *state) string { return p.name + ": " + s.sentence() }
	}
	return p
}

// checkProgress refuses a value of --progress that there is not.
func checkProgress(c *cobra.Command) error {
	f := c.Flags().Lookup("progress")
	if f == nil || slices.Contains([]string{progressAuto, progressJSON, progressOff}, f.Value.String()) {
		return nil
	}
	return Usagef("--progress %.20q: want auto, json or off", f.Value)
}

// Step says how far a step is. total is 0 if it is not known. A new name is a new step.
func (p *Progress) Step(name string, done, total uint64) {
	if p.out == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if name != p.state.Step {
		p.clear()
		p.state = state{Step: name, began: now}
		if i := slices.Index(p.steps, name); i >= 0 {
			p.Number, p.Of = i+1, len(p.steps)
		}
		if p.shown = now; p.every < lineEvery {
			p.shown = time.Time{} // at once
		}
	}
	p.Done, p.Total = done, total
	if now.Sub(p.shown) < p.every {
		return
	}
	p.shown = now
	p.measure(now)
	start := ""
	if p.bar {
		start = "\r\x1b[K"
	}
	fmt.Fprint(p.out, start, p.show(&p.state), p.after)
}

// measure works out the rate, and the time that is left.
func (s *state) measure(now time.Time) {
	s.Rate, s.LeftSeconds = 0, 0
	if took := now.Sub(s.began).Seconds(); took > 0 {
		s.Rate = float64(s.Done) / took
	}
	if s.Rate > 0 && s.Total > s.Done {
		s.LeftSeconds = int64(float64(s.Total-s.Done)/s.Rate + 0.5)
	}
}

// Clear removes the line.
func (p *Progress) Clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	p.state = state{}
}

func (p *Progress) clear() {
	if p.bar && p.state.Step != "" {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

func (s *state) percent() uint64 {
	return uint64(float64(min(s.Done, s.Total)) / float64(s.Total) * 100)
}

// numbers are the parts of a line behind its step.
func (s *state) numbers() (parts []string) {
	if s.Total > 0 {
		parts = append(parts, fmt.Sprintf("%d %%", s.percent()))
	} else if s.Done > 0 {
		parts = append(parts, Count(s.Done))
	}
	if s.Rate >= 1 {
		parts = append(parts, strings.ReplaceAll(humanize.SIWithDigits(s.Rate, 1, "/s"), " ", ""))
	}
	if s.LeftSeconds > 0 {
		parts = append(parts, (time.Duration(s.LeftSeconds)*time.Second).String()+" left")
	}
	return parts
}

// sentence is a line for a log.
func (s *state) sentence() string {
	text := s.Step
	if s.Of > 0 {
		text = fmt.Sprintf("step %d of %d, %s", s.Number, s.Of, s.Step)
	}
	if parts := s.numbers(); len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	return text
}

// line is a line for a terminal: the step, a bar if there is room for one, and numbers.
func (s *state) line() string {
	text := s.Step
	if s.Of > 0 {
		text = fmt.Sprintf("%d/%d %s", s.Number, s.Of, s.Step)
	}
	numbers := strings.Join(s.numbers(), " ")
	if room := columns - len([]rune(text)) - len(numbers) - 4; s.Total > 0 && room >= 5 {
		width := min(room, 20)
		full := width * int(s.percent()) / 100
		text += " [" + strings.Repeat("#", full) + strings.Repeat(" ", width-full) + "]"
	}
	r := []rune(strings.TrimRight(text+" "+numbers, " "))
	return string(r[:min(len(r), columns)])
}

// object is a line for a program.
func (s *state) object() string {
	var b strings.Builder
	_ = WriteJSON(&b, map[string]*state{"progress": s}) // a Builder never fails
	return strings.TrimSuffix(b.String(), "\n")
}
