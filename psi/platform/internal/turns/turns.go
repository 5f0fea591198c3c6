// Package turns shares a machine's cores between owners: whose work is done next, and what it costs to have work done
// for nothing.
package turns

import (
	"context"
	"sync"
)

const (
	// quantum is how many points an owner may be ahead of another one that waits: about one second of one core, and a batch.
	quantum = 1 << 15
	// dear is how many points each point of an owner counts that has had much done for nothing.
	dear = 32
	// small is the most points of a job that needs no room worth counting while it is interrupted.
	small = 1 << 17
)

// Turns runs jobs, each on all cores, few at once. Owners have equal shares, counted in points (multiplications of a
// group element): of the jobs that wait, one of the owner that has had least is next, and a long one is interrupted for
// it. An owner that has nothing to do saves nothing up. It is safe for concurrent use.
type Turns struct {
	most int // jobs that run at once

	mu      sync.Mutex
	owners  map[string]*owner // that have jobs
	waiting []*Turn           // oldest first
	running int
	large   int               // large jobs that have begun
	dear    int               // of these, of owners that had much done for nothing
	had     uint64            // the least points of an owner with jobs, so far: newcomers begin there
	past    map[string]uint64 // points of owners that have no jobs, if they had more
	trips   map[string]any    // for tests: what an owner's next points panic with
}

// owner is whose jobs they are.
type owner struct {
	had  uint64 // points, counted from where it began to have jobs
	jobs int
}

// Platform is whose share the platform's own jobs are of.
const Platform = "platform"

// Job says what a job is.
type Job struct {
	Owner  string // Platform, or a name that Work.Of makes
	Points uint64 // that it takes, about
	// Urgent, if set, says whether somebody waits for the job. Of an owner's jobs those are first.
	Urgent func() bool
	// Dear, if set, says whether the owner has had much done for nothing: its share is then a small one.
	Dear func() bool
}

// Turn is a job that waits or runs.
type Turn struct {
	turns *Turns
	job   Job
	owner *owner
	next  chan struct{} // closed when it may run
	begun bool
	dear  bool // when it began
	runs  bool
	owes  uint64 // points since it last looked whether it is somebody else's turn
}

// New takes the number of jobs that may run at once.
func New(jobs int) *Turns {
	return &Turns{most: jobs, owners: map[string]*owner{}, past: map[string]uint64{}, trips: map[string]any{}}
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
	x.owner.had += x.price(points)
	t.had = max(t.had, t.floor())
	x.owes += points
	if x.owes < quantum/4 || !t.wanted(x) {
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
	x.owner.had += x.price(points)
	x.turns.had = max(x.turns.had, x.turns.floor())
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
	o := t.owners[j.Owner]
	if o == nil {
		o = &owner{had: max(t.floor(), t.past[j.Owner])}
		delete(t.past, j.Owner)
		t.owners[j.Owner] = o
	}
	o.jobs++
	x := &Turn{turns: t, job: j, owner: o}
	t.queue(x)
	return x
}

// floor is where a newcomer begins: with the least that an owner with jobs has had. t.mu is held.
func (t *Turns) floor() uint64 {
	least, first := t.had, true
	for _, o := range t.owners {
		if first || o.had < least {
			least, first = o.had, false
		}
	}
	return least
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
		if x.dear {
			t.dear--
		}
	}
	if x.owner.jobs--; x.owner.jobs == 0 {
		delete(t.owners, x.job.Owner)
		t.remember(x)
	}
	t.grant()
}

// remember keeps what the owner of x has had, so that it can't begin anew with each job. t.mu is held.
func (t *Turns) remember(x *Turn) {
	t.past[x.job.Owner] = x.owner.had
	if len(t.past) < 1024 {
		return
	}
	now := t.floor()
	for name, had := range t.past {
		if had <= now {
			delete(t.past, name)
		}
	}
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
				if x.dear = x.isDear(); x.dear {
					t.dear++
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
	if x.owner != y.owner {
		return x.owner.had < y.owner.had
	}
	return x.isUrgent() && !y.isUrgent()
}

func (x *Turn) isUrgent() bool { return x.job.Urgent != nil && x.job.Urgent() }

func (x *Turn) isDear() bool { return x.job.Dear != nil && x.job.Dear() }

// price is what points of x count.
func (x *Turn) price(points uint64) uint64 {
	if x.isDear() {
		return dear * points
	}
	return points
}

// mayRun says whether there is room for x: a large job that is interrupted keeps its memory. t.mu is held.
func (t *Turns) mayRun(x *Turn) bool {
	return x.begun || !x.isLarge() || t.large < 2*t.most && (t.dear < t.most || !x.isDear())
}

func (x *Turn) isLarge() bool { return x.job.Points > small }

// wanted says whether somebody else should run instead of x. t.mu is held.
func (t *Turns) wanted(x *Turn) bool {
	for _, y := range t.waiting {
		if !t.mayRun(y) {
			continue
		}
		if y.owner.had+quantum <= x.owner.had || y.owner == x.owner && y.isUrgent() && !x.isUrgent() {
			return true
		}
	}
	return false
}
