package disclosure

import (
	"math"
	"strconv"

	"github.com/blindmatch/blindmatch/psi"
)

// Delta bounds, for a session on a platform's set of these sections and a list of so many elements, the probability
// that an advertiser who deviates gets more than twice ε out of it: δ(1) of SPEC.md §10.3. It is computed from what the
// advertiser knows too, so it says nothing more: the least number of sentinels that a section of a capacity has, and
// the least number of groups.
func Delta(sections []psi.Part, list uint64) string {
	worst, least := 0.0, math.Inf(1)
	for _, p := range sections {
		worst = max(worst, float64(p.Items())/(math.E*float64(psi.LeastSentinels(p.Size))))
		least = min(least, float64(leastGroups(p.Size)))
	}
	return strconv.FormatFloat(min(1, 2*worst/least), 'g', 3, 64)
}

// leastGroups is the least number of groups that a section of a capacity can have been drawn for: about what is left of
// it without headroom, sentinels and twice the shift of the noise.
func leastGroups(capacity uint64) uint64 {
	n := capacity - psi.LeastSentinels(capacity) - psi.SliceUnits
	n -= n / (headroom + 1)
	shift := 2 * psi.HandleNoise(layoutEpsilon).Shift * Classes
	return max(LeastSection-min(LeastSection, shift), n-min(n, shift), 1)
}
