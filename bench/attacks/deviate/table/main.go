// Command table plays the attacks of package deviate and prints them beside the bounds.
package main

import (
	"flag"
	"fmt"

	"github.com/blindmatch/blindmatch/bench/attacks/deviate"
)

var (
	keys     = []int{2, 5, 20, 100, 500}
	sessions = []int{1, 24, 168}
)

func main() {
	epochs := flag.Int("epochs", 10_000, "epochs for each attack with one strike")
	free := flag.Int("free", 200, "epochs for each attack without strikes")
	flag.Parse()
	for i, p := range deviate.Platforms() {
		fmt.Printf("\n%s: groups a section", p.Name)
		for _, s := range p.Sections {
			fmt.Printf(", width %d: %d of %d", s.Width, s.Real(), s.Capacity)
		}
		fmt.Print("\n\n| attack | k | given up | places | sessions | one strike | exact | claimed | proven | no strikes |\n")
		fmt.Print("|---|---|---|---|---|---|---|---|---|---|\n")
		for _, k := range keys {
			for _, a := range deviate.Attacks(p, k) {
				row(p, a, *epochs, *free, uint64(i))
			}
		}
	}
	realised()
}

func row(p *deviate.Platform, a *deviate.Attack, epochs, free int, seed uint64) {
	x, q := a.X(), deviate.Forms(p.Sections[a.Target].Real(), p.List)
	one := a.Measure(p, deviate.Rules{Check: true, Strikes: 1}, sessions, epochs, seed)
	var none []float64
	if a.Sum == 1 && free > 0 {
		none = a.Measure(p, deviate.Rules{Check: true, Strikes: -1}, sessions, free, seed)
	}
	for i, n := range sessions {
		exact, without := "", ""
		if a.Sum == 1 && a.K > 1 && n == 1 {
			exact = share(a.Exact(p, 1))
		}
		if none != nil {
			without = share(none[i])
		}
		fmt.Printf("| %s | %d | %d | %d | %d | %s | %s | %s | %s | %s |\n", a.Name, a.K, a.Give, a.Places(p), n, share(one[i]), exact,
			share(float64(n)*p.Claimed(a.Target, x, q)), share(p.Proven(a.Target, x, q, n)), without)
	}
}

func share(v float64) string {
	switch {
	case v == 0:
		return "0"
	case v > 1:
		return "> 1"
	}
	return fmt.Sprintf("%.2g", v)
}

// realised prints what the noise leaves of an attack's probability, for the k and the section given up for which it is
// most, beside what is proven: for a target in the smallest section.
func realised() {
	fmt.Print("\n| platform | ε | x | best k | over 1+x with probability | δ at (1+x)·ε | proven |\n|---|---|---|---|---|---|---|\n")
	for _, p := range deviate.Platforms() {
		last := len(p.Sections) - 1
		for _, epsilon := range []float64{0.1, 1} {
			for _, x := range []float64{1, 5} {
				best, at, chance := 0.0, 0, 0.0
				for from := range p.Sections {
					for k := int(x) + 1; k < 300; k++ {
						a := &deviate.Attack{Target: last, From: from, Sum: 1, K: k}
						a.Tune(p)
						exact := a.Exact(p, 1)
						if got := deviate.Realised(epsilon, x, k+1, exact); got > best {
							best, at, chance = got, k, exact
						}
					}
				}
				q := deviate.Forms(p.Sections[last].Real(), p.List)
				fmt.Printf("| %s | %g | %g | %d | %s | %s | %s |\n", p.Name, epsilon, x, at, share(chance), share(best), share(p.Proven(last, x, q, 1)))
			}
		}
	}
}
