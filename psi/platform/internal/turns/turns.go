// Package turns shares a machine's cores between owners: whose work is done next, and what it costs to have work done
// for nothing.
package turns

import (
	"context"
	"sync"
)

const (
	// quantum is how many points an owner may be ahead of another one that waits: a batch, about a sixth of a second of one core.
	quantum = 1 << 15
	// common is how many points each point counts of those who have one share together: it is a small one.
	common = 4
	// small is the most points of a job that needs no room worth counting while it is interrupted.
	small = 1 << 17
)

// Turns runs jobs, each on all cores, few at once. Owners of standing have equal shares, counted in points
// (multiplications of a group element), and all the others together have a smaller one, which is divided among them
// alike: of the jobs that wait, one of whoever has had least is next, and a long one is interrupted for it. Shares are
// of what is wanted: the others have everything while nobody of standing has a job. It is safe for concurrent use.
type Turns struct {
	most int // jobs that run at once

	mu          sync.Mutex
	owners      *shares // of standing, and everybody's common one
	others      *shares // of the common one
	waiting     []*Turn // oldest first
	running     int
	large       int            // large jobs that have begun
	largeCommon int            // of these, of the common share
	trips       map[string]any // for tests: what an owner's next points panic with
}

// Platform is whose share the platform's own jobs are of.
const Platform = "platform"

// everybody is whose the common share is. No owner has this name: see Work.Of.
const everybody = "others"

// Job says what a job is.
type Job struct {
	Owner  string // Platform, or a name that Work.Of makes
	Points uint64 // that it takes, about
	// Urgent, if set, says whether somebody waits for the job. Of an owner's jobs those are first.
	Urgent func() bool
	// Common says that the owner has no standing, so that its share is a part of the common one.
	Common bool
}

// Turn is a job that waits or runs.
type Turn struct {
	turns *Turns
	job   Job
	owner *share        // its own, or the common one
	other *share        // its part of the common one, if it has one
	next  chan struct{} // closed when it may run
	begun bool
	runs  bool
	owes  uint64 // points since it last looked whether it is somebody else's turn
}

// New takes the number of jobs that may run at once.
func New(jobs int) *Turns {
	return &Turns{most: jobs, owners: newShares(), others: newShares(), trips: map[string]any{}}
}

// Do runs f when it is the job's turn, or fails with the cause of ctx's end.
func (t *Turns) Do(ctx context.Context, j Job, f func(*Turn) error) error {
	x := t.enter(j)
	defer t.leave(x)
	if err := x.wait(ctx); err != nil {
		return err
	}
	return f(x)
}

// Occupy is a job for tests: it takes a place, when there is one, until leave is called.
func (t *Turns) Occupy() (leave func()) {
	in, out := make(chan struct{}), make(chan struct{})
	go func() {
		_ = t.Do(context.Background(), Job{Owner: "occupied"}, func(*Turn) error {
			close(in)
			<-out
			return nil
		})
		close(out)
	}()
	<-in
	return func() {
		out <- struct{}{}
		<-out
	}
}

// Trip is for tests: the next points that are counted for an owner, which is where its work is done, panic with value.
func (t *Turns) Trip(owner string, value any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trips["owner "+owner] = value
}

// Spend says that the job has had so many points. If it is another job's turn now, it waits. When ctx ends it returns
// at once, and the job must end.
func (x *Turn) Spend(ctx context.Context, points uint64) {
	t := x.turns
	t.mu.Lock()
	if value := t.trips[x.job.Owner]; value != nil {
		delete(t.trips, x.job.Owner)
		t.mu.Unlock()
		panic(value)
	}
	if !x.runs {
		t.mu.Unlock()
		return
	}
	x.charge(points)
	t.grant() // the others may have waited for that
	x.owes += points
	if !t.wanted(x) {
		t.mu.Unlock()
		return
	}
	x.owes = 0
	x.runs = false
	t.running--
	t.queue(x)
	t.mu.Unlock()
	_ = x.wait(ctx)
}

// Charge counts points that a job has had, without an interruption.
func (x *Turn) Charge(points uint64) {
	x.turns.mu.Lock()
	defer x.turns.mu.Unlock()
	x.charge(points)
}

