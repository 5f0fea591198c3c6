package audit

import "math"

// byChance is how rare a number of real groups must be among those that were opened before an audit fails for it.
const byChance = 1e-6

// MissAll is the probability that opening some of a set's groups shows none of those that are false.
func MissAll(groups, bad, opened uint64) float64 {
	if bad > groups || opened > groups-bad {
		return 0
	}
	return math.Exp(logChoose(groups-bad, opened) - logChoose(groups, opened))
}

// off says whether so few or so many of the opened groups being real is rarer than byChance, if from fewest to most of all
// groups are, and each is as likely opened.
func off(groups, fewest, most, opened, found uint64) bool {
	if fewest > groups || most > groups {
		return true // there is no room for them
	}
	fewer, _ := tails(groups, fewest, opened, found)
	_, more := tails(groups, most, opened, found)
	return min(fewer, more) < byChance
}

// tails are how likely it is that so many of the opened groups are real, or fewer, and so many, or more, if real of all
// groups are.
func tails(groups, real, opened, found uint64) (fewer, more float64) {
	at := func(k uint64) float64 { // of the hypergeometric distribution
		if k > real || opened-k > groups-real {
			return 0
		}
		return math.Exp(logChoose(real, k) + logChoose(groups-real, opened-k) - logChoose(groups, opened))
	}
	for k := range opened + 1 {
		if p := at(k); k <= found {
			fewer += p
			if k == found {
				more += p
			}
		} else {
			more += p
		}
	}
	return fewer, more
}

func logChoose(n, k uint64) float64 {
	lg := func(x uint64) float64 { v, _ := math.Lgamma(float64(x) + 1); return v }
	return lg(n) - lg(k) - lg(n-k)
}
