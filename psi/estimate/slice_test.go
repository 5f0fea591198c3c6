package estimate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// setting is one kind of slice.
type setting struct {
	slice    psi.Slice
	capacity uint64
	drawn    psi.Epsilon
}

func (s setting) String() string {
	return fmt.Sprintf("%s of %d, drawn ε %s", s.slice, s.capacity, s.drawn)
}

func settings(t *testing.T, slices, capacities, drawn []string) (all []setting) {
	for _, p := range slices {
		s, err := psi.ParseSlice(p)
		require.NoError(t, err)
		for _, c := range capacities {
			var n float64
			_, err := fmt.Sscan(c, &n)
			require.NoError(t, err)
			for _, d := range drawn {
				all = append(all, setting{s, uint64(n) / 1024 * 1024, epsilon(t, d)})
			}
		}
	}
	return all
}

// matches is how many match if so many are expected in the slice.
func (s setting) matches(hits float64) uint64 {
	return uint64(math.Round(hits * float64(s.slice.Parts())))
}

// answers is the distribution of a slice's number, from the smallest on.
func (s setting) answers(K uint64) (first int64, p []float64) {
	q := base(s.drawn)
	half := int64(30 / -math.Log(q))
	n, N := s.capacity/s.slice.Parts(), s.capacity
	mode, spread := int64(K/s.slice.Parts()), int64(100+12*math.Sqrt(float64(K/s.slice.Parts())))
	first = mode - spread - half
	hits := make([]float64, 2*(spread+half)+1)
	all := 0.0
	hypergeometric(float64(N), float64(n), float64(K), func(k, w float64) {
		hits[int64(k)-first] = w
		all += w
	})
	p = make([]float64, len(hits))
	up, down := 0.0, 0.0
	for i, w := range hits { // Σ_j q^|i−j|·w[j], from either side
		p[i] += up
		up = (up + w) * q
		i = len(hits) - 1 - i
		down = down*q + hits[i]
		p[i] += down
	}
	for i := range p {
		p[i] *= (1 - q) / (1 + q) / all
	}
	return first, p
}

// coverages are how often an interval holds K: by the test that Slice inverts, by the same without counting the
// observed number half, and by the score.
func (s setting) coverages(K uint64) (half, full, score float64) {
	first, p := s.answers(K)
	below := 0.0
	for i, w := range p {
		if min(below+w/2, 1-below-w/2) > tail {
			half += w
		}
		if min(below+w, 1-below) > tail {
			full += w
		}
		if low, high := s.score(first + int64(i)); low <= K && K <= high {
			score += w
		}
		below += w
	}
	return half, full, score
}

// score solves (v/p − K)² = z²·(K(1−K/N)(1−p)/p·N/(N−1) + Var(Z)/p²) for K.
func (s setting) score(v int64) (low, high uint64) {
	const z = 1.959963984540054
	N, p, q := float64(s.capacity), 1/float64(s.slice.Parts()), base(s.drawn)
	x, g, d := float64(v)/p, z*z*(1-p)/p*N/(N-1), z*z*2*q/((1-q)*(1-q))/(p*p)
	a, b, c := 1+g/N, 2*x+g, x*x-d
	root := math.Sqrt(b*b - 4*a*c)
	if math.IsNaN(root) {
		return 0, 0
	}
	clamp := func(f float64) uint64 { return uint64(min(max(0, f), N)) }
	return clamp(math.Floor((b - root) / 2 / a)), clamp(math.Ceil((b + root) / 2 / a))
}

