package session

import (
	"os"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
)

// Sessions handles the messages of clients. It is safe for concurrent use.
type Sessions struct {
	*Env
	Epochs   *Epochs
	registry *registry
	modes    psi.PerMode[mode]
}

// New returns sessions that can take offers as soon as env has its journal and accounts.
func New(env *Env) *Sessions {
	e := newEpochs(env)
	x := &Sessions{
		Env: env, Epochs: e, registry: newRegistry(env),
		modes: psi.EachMode[mode](countMode{env}, activateMode{Env: env}, blindedMode{env}),
	}
	env.bar = x.bar
	return x
}

// bar ends the open sessions of an owner that is struck.
func (x *Sessions) bar(owner, dataset string) {
	for _, s := range x.registry.all() {
		if s.owner.Name == owner && s.data.Name == dataset && s.isOpen() {
			s.fail(psi.Errorf(psi.CodeStruck, "%q was barred from dataset %q meanwhile", owner, dataset))
		}
	}
}

// Expire ends idle and old sessions and forgets ended ones.
func (x *Sessions) Expire() {
	now := time.Now()
	for _, s := range x.registry.all() {
		s.mu.Lock()
		// A session that is working need not get messages.
		idle := now.Sub(s.touched) > x.Lifetimes.Idle && s.state != psi.StatePreparing && s.state != psi.StateCounting
		s.mu.Unlock()
		old := now.After(s.expires)
		switch {
		case s.isOpen() && idle:
			s.fail(psi.Errorf(psi.CodeSessionFailed, "the session expired after %s without a message; run the command again", figures.Duration(x.Lifetimes.Idle)))
		case !s.isOpen() && !old:
			recordLate(s)
		case s.isOpen() && old:
			s.fail(psi.Errorf(psi.CodeSessionFailed, "the session expired: it was open for %s", figures.Duration(x.Lifetimes.Session)))
		case !s.isOpen() && old:
			x.registry.mu.Lock()
			delete(x.registry.byID, s.id)
			x.registry.mu.Unlock()
			os.RemoveAll(s.dir)
		}
	}
}

// End ends all open sessions because of e, unless they go on in the next process.
func (x *Sessions) End(e *psi.Error) {
	if x.keeps() {
		return
	}
	for _, s := range x.registry.all() {
		s.fail(e)
	}
}

// Release releases what all sessions hold. Nothing must be working for them any more.
func (x *Sessions) Release() {
	for _, s := range x.registry.all() {
		s.release()
	}
}
