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

// off says whether so few or so many of the opened groups being real is rarer than byChance, if real of all groups are,
// and each as likely opened.
func off(groups, real, opened, found uint64) bool {
	if real > groups {
		return true // there is no room for them
	}
	at := func(k uint64) float64 { // of the hypergeometric distribution
		if k > real || opened-k > groups-real {
			return 0
		}
		return math.Exp(logChoose(real, k) + logChoose(groups-real, opened-k) - logChoose(groups, opened))
	}
	var fewer, more float64 // or as many
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
	return min(fewer, more) < byChance
}

func logChoose(n, k uint64) float64 {
	lg := func(x uint64) float64 { v, _ := math.Lgamma(float64(x) + 1); return v }
	return lg(n) - lg(k) - lg(n-k)
}
