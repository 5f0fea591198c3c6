package turns

import (
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
)

// OfferPrice is what an offer costs, in points, that ends without an answer.
const OfferPrice = 1 << 16

// Unpaid is the work that owners had done for nothing: offers and evaluations of sessions that ended without an answer.
// Each may have some of it, and then waits until time has paid for it. It knows who has had answers, too. It is safe for
// concurrent use.
type Unpaid struct {
	most float64 // points at once
	now  func() time.Time

	mu     sync.Mutex
	owners map[string]debt
}

// debt is what an owner had done at a time. It shrinks from then on.
type debt struct {
	points   float64
	at       time.Time
	answered bool // at least once
}

// How long it takes until the most that an owner may have done at once is paid for, and the longest that it waits.
const (
	payOff  = 10 * time.Minute
	longest = time.Hour
)

// NewUnpaid takes the points that an owner may have for nothing at once.
func NewUnpaid(most uint64) *Unpaid {
	return &Unpaid{most: float64(most), now: time.Now, owners: map[string]debt{}}
}

// Charge says that work was done for nothing.
func (u *Unpaid) Charge(owner string, points uint64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	d := u.due(owner)
	d.points = min(d.points+float64(points), u.most*(1+float64(longest)/float64(payOff)))
	u.owners[owner] = d
	if len(u.owners) > 1024 {
		for name := range u.owners {
			if d := u.due(name); d.points == 0 && !d.answered {
				delete(u.owners, name)
			}
		}
	}
}

// Answered says that a session of the owner ended with its answer.
func (u *Unpaid) Answered(owner string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	d := u.due(owner)
	d.answered = true
	u.owners[owner] = d
}

// Standing says whether an owner has had an answer of this process, and no more done for nothing than an offer: a list
// that was evaluated, or offers in a row, take its standing. That happens to everybody, and is over in a minute; until
// then whoever has been waiting for an answer goes first.
func (u *Unpaid) Standing(owner string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	d := u.due(owner)
	return d.answered && d.points <= OfferPrice
}

// Check fails with a *psi.Error if an owner has to wait.
func (u *Unpaid) Check(owner string) error {
	wait := u.Wait(owner)
	if wait == 0 {
		return nil
	}
	e := psi.Errorf(psi.CodeTooManySessions, "too many sessions or offers of %q ended without an answer: come back in %s", owner, figures.Duration(wait.Round(time.Second)))
	e.RetryAfter = wait
	return e
}

// Wait is how long an owner has to wait with the next offer.
func (u *Unpaid) Wait(owner string) time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	over := u.due(owner).points - u.most
	if over <= 0 {
		return 0
	}
	return max(time.Duration(over/u.rate()), time.Second)
}

// rate is points per nanosecond.
func (u *Unpaid) rate() float64 { return u.most / float64(payOff) }

// due is what an owner's debt is now. mu is held.
func (u *Unpaid) due(owner string) debt {
	d, now := u.owners[owner], u.now()
	if !d.at.IsZero() {
		d.points = max(0, d.points-float64(now.Sub(d.at))*u.rate())
	}
	d.at = now
	return d
}
