package answer

import (
	"errors"
	"fmt"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// Question is what a session asked, as far as its result answers it.
type Question struct {
	Session string
	Context *psi.Context
	Floor   uint64   // of released numbers, as info tells it
	Exact   bool     // whether whole counts come without noise, by contract
	Sizes   []uint64 // elements of the list's segments, before padding
}

// noise is what the numbers must be noised with.
func (q *Question) noise() psi.Noise {
	c := q.Context
	switch {
	case q.Exact && c.Mode == psi.Count && c.Slice.Whole():
		return psi.Noise{}
	case c.Mode.Handles():
		return psi.HandleNoise(c.Epsilon)
	}
	return psi.Noise{Epsilon: c.Epsilon}
}

// Tells says whether the answer to a session has numbers.
func Tells(c *psi.Context) bool { return !c.Mode.Audience() || c.Audience.Release }

// Check refuses a result that can't answer the question.
func (q *Question) Check(result *psi.Result) error {
	c := q.Context
	if result.Session != q.Session || result.Mode != c.Mode || result.Context != c.Digest() {
		return errors.New("the platform's result belongs to another session")
	}
	segments := 0
	if c.Segments > 1 {
		segments = int(c.Segments)
	}
	if (result.Released != nil) != Tells(c) || len(result.Segments) != segments {
		return errors.New("the platform's result tells more or less than was asked for")
	}
	if result.Released != nil {
		all := numbers{q.noise(), q.Floor, psi.Set{Parts: c.Slice.Sections(c.PlatformSet)}.Records(), !c.Slice.Whole()}
		if err := all.check(result.Released, psi.MaskedList{Sizes: q.Sizes}.Size(), c.Segments); err != nil {
			return fmt.Errorf("the platform's result: %w", err)
		}
		for i, v := range result.Segments {
			if err := all.check(&v, q.Sizes[i], 1); err != nil {
				return fmt.Errorf("the platform's result for segment %d: %w", i, err)
			}
		}
	}
	return checkHandles(result, c.Mode)
}

// numbers are those of one answer.
type numbers struct {
	noise   psi.Noise
	floor   uint64
	groups  uint64 // that were counted in
	ofSlice bool
}

// check rejects a number that no honest platform releases for a list of so many elements. It is noised terms times.
func (n numbers) check(v *psi.Released, size, terms uint64) error {
	if v.Noise != n.noise.String() {
		return fmt.Errorf("its noise is %.40q, and %q was offered", v.Noise, n.noise)
	}
	size = min(size, n.groups)
	reach := int64(terms * n.noise.Within(0x1p80)) // one case in 2^80 is beyond
	if n.ofSlice {
		switch {
		case v.Value == nil || v.BelowFloor || v.Floor != 0:
			return errors.New("a slice's number has a floor")
		case *v.Value < -reach || *v.Value > int64(size)+reach:
			return tooLarge(*v.Value, n.noise)
		}
		return nil
	}
	if v.Floor != n.floor {
		return fmt.Errorf("its floor is %d, and the platform announced %d", v.Floor, n.floor)
	}
	if v.BelowFloor != (v.Value == nil) {
		return errors.New("it is neither a number nor below its floor")
	}
	if v.Value == nil {
		return nil
	}
	value := uint64(max(0, *v.Value))
	most, rounded := size+uint64(reach), psi.Rounded
	if n.noise.Shift > 0 {
		most, rounded = most+n.noise.Shift, psi.RoundedUp
	}
	switch {
	case *v.Value < 0 || value < v.Floor || n.noise.Shift > 0 && value < v.Floor+n.noise.Shift:
		return fmt.Errorf("%d is below its own floor of %d", *v.Value, v.Floor)
	case n.noise.Exact() && value > size, !n.noise.Exact() && value > max(rounded(most), v.Floor):
		return tooLarge(*v.Value, n.noise)
	case !n.noise.Exact() && value != rounded(value) && (value != v.Floor || n.noise.Shift > 0):
		return fmt.Errorf("%d is not rounded", *v.Value)
	}
	return nil
}

func tooLarge(v int64, n psi.Noise) error {
	return fmt.Errorf("%d is further from what the two sets allow than its noise, %s, reaches", v, n)
}

// checkHandles rejects handles that don't go with the number.
func checkHandles(result *psi.Result, m psi.Mode) error {
	switch h := result.Handles; {
	case (h != nil) != (m.Handles() && result.Released.Value != nil):
		return errors.New("the platform's result has handles where there must be none, or none where there must be some")
	case h != nil && !slices.Equal(h.Parts, []psi.Part{{Width: 1, Size: uint64(*result.Released.Value)}}):
		return errors.New("the platform's handles do not match its result")
	}
	return nil
}
