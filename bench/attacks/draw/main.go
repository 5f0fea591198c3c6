// Command draw runs the simulations of package attacks, draws their results into an SVG file and prints them as a
// table.
package main

import (
	"flag"
	"fmt"
	"image/color"
	"os"
	"strings"

	"github.com/blindmatch/blindmatch/bench/attacks"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

var (
	runs   = []int{1, 2, 3, 5, 7, 10, 20, 40, 70, 100, 200, 400, 700, 1000}
	shown  = map[int]bool{1: true, 10: true, 40: true, 100: true, 1000: true}
	colors = []color.RGBA{{0xd9, 0x5f, 0x02, 0xff}, {0xe7, 0x29, 0x8a, 0xff}, {0x75, 0x70, 0xb3, 0xff}, {0x1b, 0x6e, 0x3c, 0xff}}
)

func main() {
	out := flag.String("o", "attacks.svg", "SVG file to write")
	games := flag.Int("games", 1000, "games for each point; splitting plays a twentieth, of 256 targets each")
	flag.Parse()
	if err := run(*out, *games); err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
}

func run(out string, games int) error {
	all := attacks.Attacks()
	canvas := vgsvg.New(vg.Length(len(all))*10*vg.Centimeter, 9*vg.Centimeter)
	tiles := draw.Tiles{Rows: 1, Cols: len(all), PadX: 5 * vg.Millimeter, PadTop: 2 * vg.Millimeter, PadBottom: 2 * vg.Millimeter, PadLeft: 2 * vg.Millimeter, PadRight: 4 * vg.Millimeter}
	plots := [][]*plot.Plot{make([]*plot.Plot, len(all))}
	header(os.Stdout)
	for i, a := range all {
		n := games
		if a.Name == "baseline splitting" {
			n = max(games/20, 1)
		}
		p := plot.New()
		p.Title.Text = a.Name
		p.X.Label.Text = "sessions"
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
		p.Y.Min, p.Y.Max = 0.4, 1.01
		p.Y.Label.Text = "accuracy of the attacker"
		p.Add(plotter.NewGrid())
		for j, d := range attacks.Defences() {
			accuracy := attacks.Measure(a, d, runs, n, uint64(i*10+j))
			row(os.Stdout, a.Name, d.Name, accuracy)
			if err := line(p, d.Name, accuracy, colors[j], nil); err != nil {
				return err
			}
		}
		bound := make([]float64, len(runs))
		for k, r := range runs {
			bound[k] = attacks.Bound(min(r, attacks.MonthBudget()))
		}
		if err := line(p, "bound for any attacker, 30 days", bound, color.RGBA{A: 0xff}, []vg.Length{vg.Points(4), vg.Points(3)}); err != nil {
			return err
		}
		if i == 0 {
			row(os.Stdout, "", "bound e^ε/(1+e^ε), 30 days", bound)
		}
		p.Legend.Top, p.Legend.Left = true, true
		p.Legend.TextStyle.Font.Size = vg.Points(7)
		p.Legend.YOffs = -vg.Points(14)
		if i != len(all)-1 {
			p.Legend = plot.NewLegend() // the last one's serves all
		}
		plots[0][i] = p
	}
	for i, c := range plot.Align(plots, tiles, draw.New(canvas))[0] {
		plots[0][i].Draw(c)
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := canvas.WriteTo(f); err != nil {
		return err
	}
	return f.Close()
}

func line(p *plot.Plot, name string, accuracy []float64, c color.Color, dashes []vg.Length) error {
	points := make(plotter.XYs, len(runs))
	for k := range runs {
		points[k] = plotter.XY{X: float64(runs[k]), Y: accuracy[k]}
	}
	l, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	l.Color, l.Width, l.Dashes = c, vg.Points(1.6), dashes
	p.Add(l)
	p.Legend.Add(name, l)
	return nil
}

func header(w *os.File) {
	fmt.Fprint(w, "| attack | defence |")
	for _, r := range runs {
		if shown[r] {
			fmt.Fprintf(w, " %d |", r)
		}
	}
	fmt.Fprintf(w, "\n|---|---|%s\n", strings.Repeat("---|", len(shown)))
}

func row(w *os.File, attack, defence string, accuracy []float64) {
	fmt.Fprintf(w, "| %s | %s |", attack, defence)
	for k, r := range runs {
		if shown[r] {
			fmt.Fprintf(w, " %.1f %% |", 100*accuracy[k])
		}
	}
	fmt.Fprintln(w)
}
