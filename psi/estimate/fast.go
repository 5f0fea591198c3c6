package estimate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Task is a count that is to be fast.
type Task struct {
	Size     uint64 // distinct identifiers of the list: no more than that many matches
	List     uint64 // elements that the list sends, with its padding
	Capacity uint64 // groups that the platform publishes, over all sections
	Elements uint64 // and the elements in them: Σ width · capacity
	// Mask and Remask are how many points this machine masks and remasks in a second. They are more than 0.
	Mask, Remask float64
	// Most is the most that the count may cost. MostWhole is the platform's largest ε of a release, which bounds what the
	// whole set may draw.
	Most, MostWhole psi.Epsilon
	// Time is how long the slice's elements may take. 0 means as long as the list itself, but at least leastTime.
	Time time.Duration
}

const leastTime = 5 * time.Second

// Plan is the slice that was picked, with what it costs and gives. Show it before anything is sent.
type Plan struct {
	Slice    psi.Slice
	Drawn    psi.Epsilon // ε of the noise
	Charged  psi.Epsilon // ε that is paid
	Elements uint64      // of the platform's set that are read
	Bytes    uint64      // of list, slice and tags, both ways
	Time     time.Duration
	InTime   bool // false: even the smallest slice takes longer than wanted
	task     Task
}

// Fast picks the largest slice whose elements this machine can remask in the time, or the smallest one, and the largest
// ε that may be drawn for the money. Among slices that cost the same, a larger one is always the better one: it has more
// matches, and p · drawn grows with p too.
func Fast(t Task) Plan {
	limit := t.Time
	if limit == 0 {
		limit = max(leastTime, seconds(t.List, t.Mask))
	}
	choices := append([]psi.Slice{{}}, psi.Slices()...)
	i := slices.IndexFunc(choices, func(s psi.Slice) bool { return seconds(t.Elements/s.Parts(), t.Remask) <= limit })
	if i < 0 {
		i = len(choices) - 1
	}
	s := choices[i]
	elements := t.Elements / s.Parts()
	work := seconds(elements, t.Remask)
	p := Plan{
		Slice: s, Elements: elements, Bytes: psi.ElementSize*(t.List+elements) + psi.TagSize*elements,
		Time: work + seconds(t.List, t.Mask), InTime: work <= limit, task: t,
	}
	p.Drawn = s.Drawn(t.Most)
	if s.Whole() && p.Drawn.Cmp(t.MostWhole) > 0 {
		p.Drawn = t.MostWhole
	}
	var err error
	if p.Charged, err = s.Charge(p.Drawn); err != nil {
		panic("estimate: internal error: " + err.Error())
	}
	return p
}

// seconds is how long so many points take, at most a year.
func seconds(points uint64, rate float64) time.Duration {
	return time.Duration(min(float64(points)/rate, 365*24*3600) * float64(time.Second))
}

// Interval is what the answer would say if there were so many matches and the noise were 0.
func (p Plan) Interval(matches uint64) Interval {
	most := min(p.task.Size, p.task.Capacity)
	matches = min(matches, most)
	if p.Slice.Whole() {
		w := reach(p.Drawn, 1) + int64(Rounding(matches))
		return between(int64(matches)-w, int64(matches)+w, most)
	}
	e, err := Slice(int64(matches/p.Slice.Parts()), p.Slice, p.task.Capacity/p.Slice.Parts()*p.Slice.Parts(), p.Drawn, most)
	if err != nil {
		panic("estimate: internal error: " + err.Error())
	}
	return e.Interval
}

// String says what the plan costs, and how wide the interval will be if a tenth or half of the smaller side matches.
func (p Plan) String() string {
	what := "the whole set"
	if !p.Slice.Whole() {
		what = "a slice of " + p.Slice.String()
	}
	most := min(p.task.Size, p.task.Capacity)
	tenth, half := most/10, most/2
	return fmt.Sprintf("%s costs ε %s and takes %.0f s for %d elements; of %d matches the answer would say %s, of %d it would say %s",
		what, decimal(p.Charged), p.Time.Seconds(), p.Elements, tenth, p.Interval(tenth), half, p.Interval(half))
}

// decimal shows an ε with all its millionths.
func decimal(e psi.Epsilon) string {
	return strings.TrimSuffix(strings.TrimRight(e.Rat().FloatString(6), "0"), ".")
}
