package platform

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// model is what a session must do, as briefly as possible: its state, and how each message changes it.
type model struct {
	state     psi.State
	sent      bool     // the list's chunk
	flaw      psi.Code // of it, which shows once the list is closed
	announced bool     // the tags
	tagged    bool     // a chunk of tags
	wrong     bool     // and it is not the right one, which shows at the end
	failed    psi.Code
}

const ok psi.Code = ""

// rig is a session with the tags that belong to it, right and wrong.
type rig struct {
	*opened
	tags, bad chunk
}

func newRig(t testing.TB, p *Platform, client string, m psi.Mode) *rig {
	s := begin(t, p, client, m)
	tags := s.who.tags(t, s)
	return &rig{s, tags, unsorted(tags)}
}

// message is one that a client may send at any time. want says how a state must answer it, and changes the state.
type message struct {
	name string
	send func(s *rig) error
	want func(m *model) psi.Code
}

// out is the answer to a message out of order.
func (m *model) out() psi.Code {
	if m.state == psi.StateFailed {
		return m.failed
	}
	return psi.CodeWrongState
}

func (m *model) fail(c psi.Code) psi.Code {
	m.state, m.failed = psi.StateFailed, c
	return c
}

// sends is the answer to the list's chunk, with a flaw or none: other bytes than before are a conflict.
func (m *model) sends(flaw psi.Code) psi.Code {
	switch {
	case m.state != psi.StateList:
		return m.out()
	case m.sent && m.flaw != flaw:
		return m.fail(psi.CodeChunkConflict)
	}
	m.sent, m.flaw = true, flaw
	return ok
}

func messages() []message {
	list := maskedList()
	part := func(n uint64) []psi.Part { return []psi.Part{{Width: 1, Size: n}} }
	other := newChunk(part(99), psi.ElementSize, list.bytes[:32*99])
	element := newChunk(part(100), psi.ElementSize, append(bytes.Clone(list.bytes[:32*99]), bytes.Repeat([]byte{0xff}, 32)...))
	disorder := newChunk(part(100), psi.ElementSize, append(bytes.Clone(list.bytes[32*99:]), list.bytes[:32*99]...))
	damaged := list
	damaged.digest[0] ^= 1
	return []message{
		{"announce the list", func(s *rig) error { return s.p.OpenList("acme", s.id, s.opening()) }, func(m *model) psi.Code {
			switch m.state {
			case psi.StateOpen:
				m.state = psi.StateList
				return ok
			case psi.StateList:
				return ok
			}
			return m.out()
		}},
		{"announce another list", func(s *rig) error {
			o := s.opening()
			o.List = other.set
			return s.p.OpenList("acme", s.id, o)
		}, func(m *model) psi.Code {
			switch m.state {
			case psi.StateOpen:
				return m.fail(psi.CodeCommitment)
			case psi.StateList:
				return m.fail(psi.CodeWrongState)
			}
			return m.out()
		}},
		{"send the list", func(s *rig) error { return s.put(MaskedList, 0, list) }, func(m *model) psi.Code {
			return m.sends("")
		}},
		{"send the list damaged", func(s *rig) error { return s.put(MaskedList, 0, damaged) }, func(m *model) psi.Code {
			if m.state == psi.StateList {
				return psi.CodeDigestMismatch
			}
			return m.out()
		}},
		{"send a chunk that is not there", func(s *rig) error { return s.put(MaskedList, 1<<63, list) }, func(m *model) psi.Code {
			if m.state == psi.StateList {
				return psi.CodeBadRequest
			}
			return m.out()
		}},
		{"send the list short", func(s *rig) error { return s.put(MaskedList, 0, other) }, func(m *model) psi.Code {
			if m.state == psi.StateList {
				return psi.CodeBadRequest
			}
			return m.out()
		}},
		{"send what is no element", func(s *rig) error { return s.put(MaskedList, 0, element) }, func(m *model) psi.Code {
			return m.sends(psi.CodeDigestMismatch)
		}},
		{"send the list unsorted", func(s *rig) error { return s.put(MaskedList, 0, disorder) }, func(m *model) psi.Code {
			return m.sends(psi.CodeNotAscending)
		}},
		{"close the list", func(s *rig) error { return s.p.CloseList("acme", s.id) }, func(m *model) psi.Code {
			switch {
			case m.state == psi.StateList && m.sent:
				if m.state = psi.StateTags; m.flaw != "" {
					m.fail(m.flaw)
				}
				return ok
			case m.state == psi.StateTags:
				return ok
			}
			return m.out()
		}},
		{"announce the tags", func(s *rig) error { return s.p.OpenTags("acme", s.id, s.opensTags(s.tags)) }, func(m *model) psi.Code {
			if m.state == psi.StateTags {
				m.announced = true
				return ok
			}
			return m.out()
		}},
		{"announce too few tags", func(s *rig) error {
			few := s.opensTags(s.tags)
			few.Tags.Parts = part(capacity - 1)
			return s.p.OpenTags("acme", s.id, few)
		}, func(m *model) psi.Code {
			if m.state == psi.StateTags && !m.announced {
				return psi.CodeBadRequest
			}
			return m.out()
		}},
		{"send the tags", func(s *rig) error { return s.put(Tags, 0, s.tags) }, func(m *model) psi.Code {
			switch {
			case m.state == psi.StateTags && m.wrong:
				return m.fail(psi.CodeChunkConflict)
			case m.state == psi.StateTags && m.announced:
				m.tagged = true
				return ok
			}
			return m.out()
		}},
		{"send other tags", func(s *rig) error { return s.put(Tags, 0, s.bad) }, func(m *model) psi.Code {
			switch {
			case m.state == psi.StateTags && m.tagged && !m.wrong:
				return m.fail(psi.CodeChunkConflict)
			case m.state == psi.StateTags && m.announced:
				m.tagged, m.wrong = true, true
				return ok
			}
			return m.out()
		}},
		{"close the tags", func(s *rig) error { return s.p.CloseTags("acme", s.id) }, func(m *model) psi.Code {
			switch {
			case m.state == psi.StateTags && m.tagged:
				if m.state = psi.StateDone; m.wrong {
					m.fail(psi.CodeNotAscending)
				}
				return ok
			case m.state == psi.StateDone:
				return ok
			}
			return m.out()
		}},
		{"abort", func(s *rig) error { return s.p.Abort("acme", s.id) }, func(m *model) psi.Code {
			if m.state != psi.StateDone && m.state != psi.StateFailed {
				m.fail(psi.CodeSessionFailed)
			}
			return ok
		}},
		{"another's message", func(s *rig) error { return s.p.CloseTags("globex", s.id) }, func(*model) psi.Code { return psi.CodeUnknownSession }},
		{"ask for the handles", func(s *rig) error { _, err := s.p.HandlesFile("acme", s.id); return err }, func(m *model) psi.Code { return m.out() }},
	}
}