// The coverage is computed, not simulated: Σ over all answers of their probability, if their interval holds the truth.
func TestCoverage(t *testing.T) {
	t.Parallel()
	all := settings(t, []string{"1/4", "1/16", "1/256", "1/1024"}, []string{"2e4", "1e6", "1e9"}, effort.Of(
		[]string{"1/10", "1/2", "1"}, []string{"1/20", "1/10", "1/3", "1/2", "7/10", "1"}, []string{"1/50", "1/20", "1/10", "1/5", "1/3", "1/2", "3/5", "7/10", "4/5", "9/10", "1"}))
	lows, highs, sum, n := [3]float64{1, 1, 1}, [3]float64{}, [3]float64{}, 0.0
	for _, s := range all {
		step := effort.Of(1.1, 1.05, 1.01)
		for hits := 3.0; hits < 1100; hits *= step {
			K := s.matches(hits)
			if K >= s.capacity {
				break
			}
			half, full, score := s.coverages(K)
			for i, c := range []float64{half, full, score} {
				lows[i], highs[i], sum[i] = min(lows[i], c), max(highs[i], c), sum[i]+c
			}
			n++
			require.Greater(t, half, 0.925, "%s: %d matches", s, K)
			require.Less(t, half, 0.975, "%s: %d matches", s, K)
			require.GreaterOrEqual(t, full, 0.95-1e-9)
		}
		for _, hits := range []float64{3, 10, 100, 1000} {
			if K := s.matches(hits); K < s.capacity {
				half, _, _ := s.coverages(K)
				require.Greater(t, half, 0.93, "%s: %d matches", s, K)
				require.Less(t, half, 0.97, "%s: %d matches", s, K)
			}
		}
	}
	for i, name := range []string{"half", "full", "score"} {
		t.Logf("%-5s %.4f to %.4f, on average %.4f", name, lows[i], highs[i], sum[i]/n)
	}
	require.InDelta(t, 0.95, sum[0]/n, 0.003, "on average neither too wide nor too narrow")
}

// laplace draws Z as the difference of two geometric numbers.
func laplace(r *rand.Rand, q float64) (z int64) {
	for _, sign := range []int64{1, -1} {
		z += sign * int64(math.Log(1-r.Float64())/math.Log(q))
	}
	return z
}

// draw puts K matches among the groups of the whole set, without replacement, and counts those in the slice.
func (s setting) draw(r *rand.Rand, K uint64) (hits int64) {
	in, left := s.capacity/s.slice.Parts(), s.capacity
	for range K {
		if r.Uint64N(left) < in {
			hits++
			in--
		}
		left--
	}
	return hits
}

// Simulated runs, of sampling that knows nothing of the code's distributions, agree with the computed coverage.
func TestSimulated(t *testing.T) {
	t.Parallel()
	runs := 1000
	all := settings(t, effort.Of([]string{"1/4", "1/64"}, []string{"1/4", "1/64"}, []string{"1/4", "1/16", "1/64", "1/256", "1/1024"}),
		effort.Of([]string{"1e5"}, []string{"1e5", "1e8"}, []string{"2e4", "1e6", "1e9"}), effort.Of([]string{"1/3", "1"}, []string{"1/10", "1"}, []string{"1/10", "1/3", "1/2", "1"}))
	for i, s := range all {
		for _, hits := range []float64{3, 10, 100, 1000} {
			K := s.matches(hits)
			if K >= s.capacity*9/10 || effort.Quick() && hits > 100 {
				continue
			}
			r := rand.New(rand.NewPCG(uint64(i), uint64(hits)))
			held := 0
			for range runs {
				v := s.draw(r, K) + laplace(r, base(s.drawn))
				e, err := Slice(v, s.slice, s.capacity, s.drawn, s.capacity)
				require.NoError(t, err)
				if e.Low <= K && K <= e.High {
					held++
				}
			}
			want, _, _ := s.coverages(K)
			got := float64(held) / float64(runs)
			t.Logf("%s, %v hits expected: %d of %d held, computed %.4f", s, hits, held, runs, want)
			// One in a million runs is further away than 5 deviations.
			require.InDelta(t, want, got, 5*math.Sqrt(want*(1-want)/float64(runs)), "%s: %d matches", s, K)
		}
	}
}

// A slice has the same part of every section. If matches crowd in one, their number in the slice varies less than if they
// were anywhere, so the interval, which knows nothing of sections, is never right less often.
func TestSections(t *testing.T) {
	t.Parallel()
	runs := effort.Of(500, 1000, 10_000)
	s := setting{psi.Slices()[2], 10 << 10, epsilon(t, "1")}
	small := setting{s.slice, 1 << 10, s.drawn} // the other section, of 9,216 groups, has no matches
	for _, K := range []uint64{160, 512, 1024} {
		r := rand.New(rand.NewPCG(K, 7))
		held := 0
		for range runs {
			v := small.draw(r, K) + laplace(r, base(s.drawn))
			e, err := Slice(v, s.slice, s.capacity, s.drawn, s.capacity)
			require.NoError(t, err)
			if e.Low <= K && K <= e.High {
				held++
			}
		}
		want, _, _ := s.coverages(K)
		got := float64(held) / float64(runs)
		t.Logf("%d of 1024 match: %d of %d held, %.4f if they were anywhere", K, held, runs, want)
		require.Greater(t, got, want-5*math.Sqrt(want*(1-want)/float64(runs)))
	}
}

