package officer

import (
	"fmt"
	"math"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// plot is a chart of columns, drawn as SVG without a script. Across, it is in percent, so that it fits any width and its
// text keeps its size.
type plot struct {
	Title, Text string // for who can't see it
	Columns     []column
	Lines       []gridLine
	Height      int
	Base        int // y of the zero line
}

type column struct {
	X, Width string // percent
	Middle   string
	Label    string // below; "" for none
	LabelY   int
	Title    string // shown when pointed at
	Link     string
	Bars     []bar
}

type bar struct {
	Y, Height int
	Class     string
}

type gridLine struct {
	Y    int
	Text string
}

// stack are what a column is made of, from below.
var stack = []string{report.ModeWord(psi.Count), report.ModeWord(psi.Activate), report.ModeWord(psi.Blinded)}

const (
	plotTop    = 16  // room for the uppermost line's number
	plotHeight = 150 // of the largest column
	plotLeft   = 7.0 // percent, for the numbers of the lines
)

// plotParts draws answered sessions by month or day.
func plotParts(parts []report.Part, link func(report.Part) string) *plot {
	p := &plot{Height: plotTop + plotHeight + 24, Base: plotTop + plotHeight}
	most := 0
	total := func(x report.Part) (n int) {
		for _, k := range stack {
			n += x.Modes[k]
		}
		return n
	}
	for _, x := range parts {
		most = max(most, total(x))
	}
	top := niceTop(most)
	y := func(n int) int { return p.Base - int(math.Round(float64(n)*plotHeight/float64(top))) }
	for _, n := range []int{top / 2, top} {
		if n > 0 && (n != top/2 || top%2 == 0) {
			p.Lines = append(p.Lines, gridLine{y(n), figures.Count(n)})
		}
	}
	room := (100 - plotLeft) / float64(max(1, len(parts)))
	for i, x := range parts {
		left := plotLeft + float64(i)*room
		c := column{
			X: percent(left + room*0.12), Width: percent(room * 0.76), Middle: percent(left + room/2), LabelY: p.Base + 16,
			Title: fmt.Sprintf("%s: %s", periodWords(x.Scope), figures.Counted(total(x), "answer")),
		}
		day := x.From.Day()
		switch {
		case len(parts) == 12:
			c.Label = x.From.Format("Jan")
		case day == 1 || day%5 == 0 && day < 30:
			c.Label = fmt.Sprint(day)
		}
		if link != nil {
			c.Link = link(x)
		}
		below := 0
		for _, kind := range stack {
			n := x.Modes[kind]
			if n == 0 {
				continue
			}
			c.Bars = append(c.Bars, bar{Y: y(below + n), Height: max(1, y(below)-y(below+n)), Class: "of-" + kind})
			below += n
		}
		p.Columns = append(p.Columns, c)
	}
	return p
}

func percent(x float64) string { return fmt.Sprintf("%.2f%%", x) }

// niceTop is a round number that is not less than n.
func niceTop(n int) int {
	if n < 4 {
		return 4
	}
	unit := int(math.Pow10(int(math.Log10(float64(n)))))
	for _, k := range []int{1, 2, 4, 6, 8, 10} {
		if k*unit >= n {
			return k * unit
		}
	}
	return 10 * unit
}

// piece is a part of a line that is divided.
type piece struct {
	X, Width string // percent
	Class    string
}

// divided is a line of pieces whose whole is most.
func divided(most float64, of ...float64) (all []piece) {
	x := 0.0
	for i, n := range of {
		if n <= 0 || most <= 0 {
			continue
		}
		w := 100 * n / most
		all = append(all, piece{percent(x), percent(max(w, 0.3)), fmt.Sprintf("piece-%d", i+1)})
		x += w
	}
	return all
}
