package session

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// blindedMode is mode blinded: the answer comes with a random handle for each group that matches, among decoys.
type blindedMode struct{ *Env }

func (blindedMode) check(context.Context, *facts) error { return nil }

func (blindedMode) pays(*facts) bool { return true }

// quanta are more than for comparing alone, since handles are made.
func (blindedMode) quanta(m, n uint64) time.Duration {
	return comparing(m, n) + time.Duration(min(m, n)/50_000)
}

// answer draws a handle for each group that matches. Unless they are below the floor, it writes them for the client,
// filled up with decoys to the released number, and sorted so that their order says nothing. The platform's own list
// says whose each handle is.
func (b blindedMode) answer(f *facts, m *matching, a *answer) (err error) {
	list, err := b.newMatchList(f, m)
	if err != nil {
		return err
	}
	defer list.close()
	handles := extsort.New(extsort.Config{Width: psi.HandleSize, Memory: b.Memory, Dir: b.scratch().Dir})
	defer handles.Close()
	err = m.eval.Match(f.ctx, m.reader(), m.tags.Set, m.sentinels, func(h psi.Hit) error {
		handle := newHandle()
		if err := list.add(handle, h); err != nil {
			return err
		}
		return handles.Add(handle[:])
	})
	if err != nil {
		return err
	}
	released := b.Policy.ReleaseHandles(f.question, handles.Len())
	a.result.Released = &released
	if released.BelowFloor {
		return nil // the list is dropped, since it is not finished
	}
	for handles.Len() < uint64(*released.Value) {
		decoy := newHandle()
		if err := handles.Add(decoy[:]); err != nil {
			return err
		}
	}
	if a.result.Handles, err = writeHandles(f, handles); err != nil {
		return err
	}
	a.effect = list.files
	a.index, err = list.finish()
	return err
}

func newHandle() (h psi.Handle) {
	rand.Read(h[:])
	return h
}
