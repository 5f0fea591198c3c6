package ledger

import (
	"github.com/blindmatch/blindmatch/psi"
)

// pays says whether a session's answer is paid for, unless a contract makes it exact.
func (s *Session) pays() bool { return !s.Mode.Audience() || s.offer.Audience.Action.Fills() }

// tells says whether a session's answer has numbers.
func (s *Session) tells() bool { return !s.Mode.Audience() || s.offer.Audience.Release }

// told checks the numbers of a result, and its handles.
func (r *Replay) told(s *Session, m *Result) string {
	segments := 0
	if s.offer.Segments > 1 {
		segments = int(s.offer.Segments)
	}
	if (m.Released != nil) != s.tells() || len(m.Segments) != segments {
		return "the result tells more or less than was asked for"
	}
	handles := s.Mode.Handles() && m.Released.Value != nil
	switch {
	case (m.Handles != nil) != handles:
		return "the result has handles where there must be none, or none where there must be some"
	case handles && (len(m.Handles.Parts) != 1 || m.Handles.Parts[0].Width != 1 || int64(m.Handles.Records()) != *m.Released.Value):
		return "the result has another number of handles than it says"
	case !s.tells():
		return ""
	}
	q := question{s, r.start.Floors.Report, m.noise(s)}
	for i, v := range m.Segments {
		if why := q.number(v, s.commit.List[i].Size, 1); why != "" {
			return why
		}
	}
	if why := q.number(*m.Released, s.List, s.offer.Segments); why != "" {
		return why
	}
	if segments > 0 && !q.addUp(m) {
		return "the result's segments do not add up to its total"
	}
	return ""
}

// noise is what a session's answer must have been noised with.
func (m *Result) noise(s *Session) psi.Noise {
	switch {
	case m.Contract != "":
		return psi.Noise{}
	case s.Mode.Handles():
		return psi.HandleNoise(s.offer.Epsilon)
	}
	return psi.Noise{Epsilon: s.offer.Epsilon}
}

// question is what a number answers.
type question struct {
	s     *Session
	floor uint64 // in force
	noise psi.Noise
}

// number checks one number, of a list of so many elements in so many segments, each with noise of its own.
func (q *question) number(v psi.Released, list, segments uint64) string {
	groups := psi.Set{Parts: q.s.Slice.Sections(q.s.commit.Set)}.Records()
	size, noise := min(list, groups), segments*q.noise.Within(0x1p80)
	switch {
	case v.Noise != q.noise.String():
		return "the result's noise is not the one that was offered"
	case v.BelowFloor != (v.Value == nil):
		return "the result is neither a number nor below the floor"
	case !q.s.Slice.Whole():
		if v.Floor != 0 || v.BelowFloor {
			return "the number of a slice has a floor"
		}
		if *v.Value > int64(size+noise) || *v.Value < -int64(noise) {
			return "the result is larger than the sets and their noise can make it"
		}
		return ""
	case v.Floor != q.floor:
		return "the result's floor is not the one in force"
	case v.BelowFloor:
		return ""
	case *v.Value < 0:
		return "the result is under the floor"
	}
	n, least, most := uint64(*v.Value), q.floor, psi.Rounded(size+noise)
	switch {
	case q.noise.Exact():
		most = size
	case q.noise.Shift > 0: // the floor looks at the number before it is shifted
		least, most = psi.RoundedUp(q.floor+q.noise.Shift), q.noise.Most(size)
	}
	switch {
	case n < least:
		return "the result is under the floor"
	case n > max(most, least):
		return "the result is larger than the sets and their noise can make it"
	case !q.noise.Exact() && psi.Rounded(n) != n && n != least:
		return "the result is not rounded"
	}
	return ""
}

// addUp says whether the segments' numbers can belong to the total. Noised numbers of the whole set don't show it:
// each is cut off and rounded by itself.
func (q *question) addUp(m *Result) bool {
	if q.s.Slice.Whole() && !q.noise.Exact() {
		return true
	}
	low, high := int64(0), int64(0)
	for _, v := range m.Segments {
		if v.Value != nil {
			low, high = low+*v.Value, high+*v.Value
		} else {
			high += int64(q.floor) - 1
		}
	}
	if m.Released.Value == nil {
		return low < int64(q.floor)
	}
	return low <= *m.Released.Value && *m.Released.Value <= high
}
