//go:build amd64 && !purego

package lanes

import (
	"bufio"
	"flag"
	"fmt"
	"io"
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

// TestNoSecretAddress checks that nothing computed in a vector or loaded from memory can become an address or decide a
// jump. SPEC M47
func TestNoSecretAddress(t *testing.T) {
	for _, name := range []string{"lanes_amd64.s", "avx2_amd64.s"} {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		instructions, problems := scanAssembly(f)
		for _, p := range problems {
			t.Errorf("%s: %s", name, p)
		}
		if instructions < 5000 {
			t.Errorf("%s: %d instructions: is this the right file?", name, instructions)
		}
	}
}

// TestScanAssembly has instructions that must be found.
func TestScanAssembly(t *testing.T) {
	for _, bad := range []string{
		"KMOVB K1, AX",                    // a digit in a general register
		"KORTESTB K1, K1",                 // and in the flags
		"VMOVQ X1, BX",                    // a lane in an address
		"VPMOVQ2M Z1, K1\nKMOVB K1, DX",   //
		"MOVQ 8(DI), BX",                  // a pointer from memory
		"MOVBLZX 8(DI), AX",               //
		"MOVQ CX, BX",                     // a counter as an address
		"SUBQ DX, AX",                     //
		"ADDQ BX, SI",                     // a sum as an address
		"VMOVDQU64 0(SI)(DX*8), Z1",       // an index
		"VMOVDQU64 0(DX), Z1",             // a counter as an address
		"VMOVDQU64 0(R10), Z1",            // a register that isn't an argument
		"VMOVMSKPD Y1, DX",                // lanes in a counter
		"VMOVMSKPD Y1, R10\nDECQ R10",     //
		"VMOVMSKPD Y1, R10\nADDQ R10, SI", // and in an address
		"VPMASKMOVQ 0(SI), Y1, Y2",        //
		"VPGATHERQQ Y1, 0(SI)(Y2*1), Y3",  //
		"VPGATHERQQ 0(SI)(Z1*1), K1, Z2",  // lanes as addresses
		"VMOVDQU64 0(SI), K1, Z1",         // a load that a digit could suppress
		"VPBLENDMQ 0(SI), Z1, K1, Z2",     //
		"VPADDQ Z1, Z2, K4, Z3",           // a mask outside of a blend
		"VPTESTMQ Z1, Z1, K1, K2",         //
		"KMOVB K5, R10",                   //
		"VPCOMPRESSQ Z1, K1, 0(AX)",       // how much is written
		"TESTQ AX, AX\nJNZ digits",        // a jump that isn't a loop
		"VPTESTMQ Z1, Z1, K1\nJNZ digits", //
		"DECQ CX\nJEQ digits",             //
		"DECQ CX\nJEQ addition",           //
		"VPTESTMQ Z1, Z1, K1\nJEQ addition",
		"CMPQ AX, BX",     //
		"CALL ·other(SB)", //
	} {
		if _, problems := scanAssembly(strings.NewReader(bad)); len(problems) == 0 {
			t.Errorf("%q isn't found", bad)
		}
	}
}

// General registers only ever hold arguments, the addresses of the constants and of room on the stack, and counters.
// These are the only instructions that write them, or jump.
var control = regexps(
	`MOVQ \w+\+\d+\(FP\), (AX|BX|CX|DX|DI|SI)`, // an argument
	`LEAQ constants<>\(SB\), R8`,               // the constants
	`LEAQ 31\(SP\), R9`, `ANDQ \$-32, R9`,      // room on the stack
	`LEAQ \d+\(R8\), SI`,              // the constants of some rounds
	`(ADD|SUB)Q \$\d+, (AX|BX|DI|SI)`, // the next element, mask or constants
	`MOVQ AX, BX`,                     // an argument
	`MOVQ \$\d+, (CX|DX)`,             // a loop count
	`DECQ (CX|DX)`,
	`JNZ \w+`,                      // after DECQ only, see below
	`TESTQ CX, CX`, `JEQ addition`, // no doublings
	`RET`, `VZEROUPPER`,
	`KMOVB \d\(DI\), K[1-4]`, // a digit
	`KMOVB K5, K6`,           // its sign
)

// Everything else works on vectors. Mask registers may only be used by blends, which read both operands from registers:
// an instruction with a masked operand in memory could skip it.
var (
	vectors = regexps(
		`V[A-Z0-9]+(\.BCST)? (\$\w+, )?([XYZ]\d+|MEM)(, [XYZ]\d+){0,3}`,
		`VPBLENDVB Y\d+, MEM, Y\d+, Y\d+`, // which reads all of it
		`VMOVDQU64 Z\d+, MEM`, `VMOVDQU Y\d+, MEM`,
		`VPBLENDMQ Z\d+, Z\d+, K[1-6], Z\d+`,
		`VPTESTMQ(\.BCST)? (Z\d+|MEM), Z\d+, K[1-5]`, // bits of a digit
	)
	memory    = regexp.MustCompile(`\d+\((AX|BX|CX|DI|SI|R8|R9)\)`)
	forbidden = regexp.MustCompile(`^V\w*(GATHER|SCATTER|COMPRESS|EXPAND|MASKMOV)`)
)

func regexps(all ...string) (out []*regexp.Regexp) {
	for _, s := range all {
		out = append(out, regexp.MustCompile("^(?:"+s+")$"))
	}
	return out
}

func scanAssembly(r io.Reader) (instructions int, problems []string) {
	matches := func(line string, any []*regexp.Regexp) bool {
		return slices.ContainsFunc(any, func(r *regexp.Regexp) bool { return r.MatchString(line) })
	}
	previous := ""
	scanner := bufio.NewScanner(r)
	for n := 1; scanner.Scan(); n++ {
		line := strings.TrimSpace(scanner.Text())
		directive, _, _ := strings.Cut(line, " ")
		switch {
		case line == "", strings.HasPrefix(line, "//"), strings.HasSuffix(line, ":"),
			slices.Contains([]string{"#include", "TEXT", "DATA", "GLOBL"}, directive):
			continue
		}
		instructions++
		problem := ""
		switch {
		case directive == "JNZ" && !strings.HasPrefix(previous, "DECQ "),
			directive == "JEQ" && previous != "TESTQ CX, CX":
			problem = "a jump that isn't a matter of counting"
		case matches(line, control):
		case forbidden.MatchString(line) || !matches(memory.ReplaceAllString(line, "MEM"), vectors):
			problem = "an instruction that isn't known to be safe"
		}
		if problem != "" {
			problems = append(problems, fmt.Sprintf("line %d: %s: %s", n, problem, line))
		}
		previous = line
	}
	if err := scanner.Err(); err != nil {
		problems = append(problems, err.Error())
	}
	return instructions, problems
}

var dudect = flag.Duration("dudect", 0, "how long to time each engine with fixed and random scalars")

// TestTiming is the method of Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?" (2017): times of a
// fixed scalar against those of random ones, in random order, compared by Welch's t-test. It needs an idle machine and
// -dudect=30s or more. SPEC M47
func TestTiming(t *testing.T) { eachKernel(t, testTiming) }

func testTiming(t *testing.T) {
	if *dudect == 0 {
		t.Skip("-dudect isn't set")
	}
	const points = 16
	r := rand.New(rand.NewPCG(rand.Uint64(), 0))
	all := scalars(r)
	src := make([][32]byte, points)
	w := newWorkspace(k)
	w.Hash(testDST, itemsFrom(r, points, always(32)))
	w.Mul(src, &all[len(all)-1])

	fixed := map[string][32]byte{
		"1":       all[0],
		"l-1":     all[1],
		"2^252+1": all[6*5+3],
		"random":  all[len(all)-1],
	}
	portable := ristretto.New()
	table, portableTable := newTable(k, &src[0]), ristretto.NewTable(&src[0])
	for engine, mul := range map[string]func(dst [][32]byte, half *[32]byte){
		"lanes": func(dst [][32]byte, half *[32]byte) {
			w.Decode(src)
			w.Mul(dst, half)
		},
		"portable": func(dst [][32]byte, half *[32]byte) {
			portable.Decode(src[:1])
			portable.Mul(dst[:1], half)
		},
		"lanes, table": func(dst [][32]byte, scalar *[32]byte) {
			w.MulTable(dst, table, func(int) *[32]byte { return scalar })
		},
		"portable, table": func(dst [][32]byte, scalar *[32]byte) {
			portable.MulTable(dst[:1], portableTable, func(int) *[32]byte { return scalar })
		},
		// The test has to find this one: it skips leading zeros.
		"leaky": func(dst [][32]byte, half *[32]byte) {
			n := len(half)
			for n > 0 && half[n-1] == 0 {
				n--
			}
			for i := range n {
				w.Decode(src[:i/8])
			}
		},
	} {
		for name, scalar := range fixed {
			if engine == "leaky" && name != "1" {
				continue
			}
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
					if x := crop(times, quantile); min(len(x[0]), len(x[1])) > 100 {
						worst = max(worst, math.Abs(welch(x)))
					}
				}
				t.Logf("%d and %d measurements, greatest |t| = %.2f", len(times[0]), len(times[1]), worst)
				// At 4.5 the authors begin to suspect a leak; at 10 they are certain.
				if leaks := worst > 10; leaks != (engine == "leaky") {
					t.Errorf("|t| = %.2f", worst)
				}
			})
		}
	}
}

// crop drops the times above a quantile of both classes, which come from interrupts and other programs.
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
