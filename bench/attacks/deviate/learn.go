package deviate

import (
	"math"
	"math/rand/v2"
)

// Learner is an attack that chooses by what it was told. In the first half of the sessions C holds everybody it knows
// under Test keys, not only the target, so that the size says of a few places whether all of them are real; if they
// are, they can be given up from then on at no risk. What is known to be real grows by 1/Test of itself a session, if
// Test·ε is enough to see it through the noise. The second half spends all of it on the target: K hits, sums of two.
type Learner struct {
	Test, K int
	Epsilon float64
}

// batch is how many places are tested at once. One sentinel among them is enough to lose the batch.
const batch = 24

// Measure is the share of epochs in which the target's place is guessed, in a number of sessions with one strike, and
// by how much what is known has grown on average, where there was no strike. Section 0 must be as wide as one element.
func (l Learner) Measure(p *Platform, sessions, epochs int, seed uint64) (over, growth float64) {
	r := rand.New(rand.NewPCG(seed, 3))
	e := NewEpoch(p, 0, r)
	give := p.Sections[0].Capacity / p.Sections[0].Sentinels
	unstruck := 0
	for range epochs {
		known, hit, struck := l.play(e, r, give, sessions)
		if hit {
			over += 1 / float64(epochs)
		}
		if !struck {
			growth += float64(known) / float64(give)
			unstruck++
		}
		e.Renew()
	}
	return over, growth / float64(unstruck)
}

func (l Learner) play(e *Epoch, r *rand.Rand, give, sessions int) (known int, hit, struck bool) {
	next, last := 0, e.p.Sections[0].Capacity-1 // given up from the start, guessed from the end
	var now []int                               // what is given up for the first time
	for ; next < give; next++ {
		now = append(now, next)
	}
	for i := range sessions {
		for _, g := range now {
			if e.sentinel(Position{0, g}, true) {
				return known, hit, true
			}
		}
		known, now = known+len(now), nil
		if i >= sessions/2 {
			for range min(2*known/(l.K+1), last-next) {
				hit = hit || e.person(Position{0, last}) == 0
				last--
			}
			continue
		}
		sets := min(known/l.Test, batch, last-next)
		seen := 0
		var tested []int
		for range sets {
			at := Position{0, last}
			if !e.sentinel(at, true) {
				seen += l.Test
				hit = hit || e.person(at) == 0
			}
			tested = append(tested, last)
			last--
		}
		if value := float64(seen) + laplace(r, l.Epsilon); value > (float64(sets)-0.5)*float64(l.Test) {
			now = tested
		}
	}
	return known, hit, false
}

// laplace is discrete Laplace noise: the difference of two geometric variables.
func laplace(r *rand.Rand, epsilon float64) float64 {
	geometric := func() float64 { return math.Floor(math.Log(1-r.Float64()) / -epsilon) }
	return geometric() - geometric()
}