// charge counts points. turns.mu is held.
func (x *Turn) charge(points uint64) {
	if !x.job.Common {
		x.turns.owners.charge(x.owner, points)
		return
	}
	x.turns.owners.charge(x.owner, common*points)
	x.turns.others.charge(x.other, points)
}

// Count says how many jobs wait and how many run.
func (t *Turns) Count() (waiting, running int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.waiting), t.running
}

func (t *Turns) enter(j Job) *Turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := &Turn{turns: t, job: j}
	if j.Common {
		x.owner, x.other = t.owners.enter(everybody), t.others.enter(j.Owner)
	} else {
		x.owner = t.owners.enter(j.Owner)
	}
	t.queue(x)
	return x
}

// queue lets x wait. t.mu is held.
func (t *Turns) queue(x *Turn) {
	x.next = make(chan struct{})
	t.waiting = append(t.waiting, x)
	t.grant()
}

// wait waits for x's turn.
func (x *Turn) wait(ctx context.Context) error {
	select {
	case <-x.next:
		return nil
	case <-ctx.Done():
	}
	t := x.turns
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, y := range t.waiting {
		if x == y {
			t.waiting = append(t.waiting[:i], t.waiting[i+1:]...)
			break
		}
	}
	return context.Cause(ctx)
}

func (t *Turns) leave(x *Turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x.runs {
		x.runs = false
		t.running--
	}
	if x.begun && x.isLarge() {
		t.large--
		if x.job.Common {
			t.largeCommon--
		}
	}
	if x.job.Common {
		t.owners.leave(everybody)
		t.others.leave(x.job.Owner)
	} else {
		t.owners.leave(x.job.Owner)
	}
	t.grant()
}

// grant lets run whose turn it is. t.mu is held.
func (t *Turns) grant() {
	for t.running < t.most {
		i := t.best()
		if i < 0 {
			return
		}
		x := t.waiting[i]
		t.waiting = append(t.waiting[:i], t.waiting[i+1:]...)
		if !x.begun {
			x.begun = true
			if x.isLarge() {
				t.large++
				if x.job.Common {
					t.largeCommon++
				}
			}
		}
		x.runs = true
		t.running++
		close(x.next)
	}
}

// best is which of the waiting jobs is next, or -1. t.mu is held.
func (t *Turns) best() int {
	best := -1
	for i, x := range t.waiting {
		if t.mayRun(x) && (best < 0 || x.before(t.waiting[best])) {
			best = i
		}
	}
	return best
}

// before says whether x is to run before y, which has waited for longer.
func (x *Turn) before(y *Turn) bool {
	switch {
	case x.owner != y.owner:
		return x.owner.had < y.owner.had
	case x.other != y.other:
		return x.other.had < y.other.had
	}
	return x.isUrgent() && !y.isUrgent()
}

func (x *Turn) isUrgent() bool { return x.job.Urgent != nil && x.job.Urgent() }

// mayRun says whether there is room for x: a large job that is interrupted keeps its memory. t.mu is held.
func (t *Turns) mayRun(x *Turn) bool {
	if x.job.Common && t.isAhead() {
		return false
	}
	return x.begun || !x.isLarge() || t.large < 2*t.most && (t.largeCommon < t.most || !x.job.Common)
}

// isAhead says whether the common share is ahead of an owner of standing that has a job. Then its jobs stand still even
// where there is a place: they would take cores from that job. t.mu is held.
func (t *Turns) isAhead() bool {
	all := t.owners.here[everybody]
	for _, x := range t.owners.here {
		if x.had < all.had {
			return true
		}
	}
	return false
}

func (x *Turn) isLarge() bool { return x.job.Points > small }

// wanted says whether somebody else should run instead of x. t.mu is held.
func (t *Turns) wanted(x *Turn) bool {
	if x.job.Common && t.isAhead() {
		return true
	}
	if x.owes < quantum/4 {
		return false
	}
	for _, y := range t.waiting {
		if t.mayRun(y) && y.isDue(x) {
			return true
		}
	}
	return false
}

// isDue says whether x, which runs, is so far ahead that it is y's turn.
func (y *Turn) isDue(x *Turn) bool {
	switch {
	case x.owner != y.owner:
		return y.owner.had+quantum <= x.owner.had
	case x.other != y.other:
		return y.other.had+quantum <= x.other.had
	}
	return y.isUrgent() && !x.isUrgent()
}
