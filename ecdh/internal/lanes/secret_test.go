//go:build amd64 && !purego

package lanes

import (
	"bufio"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh/internal/ristretto"
)

// TestNoSecretAddress reads the assembly and checks that nothing which was
// computed in a vector or loaded from memory can become an address or decide a
// jump: general registers only ever hold arguments, the address of the
// constants, and counters.
func TestNoSecretAddress(t *testing.T) {
	f, err := os.Open("lanes_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()

	const general = `(AX|BX|CX|DX|DI|SI|R8)`
	// The only instructions that write a general register, or jump.
	control := []*regexp.Regexp{
		regexp.MustCompile(`^MOVQ \w+\+\d+\(FP\), ` + general + `$`), // an argument
		regexp.MustCompile(`^LEAQ constants<>\(SB\), R8$`),          // the constants
		regexp.MustCompile(`^LEAQ \d+\(BX\), SI$`),                   // the first table entry
		regexp.MustCompile(`^MOVQ \$\d+, ` + general + `$`),          // a loop count
		regexp.MustCompile(`^(ADDQ \$\d+, |DECQ )` + general + `$`),  // the next one
		regexp.MustCompile(`^JNZ \w+$`),                              // after DECQ only, see below
		regexp.MustCompile(`^(RET|VZEROUPPER)$`),
	}
	// Everything else works on vectors, and on mask registers that decide
	// which lanes an instruction takes.
	vector := regexp.MustCompile(`^V[A-Z0-9]+(\.BCST)? `)
	loadMask := regexp.MustCompile(`^KMOVB \d+\(DI\), K[1-5]$`) // a digit
	storeMask := regexp.MustCompile(`^KMOVB K7, 0\(SI\)$`)      // which strings are bad
	// Masks may only be used by blends, which read both operands from
	// registers: an instruction with a masked memory operand could skip it.
	usesMask := regexp.MustCompile(`\bK[0-7]\b`)
	blend := regexp.MustCompile(`^(VPBLENDMQ Z\d+, Z\d+, K[1-5], Z\d+|VPMOVQ2M Z\d+, K7)$`)
	address := regexp.MustCompile(`\(([^)]*)\)`)
	toGeneral := regexp.MustCompile(`, ` + general + `$`)
	indexed := regexp.MustCompile(`^V[A-Z0-9]*(GATHER|SCATTER|COMPRESS|EXPAND)`)

	lines, blends := 0, 0
	previous := ""
	scanner := bufio.NewScanner(f)
	for n := 1; scanner.Scan(); n++ {
		line := strings.TrimSpace(scanner.Text())
		switch {
		case line == "", strings.HasPrefix(line, "//"), strings.HasPrefix(line, "#"), strings.HasSuffix(line, ":"),
			strings.HasPrefix(line, "TEXT "), strings.HasPrefix(line, "DATA "), strings.HasPrefix(line, "GLOBL "):
			continue
		}
		lines++
		for _, a := range address.FindAllStringSubmatch(line, -1) {
			if !slices.Contains([]string{"AX", "BX", "CX", "DI", "SI", "R8", "FP", "SB"}, a[1]) {
				t.Errorf("line %d: address (%s): %s", n, a[1], line)
			}
		}
		if strings.Contains(line, "*") {
			t.Errorf("line %d: index register: %s", n, line)
		}
		isControl := slices.ContainsFunc(control, func(r *regexp.Regexp) bool { return r.MatchString(line) })
		switch {
		case strings.HasPrefix(line, "JNZ"):
			if !strings.HasPrefix(previous, "DECQ") {
				t.Errorf("line %d: jump that isn't the end of a counted loop: %s", n, line)
			}
		case isControl, loadMask.MatchString(line), storeMask.MatchString(line):
		case !vector.MatchString(line) || indexed.MatchString(line):
			t.Errorf("line %d: unexpected instruction: %s", n, line)
		case usesMask.MatchString(line):
			blends++
			if !blend.MatchString(line) {
				t.Errorf("line %d: mask register outside of a blend: %s", n, line)
			}
		case toGeneral.MatchString(line):
			t.Errorf("line %d: vector to general register: %s", n, line)
		}
		previous = line
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	if lines < 10000 || blends < 100 {
		t.Errorf("%d instructions, %d with masks: is this the right file?", lines, blends)
	}
}

var dudect = flag.Duration("dudect", 0, "how long to time each engine with fixed and random scalars")

// TestTiming is the method of Reparaz, Balasch and Verbauwhede, "Dude, is my
// code constant time?" (2017): times of a fixed scalar against those of random
// ones, in random order, compared by Welch's t-test. It needs an idle machine
// and -dudect=30s or more.
func TestTiming(t *testing.T) {
	if *dudect == 0 {
		t.Skip("-dudect isn't set")
	}
	const points = 16
	r := rand.New(rand.NewPCG(rand.Uint64(), 0))
	all := scalars(r)
	src := make([][32]byte, points)
	w := New()
	w.Hash(testDST, itemsFrom(r, points, always(32)))
	w.Mul(src, &all[len(all)-1])

	fixed := map[string][32]byte{
		"1":       all[0],
		"l-1":     all[1],
		"2^252+1": all[1*5+3],
		"random":  all[len(all)-1],
	}
	portable := ristretto.New()
	for engine, mul := range map[string]func(dst [][32]byte, half *[32]byte){
		"lanes": func(dst [][32]byte, half *[32]byte) {
			w.Decode(src)
			w.Mul(dst, half)
		},
		"portable": func(dst [][32]byte, half *[32]byte) {
			portable.Decode(src[:1])
			portable.Mul(dst[:1], half)
		},
	} {
		for name, scalar := range fixed {
			t.Run(engine+"/"+name, func(t *testing.T) {
				dst := make([][32]byte, points)
				var times [2][]float64
				for start := time.Now(); time.Since(start) < *dudect/time.Duration(len(fixed)); {
					// The input is made before its class is known to anything.
					class := r.IntN(2)
					half := scalar
					random := bytesFrom(r, 32)
					random[31] &= 0x0f
					for i := range half {
						half[i] ^= (half[i] ^ random[i]) & -byte(class)
					}
					begin := time.Now()
					mul(dst, &half)
					times[class] = append(times[class], float64(time.Since(begin)))
				}
				worst := 0.0
				for _, quantile := range []float64{1, 0.99, 0.9, 0.75, 0.5} {
					worst = max(worst, math.Abs(welch(crop(times, quantile))))
				}
				t.Logf("%d and %d measurements, greatest |t| = %.2f", len(times[0]), len(times[1]), worst)
				// 4.5 is where the authors begin to suspect a leak; 10 is where
				// they are certain.
				if worst > 10 {
					t.Errorf("|t| = %.2f: time depends on the scalar", worst)
				}
			})
		}
	}
}

// crop drops the times above a quantile of both classes, which interrupts and
// other programs make.
func crop(times [2][]float64, quantile float64) (out [2][]float64) {
	all := slices.Sorted(slices.Values(slices.Concat(times[0], times[1])))
	limit := all[int(float64(len(all)-1)*quantile)]
	for i := range times {
		for _, x := range times[i] {
			if x <= limit {
				out[i] = append(out[i], x)
			}
		}
	}
	return out
}

// welch returns the t statistic of two samples.
func welch(x [2][]float64) float64 {
	var mean, variance [2]float64
	for i := range x {
		for _, v := range x[i] {
			mean[i] += v
		}
		mean[i] /= float64(len(x[i]))
		for _, v := range x[i] {
			variance[i] += (v - mean[i]) * (v - mean[i])
		}
		variance[i] /= float64(len(x[i]) - 1)
	}
	return (mean[0] - mean[1]) / math.Sqrt(variance[0]/float64(len(x[0]))+variance[1]/float64(len(x[1])))
}
