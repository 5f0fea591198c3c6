package disclosure

import (
	"github.com/blindmatch/blindmatch/psi"
)

// Release turns the exact size of an intersection into what o is told about it. Nothing else that leaves the platform
// may depend on the exact size.
func (p *Policy) Release(o Owner, exact uint64) psi.Released {
	if o.Exact() {
		return p.floored(exact, exact, psi.Noise{})
	}
	return p.noised(exact, random)
}

// noised is max(0, exact + Z) with floor and rounding. Both see only the noised number, so they cost no privacy.
func (p *Policy) noised(exact uint64, s source) psi.Released {
	z := s.laplace(p.epsilon)
	noised := exact + uint64(z) // modulo 2^64
	if z < 0 && uint64(-z) > exact {
		noised = 0
	}
	return p.floored(noised, max(p.floors.Report, psi.Rounded(noised)), psi.Noise{Epsilon: p.epsilon})
}

// ReleaseHandles is Release for a list of handles, whose length is the released number. It is never larger than the
// exact size. The list can't be filled up with made-up handles: the advertiser can compute the handle of every element
// of the platform's set, and so tell which are real. So the size is shifted down by the most that the noise ever adds,
// and rounded down. The clamp to the exact size reveals something only once in 2^30 times: that is the δ of (ε,
// δ)-differential privacy.
func (p *Policy) ReleaseHandles(o Owner, exact uint64) psi.Released {
	if o.Exact() {
		return p.Release(o, exact)
	}
	return p.fewer(exact, random)
}

func (p *Policy) fewer(exact uint64, s source) psi.Released {
	n := psi.HandleNoise(p.epsilon)
	noised := uint64(0)
	if off := int64(n.Shift) - s.laplace(p.epsilon); off <= 0 {
		noised = exact
	} else if uint64(off) < exact {
		noised = exact - uint64(off)
	}
	return p.floored(noised, max(p.floors.Report, roundDown(noised)), n)
}

// floored is value, or nothing if size, which stays secret, is below the floor.
func (p *Policy) floored(size, value uint64, n psi.Noise) psi.Released {
	out := psi.Released{Floor: p.floors.Report, Noise: n.String()}
	if size < p.floors.Report {
		out.BelowFloor = true
	} else {
		out.Value = &value
	}
	return out
}

// roundDown cuts off what psi.Rounded would round.
func roundDown(n uint64) uint64 {
	unit := uint64(10)
	for n/unit >= 1000 {
		unit *= 10
	}
	return n / unit * unit
}

// Published is what the platform's sets are padded to, so that their size does not show every new user: three digits,
// rounded up. Without padding it is size itself.
func (p *Policy) Published(size uint64) uint64 {
	if !p.padding {
		return size
	}
	unit := uint64(1)
	for size/unit >= 1000 {
		unit *= 10
	}
	return (size + unit - 1) / unit * unit
}
