package deviate

import "math/rand/v2"

// Rules are what the platform does.
type Rules struct {
	Check   bool // of the sentinels
	Strikes int  // how many times an owner may be struck before it is barred; -1 for any number
}

// Measure is the share of epochs in which an owner who attacks gets over the bound in at least one of its sessions:
// not struck, and the target moves the size by more than 1+x. It is given after each of the numbers of sessions,
// ascending.
func (a *Attack) Measure(p *Platform, rules Rules, sessions []int, epochs int, seed uint64) []float64 {
	e := NewEpoch(p, a.Target, rand.New(rand.NewPCG(seed, 1)))
	over := make([]float64, len(sessions))
	for range epochs {
		if at := a.play(e, rules, sessions[len(sessions)-1]); at > 0 {
			for i, n := range sessions {
				if at <= n {
					over[i] += 1 / float64(epochs)
				}
			}
		}
		e.Renew()
	}
	return over
}

// play returns the number of the session that got over the bound, or 0.
func (a *Attack) play(e *Epoch, rules Rules, sessions int) int {
	o, strikes := a.NewOwner(e), 0
	for i := range sessions {
		more := a.Give
		switch {
		case !a.Reuse:
		case rules.Strikes == 1 || !rules.Check:
			if i > 0 {
				more = 0 // what survived is free; each further group is a risk for all that is to come
			}
		case i >= sessions/2 && i > 0:
			more = 0 // half of the sessions explore
		}
		struck, shift := o.Session(more, rules.Check, false)
		if struck {
			if strikes++; strikes == rules.Strikes {
				return 0
			}
		} else if a.over(shift) {
			return i + 1
		}
	}
	return 0
}

// Exact is what Measure estimates for one strike and sums of one place, while there are places left to guess.
func (a *Attack) Exact(p *Platform, sessions int) (probability float64) {
	s, t := p.Sections[a.From], p.Sections[a.Target]
	for i := range sessions {
		d := a.Give
		if !a.Reuse {
			d *= i + 1
		}
		v := float64(s.Width * a.Give / a.K)
		survive := Survive(s, d)
		switch {
		case a.Mixed && i == 0:
			probability += float64(a.Give) / float64(t.Real()) * survive
		case a.Mixed && a.Reuse:
		case a.From != a.Target:
			probability += v / float64(t.Capacity) * survive
		default: // a place that isn't given up: the target or a sentinel might be there
			c, n := float64(t.Capacity), float64(t.Real())
			probability += v * survive * (n - float64(d)) / ((c - float64(d)) * n)
		}
	}
	return probability
}

// Collude is Measure for owners who share what survived: they explore in small steps until it has cost them the best
// number of strikes, then those that are left use all of it. Each has one strike and a number of sessions.
func (a *Attack) Collude(p *Platform, owners, sessions, epochs int, seed uint64) (over float64) {
	e := NewEpoch(p, a.Target, rand.New(rand.NewPCG(seed, 2)))
	s := p.Sections[a.From]
	_, risk := Colluders(owners)
	give := int(risk * float64(s.Capacity) / float64(s.Sentinels))
	const steps = 4 // a session each
	for range epochs {
		o, left := a.NewOwner(e), owners
		hit := false
		for i := 0; i < steps*owners && left > 0; i++ {
			more := give*(i+1)/(steps*owners) - give*i/(steps*owners)
			struck, shift := o.Session(more, true, false)
			if struck {
				left--
			} else if a.over(shift) {
				hit = true
			}
		}
		for i := 0; i < left*(sessions-steps) && !hit; i++ {
			_, shift := o.Session(0, true, false)
			hit = hit || a.over(shift)
		}
		if hit {
			over += 1 / float64(epochs)
		}
		e.Renew()
	}
	return over
}
