package extsort

import "sync/atomic"

// DefaultMemory is the most that the buffer of a sort holds unless Config.Memory or Limit says otherwise, in bytes.
const DefaultMemory = 64 << 20

// least is what a sort's buffer may hold in any case, in bytes: with less, a large sort has more runs than a process may
// have open files.
const least = 4 << 20

// held is what the buffers of all sorts of the process hold, in bytes, and most what they should hold; 0 means any.
var held, most atomic.Int64

// Limit bounds what the buffers of all sorts of the process hold together, in bytes, except that each may hold 4 MiB. A
// sort that Config.Memory doesn't bound may have a quarter of it. 0 takes the bound away.
func Limit(bytes int64) { most.Store(max(bytes, 0)) }

// Share is the most that the buffer of one sort holds, in bytes, with the given Config.Memory.
func Share(configured int) int {
	if configured > 0 {
		return configured
	}
	if m := most.Load(); m > 0 {
		return int(m / 4)
	}
	return DefaultMemory
}

// claim asks for n more bytes.
func claim(n int) bool {
	if all, m := held.Add(int64(n)), most.Load(); m == 0 || all <= m {
		return true
	}
	held.Add(-int64(n))
	return false
}

// grow makes room for need bytes in the buffer, or for as many as there may be.
func (s *Sorter) grow(need int) {
	// append would grow a large buffer by a quarter, and copy it four times as often.
	room := max(need, 2*cap(s.buf), int(min(s.cfg.Expect, uint64(s.limit)))*s.cfg.Width)
	room = min(room, s.limit)
	if !claim(room - cap(s.buf)) {
		floor := min(max(least/s.cfg.Width, 2)*s.cfg.Width, s.limit)
		if room = min(room, floor); room <= cap(s.buf) {
			return
		}
		held.Add(int64(room - cap(s.buf)))
	}
	s.buf = append(make([]byte, 0, room), s.buf...)
}

// release gives back the memory.
func (s *Sorter) release() {
	held.Add(-int64(cap(s.buf) + s.merging))
	s.buf, s.merging = nil, 0
}

// Rest is for a sort that will wait before it is read or added to: it writes the buffer to a run and gives it back if
// more than half of what Limit allows is held.
func (s *Sorter) Rest() error {
	if m := most.Load(); s.sorted || len(s.buf) == 0 || m == 0 || held.Load() <= m/2 {
		return nil
	}
	if err := s.spill(); err != nil {
		return err
	}
	s.release()
	return nil
}
