// Package disclosure decides what the platform discloses about an intersection's size: the size with noise, a floor and
// rounding; and how often, with a budget for each legal owner and dataset. SPEC.md §7.3, step 8, and §10.1.
package disclosure

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Policy is what a platform discloses and to whom. Its values are within their bounds. The zero value is not usable. It
// is safe for concurrent use, and immutable unless it is a live one.
type Policy struct {
	live    *atomic.Pointer[Policy] // nil unless it is a live one, of which nothing else is used
	floors  psi.Floors
	epsilon psi.Epsilon
	month   psi.Epsilon
	year    psi.Epsilon
	spacing time.Duration
	// sessions is how many sessions an owner may have in an epoch.
	sessions uint64
	forgets  bool             // open sessions die with the process
	clients  map[string]Owner // by client
}

// Owner is the legal entity behind one or several clients. What one of its clients learns counts for all of them.
type Owner struct {
	Name string
	// Contract is the reference of the contract that entitles the owner to exact numbers; "" means that it gets noised
	// ones.
	Contract string
}

// Exact says whether the owner gets exact numbers.
func (o Owner) Exact() bool { return o.Contract != "" }

// The default and the minimum of each floor, and the maximum that a policy may set.
var (
	defaults  = psi.Floors{List: 1000, Dataset: 10000, Report: 100}
	least     = psi.Floors{List: 100, Dataset: 1000, Report: 50}
	mostFloor = uint64(1_000_000_000)
)

// Default is the policy of a platform that has no policy file: ε = 1/10 a release, 1 in 30 days and 4 in 365 days for
// each owner and dataset, one hour between an owner's releases, padding, and every client its own owner.
func Default() *Policy {
	return &Policy{
		floors: defaults, epsilon: mustEpsilon("1/10"), month: mustEpsilon("1"), year: mustEpsilon("4"),
		spacing: time.Hour, sessions: 168, clients: map[string]Owner{},
	}
}

// Live returns a policy that says what p says, until it is replaced.
func (p *Policy) Live() *Policy {
	live := &Policy{live: new(atomic.Pointer[Policy])}
	live.live.Store(p.now())
	return live
}

// Replace makes a live policy say what next says, from now on.
func (p *Policy) Replace(next *Policy) { p.live.Store(next.now()) }

// now is what p says now.
func (p *Policy) now() *Policy {
	if p.live != nil {
		return p.live.Load()
	}
	return p
}

// WithFloors returns the policy with other floors; a 0 keeps the policy's own. The error names a floor that is below
// its bound (100 list elements, 1,000 dataset elements, 50 matches).
func (p *Policy) WithFloors(f psi.Floors) (*Policy, error) {
	q := *p.now()
	for _, x := range []struct {
		what       string
		to         *uint64
		value, low uint64
	}{
		{"least list size", &q.floors.List, f.List, least.List},
		{"least dataset size", &q.floors.Dataset, f.Dataset, least.Dataset},
		{"reporting floor", &q.floors.Report, f.Report, least.Report},
	} {
		switch {
		case x.value == 0:
			continue
		case x.value < x.low:
			return nil, fmt.Errorf("%s %d: want at least %d", x.what, x.value, x.low)
		case x.value > mostFloor:
			return nil, fmt.Errorf("%s %d: want at most %d", x.what, x.value, mostFloor)
		}
		*x.to = x.value
	}
	return &q, nil
}

// Floors returns the floors in force.
func (p *Policy) Floors() psi.Floors { return p.now().floors }

// Epsilon is the privacy loss of one noised release of the whole set, at most and unless the advertiser chooses less.
func (p *Policy) Epsilon() psi.Epsilon { return p.now().epsilon }

// CheckEpsilon refuses an ε that the policy does not allow.
func (p *Policy) CheckEpsilon(e psi.Epsilon, s psi.Slice) error {
	most := p.Epsilon()
	if !s.Whole() {
		most = psi.MostDrawn()
	}
	if e.Cmp(psi.LeastEpsilon()) < 0 || e.Cmp(most) > 0 {
		return psi.Errorf(psi.CodeMismatch, "ε %s: this platform releases numbers with %s to %s", e, psi.LeastEpsilon(), most)
	}
	return nil
}

// Sessions is how many sessions an owner may have in an epoch.
func (p *Policy) Sessions() uint64 { return p.now().sessions }

// KeepsSessions says whether open sessions outlive a restart of the platform. What is needed for that is on its disk
// while they are open.
func (p *Policy) KeepsSessions() bool { return !p.now().forgets }

// Budget is what an owner may spend on a dataset in psi.Days30 and in psi.Days365.
func (p *Policy) Budget() (month, year psi.Epsilon) { q := p.now(); return q.month, q.year }

// Spacing is the minimum time between two releases to one owner.
func (p *Policy) Spacing() time.Duration { return p.now().spacing }

// Owner returns the legal owner behind a client. A client that the policy does not name is its own owner, with noise.
func (p *Policy) Owner(client string) Owner {
	if o, ok := p.now().clients[client]; ok {
		return o
	}
	return Owner{Name: client}
}

// CheckList refuses a list below the floor.
func (p *Policy) CheckList(size uint64) error {
	if size < p.Floors().List {
		return psi.Errorf(psi.CodeListTooSmall, "the list has %d elements; this platform matches lists of at least %d", size, p.Floors().List)
	}
	return nil
}

// CheckDataset refuses a dataset whose capacity is below the floor.
func (p *Policy) CheckDataset(capacity uint64) error {
	if capacity < p.Floors().Dataset {
		return psi.Errorf(psi.CodeDatasetTooSmall, "the dataset has room for %d contact groups; this platform matches datasets of at least %d", capacity, p.Floors().Dataset)
	}
	return nil
}
