package deviate

import "math"

// Survive is the probability that none of d groups of a section is a sentinel: hypergeometric, exact.
func Survive(s Section, d int) float64 {
	if d > s.Real() {
		return 0
	}
	log := 0.0
	for i := range d {
		log += math.Log1p(-float64(s.Sentinels) / float64(s.Capacity-i))
	}
	return math.Exp(log)
}

// Forms is q, how many places of the target one tag is good for. A sum of j elements is good for j places if C holds
// the sum of the target and any j-1 others, C(real-1, j-1) elements, under one key: sums over different places are
// different tags, so that many keys aren't needed for many hits. If C has room for a part of them, it is good for that
// part.
func Forms(real int, list float64) (q float64) {
	others, n := 1.0, float64(real-1)
	for j := 1.0; j <= 8; j++ {
		q = max(q, j*min(1, list/others))
		others *= (n - j + 1) / j
	}
	return q
}

// FormsByKeys is q by another rule: the largest for which C has room for x times all sums. It is too small where C has
// no room for x times, but for once; see TestFormsByKeys.
func FormsByKeys(real int, list, x float64) (q float64) {
	others, n := 1.0, float64(real)
	for j := 1.0; j <= 8 && x*others <= list; j++ {
		q = j
		others *= (n - j + 1) / j
	}
	return max(q, 1)
}

// Claimed is δ(x) of one session for a target in section t, as it is claimed:
// q·max(w_s·N̂_s/(e·T_s)) ÷ (x·(N̂_t-T_t)).
func (p *Platform) Claimed(t int, x, q float64) float64 {
	return q * p.leverage() / (math.E * x * float64(p.Sections[t].Real()))
}

// leverage is how many tags are to be had for one unit of risk in the best section.
func (p *Platform) leverage() (most float64) {
	for _, s := range p.Sections {
		most = max(most, tags(s))
	}
	return most
}

func tags(s Section) float64 { return float64(s.Width) * float64(s.Capacity) / float64(s.Sentinels) }

// Proven is δ(x) of a number of sessions in one epoch of one owner who has one strike, as it is proven for advertisers
// whose choice of R and C doesn't depend on results. At most q·w·d/(x+1) places carry more than x tags, x a whole
// number. That the target's own place is given up tells it from a sentinel too: once, for a place that is given up
// again is no new risk, so that this sums to 1 and not to n/e.
func (p *Platform) Proven(t int, x, q float64, sessions int) float64 {
	n := float64(sessions)
	own := min(n/math.E, 1) * float64(p.Sections[t].Capacity) / float64(p.Sections[t].Sentinels)
	return (own + n*q*p.leverage()/(math.E*(math.Floor(x)+1))) / float64(p.Sections[t].Real())
}

// Colluders is by how much more risk L owners can take than one, most = max λ·E[(L-Poisson(λ))⁺], and the λ: what one
// has survived is of use to the others, so that it grows with L². It is 1/e for one.
func Colluders(owners int) (most, risk float64) {
	for l := 0.01; l < float64(owners)+1; l += 0.01 {
		left, p := 0.0, math.Exp(-l)
		for k := range owners {
			left += float64(owners-k) * p
			p *= l / float64(k+1)
		}
		if l*left > most {
			most, risk = l*left, l
		}
	}
	return most, risk
}

// Realised is the δ of a release at (1+x)·ε if the target moves the size by `shift` with a probability and by 1 else:
// the noise hides a part of what is over the bound. It is the hockey-stick divergence, summed.
func Realised(epsilon, x float64, shift int, probability float64) (delta float64) {
	z := math.Exp(-epsilon)
	at := func(v, centre int) float64 { return (1 - z) / (1 + z) * math.Pow(z, math.Abs(float64(v-centre))) }
	reach := shift + int(40/epsilon)
	for v := -reach; v <= reach; v++ {
		with := probability*at(v, shift) + (1-probability)*at(v, 1)
		delta += max(0, with-math.Exp((1+x)*epsilon)*at(v, 0))
	}
	return delta
}