// Random sequences of messages, right and wrong: every answer is the model's,
// nothing panics, and nothing is released before the tags are closed.
func TestSessionModel(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	all := messages()
	var right []int
	for _, name := range []string{"announce the list", "send the list", "close the list", "announce the tags", "send the tags", "close the tags"} {
		right = append(right, slices.IndexFunc(all, func(m message) bool { return m.name == name }))
	}
	sequences := 150
	if testing.Short() {
		sequences = 30
	}
	ends := map[psi.State]int{}
	for seq := range sequences {
		r := rand.New(rand.NewPCG(uint64(seq), 1))
		s := newRig(t, p, "acme", psi.Count)
		m := &model{state: psi.StateOpen}
		log := ""
		next := 0 // of right
		for range 30 {
			i := r.IntN(len(all))
			if next < len(right) && r.IntN(3) > 0 { // mostly what comes next
				i = right[next]
				next++
			}
			if all[i].name == "abort" && r.IntN(4) > 0 {
				continue
			}
			before := *m
			want := all[i].want(m)
			log += fmt.Sprintf("\n%s (%s): want %q", all[i].name, before.state, want)
			err := all[i].send(s)
			got := psi.CodeOf(err)
			if err != nil {
				require.NotEmpty(t, got, "%v%s", err, log)
			}
			require.Equal(t, want, got, "%v%s", err, log)
			if m.state == psi.StateDone || m.state == psi.StateFailed && before.state != psi.StateFailed {
				s.wait(t, m.state) // evaluating and counting take a while
			}
			st, err := p.Status("acme", s.id)
			require.NoError(t, err)
			require.Equal(t, m.state, st.State, log)
			if m.state != psi.StateDone && m.state != psi.StateFailed {
				_, err := p.Result(ctx, "acme", s.id) // at once
				require.Equal(t, psi.CodeWrongState, psi.CodeOf(err), log)
			}
		}
		ends[m.state]++
		if m.state == psi.StateDone {
			b, err := p.Result(ctx, "acme", s.id)
			require.NoError(t, err)
			require.Contains(t, string(b), `"below_floor":true`)
		}
		require.NoError(t, p.Abort("acme", s.id))
	}
	require.NotZero(t, ends[psi.StateDone], "no sequence reached a result")
	require.NotZero(t, ends[psi.StateFailed])
}

// The same messages at once, for the race detector: whatever their order, the session ends in one way.
func TestSessionAtOnce(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	all := messages()
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	for round := range rounds {
		s := newRig(t, p, "acme", []psi.Mode{psi.Count, psi.Blinded}[round%2])
		var wg sync.WaitGroup
		for worker := range 4 {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(uint64(round), uint64(worker)))
				for range 40 {
					m := all[r.IntN(len(all))]
					if m.name == "abort" && r.IntN(8) > 0 {
						continue
					}
					err := m.send(s)
					if err != nil && psi.CodeOf(err) == "" {
						t.Errorf("%s: %v", m.name, err)
					}
					if _, err := p.Status("acme", s.id); err != nil {
						t.Errorf("status: %v", err)
					}
				}
			})
		}
		wg.Wait()
		require.NoError(t, p.Abort("acme", s.id))
		if b, err := p.Result(ctx, "acme", s.id); err == nil { // it does not hang
			require.NotNil(t, b)
		}
		liftAll(t, p)
	}
}

// liftAll lifts all strikes. Wrong tags are one in modes whose tags have an order.
func liftAll(t testing.TB, p *Platform) {
	rows, err := p.Store().Strikes(ctx)
	require.NoError(t, err)
	for _, x := range rows {
		require.NoError(t, p.Store().LiftStrike(ctx, x.Owner, x.Dataset, "a test"))
	}
}