// The bounds are what the test accepts and the next number is what it doesn't.
func TestSliceBounds(t *testing.T) {
	t.Parallel()
	for _, s := range settings(t, []string{"1/4", "1/1024"}, []string{"2e4", "1e9"}, []string{"1/10", "1"}) {
		n := s.capacity / s.slice.Parts()
		at := func(v int64, K uint64) float64 {
			return below(float64(v), float64(s.capacity), float64(n), float64(K), base(s.drawn))
		}
		last := Estimate{}
		for _, v := range []int64{-1000, -30, -3, 0, 1, 2, 5, 10} {
			e, err := Slice(v, s.slice, s.capacity, s.drawn, s.capacity)
			require.NoError(t, err)
			require.LessOrEqual(t, e.Low, e.High)
			require.GreaterOrEqual(t, e.Low, last.Low)
			require.GreaterOrEqual(t, e.High, last.High)
			require.EqualValues(t, uint64(max(0, v))*s.slice.Parts(), e.Value)
			last = e
			if e.Low > 0 {
				require.Less(t, at(v, e.Low), 1-tail)
				require.GreaterOrEqual(t, at(v, e.Low-1), 1-tail)
			}
			if e.High > 0 && e.High < s.capacity {
				require.Greater(t, at(v, e.High), tail)
				require.LessOrEqual(t, at(v, e.High+1), tail)
			}
		}
		e, err := Slice(math.MaxInt64, s.slice, s.capacity, s.drawn, 5000)
		require.NoError(t, err)
		require.Equal(t, Estimate{5000, Interval{5000, 5000}}, e, "no more than the list has")
		e, err = Slice(math.MinInt64, s.slice, s.capacity, s.drawn, 5000)
		require.NoError(t, err)
		require.Equal(t, Estimate{}, e)
	}
	quarter := psi.Slices()[0]
	_, err := Slice(1, quarter, 1001, epsilon(t, "1"), 1001)
	require.ErrorContains(t, err, "capacity 1001: want a multiple of 4")
	whole, err := Slice(70, psi.Slice{}, 1000, psi.Epsilon{}, 1000)
	require.NoError(t, err)
	require.Equal(t, Estimate{70, Interval{70, 70}}, whole, "without sampling and noise nothing is open")
}

// Each weight is compared with binomial coefficients.
func TestHypergeometric(t *testing.T) {
	t.Parallel()
	choose := func(n, k float64) float64 {
		a, _ := math.Lgamma(n + 1)
		b, _ := math.Lgamma(k + 1)
		c, _ := math.Lgamma(n - k + 1)
		return a - b - c
	}
	for _, x := range [][3]float64{{1000, 250, 10}, {1000, 250, 990}, {1 << 20, 1 << 10, 5000}, {100, 100, 30}, {100, 25, 0}, {100, 25, 100}, {64, 1, 7}} {
		N, n, K := x[0], x[1], x[2]
		all, mean, seen := 0.0, 0.0, map[float64]float64{}
		hypergeometric(N, n, K, func(k, w float64) {
			require.NotContains(t, seen, k)
			seen[k] = w
			all += w
			mean += k * w
		})
		require.InDelta(t, n*K/N, mean/all, 1e-9*(1+n*K/N))
		for k, w := range seen {
			require.InDelta(t, math.Exp(choose(K, k)+choose(N-K, n-k)-choose(N, n)), w/all, 1e-8, "%v: %v", x, k)
		}
	}
}

func BenchmarkSlice(b *testing.B) {
	s := psi.Slices()[0]
	for b.Loop() {
		Slice(50_000_000, s, 1<<30, psi.MostDrawn(), 1<<30)
	}
}
