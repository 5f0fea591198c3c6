package session

import (
	"context"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// prepare moves a session from StatePreparing to StateOpen once its platform set is masked.
func (s *session) prepare() {
	set, path, err := s.claim.prepare(&s.facts)
	if err == nil {
		err = s.commitSet(set, path)
	}
	if err != nil {
		s.abort(err)
	}
}

func (s *session) commitSet(set psi.Set, path string) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != psi.StatePreparing {
		return nil
	}
	if s.receipt, err = s.claim.receipt(&s.facts); err != nil {
		return err
	}
	s.bound.PlatformSet, s.setPath, s.state = set, path, psi.StateOpen
	return nil
}

// evaluate multiplies the closed list while the client makes its tags.
func (s *session) evaluate() {
	err := s.job(s.ctx, func() error {
		e, err := s.claim.evaluate(&s.facts, s.bound, s.list.reader())
		if err == nil {
			s.eval <- e
		}
		return err
	})
	if err != nil {
		s.abort(err)
	}
	if !s.isOpen() {
		s.dropEvaluated()
	}
}

// count compares the tags with the evaluated list, and stores the answer before it gives it out.
func (s *session) count() {
	began := time.Now()
	select {
	case e := <-s.eval:
		if err := s.answer(e, began); err != nil {
			s.abort(err)
		}
	case <-s.ctx.Done():
	}
}

func (s *session) answer(e evaluation, began time.Time) (err error) {
	a := &answer{result: psi.Result{Session: s.id, Mode: s.offer.Mode, Context: s.bound.Digest()}}
	defer func() { err = errors.Join(err, a.discard()) }()
	if a.cost, err = s.debit(s.ctx, s); err == nil {
		err = s.job(s.ctx, func() error {
			err := e.answer(&s.facts, s.tags, a)
			// Inside the job, so that whoever waits for its place can't see when the work was done either.
			return errors.Join(err, s.waitQuantum(e, began))
		})
	}
	if err := errors.Join(err, e.Close()); err != nil {
		return err
	}
	return s.commit(a)
}

// Quantum is the unit that an answer's time is rounded up to, so that the time does not reveal the size that the noise
// hides. Only tests change it.
var Quantum = time.Second

// waitQuantum waits until whole quanta have passed since a session's work began.
func (s *session) waitQuantum(e evaluation, began time.Time) error {
	if s.owner.Exact() {
		return nil
	}
	d := e.quanta(s.bound.List.Size, s.bound.PlatformSet.Size) * Quantum
	select {
	case <-time.After(d - time.Since(began)%d):
		return nil
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}

// commit records and stores the answer, and ends the session with it. If the session has ended already, nobody gets the
// answer.
func (s *session) commit(a *answer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isOpen() {
		return nil
	}
	if err := s.recordResult(s, a); err != nil {
		return err
	}
	if a.matches != nil {
		if err := a.matches.keep(); err != nil {
			return err
		}
	}
	b, err := a.encode()
	if err != nil {
		return err
	}
	if err := s.recordEnd(context.Background(), b, ""); err != nil {
		return err
	}
	a.committed = true
	s.state, s.result = psi.StateDone, b
	s.end()
	s.logAnswer(&a.result)
	return nil
}

func (s *session) logAnswer(r *psi.Result) {
	log := s.Log.With("session", s.id, "client", s.client, "mode", r.Mode, "below_floor", r.Released.BelowFloor, "noise", r.Released.Noise)
	if s.owner.Exact() {
		log = log.With("exact", true, "owner", s.owner.Name, "contract", s.owner.Contract)
	}
	if r.Released.Value != nil {
		log = log.With("released", *r.Released.Value)
	}
	if r.Handles != nil {
		log = log.With("handles", r.Handles.Size)
	}
	log.Info("session: done")
}
