package disclosure

import (
	"math"
	"strconv"

	"github.com/blindmatch/blindmatch/psi"
)

// Delta bounds the probability that an advertiser who deviates gets more than 2·ε out of one answer on a platform's set of
// these sections, with a list of so many elements: δ(1, 1) of SPEC.md §10.3. It is computed from what the advertiser
// knows too, so it says nothing more: the least number of sentinels that a section of a capacity has, and the least
// number of groups that a capacity is drawn for.
func Delta(sections []psi.Part, list uint64) string {
	b, worst := 0.0, 0.0
	for _, p := range sections {
		b = max(b, float64(p.Items())/float64(psi.LeastSentinels(p)))
	}
	for _, p := range sections {
		n := leastGroups(p)
		mine := float64(p.Size) / float64(psi.LeastSentinels(p))
		worst = max(worst, (mine+places(n, float64(list))*b/2)/(math.E*n))
	}
	return strconv.FormatFloat(min(1, worst), 'g', 3, 64)
}

// places is q: at how many places of a section of n groups a tag can be good for a hit, with a list of m elements.
func places(n, m float64) float64 {
	q, sums := 1.0, 1.0 // sums: of j−1 places
	for j := 2.0; j <= 5; j++ {
		sums *= (n - j + 1) / (j - 1)
		q = max(q, j*min(1, m/sums))
	}
	return q
}

// leastGroups is the least number of groups that a section of a capacity is drawn for, but for the shift of the noise on
// either side.
func leastGroups(p psi.Part) float64 {
	n := p.Size - psi.LeastSentinels(p) - psi.SliceUnits
	n -= n / (headroom + 1)
	shift := 2 * psi.HandleNoise(layoutEpsilon).Shift * Classes
	return float64(max(n-min(n, shift), LeastSection/2))
}
