package session

import (
	"maps"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// Hooks shows the tests of package platform what goes on inside. Nothing else uses it.
type Hooks struct{ x *Sessions }

// Hooks is for tests.
func (x *Sessions) Hooks() Hooks { return Hooks{x} }

// IDs are the sessions that are open or have ended lately.
func (h Hooks) IDs() []string {
	h.x.registry.mu.Lock()
	defer h.x.registry.mu.Unlock()
	return slices.Collect(maps.Keys(h.x.registry.byID))
}

// Evaluated says whether a session's list is evaluated but not yet counted.
func (h Hooks) Evaluated(id string) bool {
	h.x.registry.mu.Lock()
	defer h.x.registry.mu.Unlock()
	return len(h.x.registry.byID[id].eval) == 1
}

// Occupy takes a job's place, when there is one, until leave is called.
func (h Hooks) Occupy() (leave func()) { return h.x.Turns.Occupy() }

// Panic makes the answer to a session panic.
func (h Hooks) Panic(id string) {
	h.x.registry.mu.Lock()
	defer h.x.registry.mu.Unlock()
	s := h.x.registry.byID[id]
	s.mode = panicking{s.mode}
}

type panicking struct{ mode }

func (panicking) answer(f *facts, _ *matching, _ *answer) error { panic(f.nonce) }

// Epochs are the sets of the epochs that are served.
func (h Hooks) Epochs() map[psi.Digest]*psi.Epoch {
	h.x.Epochs.mu.Lock()
	defer h.x.Epochs.mu.Unlock()
	all := map[psi.Digest]*psi.Epoch{}
	for digest, e := range h.x.Epochs.serving {
		all[digest] = e.role
	}
	return all
}

// Masked waits for all epochs that are being made, and returns their number.
func (h Hooks) Masked() int {
	h.x.Epochs.mu.Lock()
	newest := slices.Collect(maps.Values(h.x.Epochs.newest))
	h.x.Epochs.mu.Unlock()
	for _, e := range newest {
		<-e.ready
	}
	return len(newest)
}

// CommitMatches commits an answer with matches to a session, as its last step does.
func (h Hooks) CommitMatches(client, id string) error {
	s, err := h.x.registry.find(client, id)
	if err != nil {
		return err
	}
	a := &answer{result: psi.Result{Session: id}, effect: &matchFiles{h.x.Env, id}}
	if err := s.commit(a); err != nil {
		return err
	}
	return a.discard()
}
