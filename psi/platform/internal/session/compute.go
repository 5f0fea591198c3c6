package session

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/room"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
	"github.com/blindmatch/blindmatch/psi/platform/internal/turns"
)

// prepare moves a session from StatePreparing to StateOpen once its epoch is ready.
func (s *session) prepare() {
	defer caught(s)
	err := s.epoch.wait(s.ctx)
	if err == nil {
		err = s.enter()
	}
	if err != nil {
		s.abort(err)
	}
}

// enter takes a place on the epoch, and a slice of it if the session asks for one.
func (s *session) enter() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != psi.StatePreparing {
		return nil
	}
	set := s.epoch.role.Set()
	if err := s.Room.Plan(&s.need, room.OfTags(set.Items()/s.offer.Slice.Parts())); err != nil {
		return err
	}
	had, err := s.Rows.Sessions.Enter(s.ctx, s.id, s.owner.Name, set.Digest)
	if err != nil {
		return err
	}
	if had > s.Policy.Sessions() {
		return s.epoch.later(s.Lifetimes.Epoch, "%q has had its sessions in this epoch, %d at most", s.owner.Name, s.Policy.Sessions())
	}
	slice, ok, err := s.Rows.Epochs.Allot(s.ctx, set.Digest, s.offer.Slice)
	if err != nil {
		return err
	}
	if !ok {
		return s.epoch.later(s.Lifetimes.Epoch, "this epoch has no slice of %s left", s.offer.Slice)
	}
	s.bound.Slice, s.bound.PlatformSet, s.state = slice, set, psi.StateOpen
	return s.hold()
}

// job runs f when it is the turn of the session's owner. What f computes with its scratch is counted.
func job(s *session, name string, points uint64, f func(psi.Scratch) error) (err error) {
	end := s.Trace.Begin(s.step(name))
	defer func() { end(err) }()
	return s.Turns.Do(s.ctx, s.Of(s.owner.Name, points), func(t *turns.Turn) error {
		scratch := s.scratch()
		scratch.Progress = func(n int) {
			s.unpaid.Add(uint64(n))
			t.Spend(s.ctx, uint64(n))
		}
		return f(scratch)
	})
}

// evaluate multiplies the closed list while the client makes its tags.
func (s *session) evaluate() {
	defer caught(s)
	err := job(s, steps.Evaluate, s.bound.List.Items(), func(scratch psi.Scratch) error {
		e, err := s.epoch.role.Evaluate(s.ctx, s.bound, s.list.Reader(), scratch)
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

// watch computes the tags of the epoch's sentinels from the client's public key.
func (s *session) watch(public psi.PublicKey) {
	defer caught(s)
	err := job(s, steps.Sentinels, s.tags.Set.Items()/8, func(scratch psi.Scratch) (err error) {
		file, err := os.Open(s.epoch.files.Sentinels())
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		t, err := s.epoch.role.Sentinels(s.ctx, s.bound, [32]byte(public), file, scratch)
		if err == nil {
			s.checks <- t
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
	defer caught(s)
	began := time.Now()
	m := &matching{tags: s.tags, listed: s.bound.List.Items(), epoch: s.epoch, env: s.Env}
	var open []io.Closer
	defer func() {
		for _, c := range open {
			c.Close()
		}
	}()
	for range 2 {
		select {
		case m.eval = <-s.eval:
			open = append(open, m.eval)
		case m.sentinels = <-s.checks:
			open = append(open, m.sentinels)
		case <-s.ctx.Done():
			return
		}
	}
	err := s.answer(m, began)
	struck := psi.CodeOf(err) == psi.CodeBadTags
	if struck {
		// That a session ends for its tags is in the ledger only if the strike is: otherwise it is a fault of ours.
		if fault := s.strike(); fault != nil {
			err, struck = fault, false
		}
	}
	if err != nil {
		s.abort(err)
	}
	if struck {
		s.bar(s.owner.Name, s.data.Name)
	}
}

func (s *session) answer(m *matching, began time.Time) (err error) {
	a := &answer{result: psi.Result{Session: s.id, Mode: s.offer.Mode, Context: s.bound.Digest()}}
	defer func() { err = errors.Join(err, a.discard()) }()
	if a.cost, err = s.debit(s.ctx, s); err != nil {
		return err
	}
	// To sort and compare an item costs about a sixteenth of a multiplication. It is not interrupted, so that its time says
	// nothing about the work of others.
	points := (s.bound.List.Items() + s.tags.Set.Items()) / 16
	end := s.Trace.Begin(s.step(steps.Count))
	err = s.Turns.Do(s.ctx, s.Of(s.owner.Name, points), func(t *turns.Turn) error {
		defer t.Charge(points)
		err := s.mode.answer(&s.facts, m, a)
		// Inside the job, so that whoever waits for its place can't see when the work was done either.
		return errors.Join(err, s.waitQuantum(began))
	})
	if end(err); err != nil {
		return err
	}
	return s.commit(a)
}

// strike bars the owner of a session whose tags are not a·P: no answer leaves that was not given before. It fails if
// that may be the platform's own fault.
func (s *session) strike() error {
	if err := s.epoch.checkSentinels(); err != nil {
		return err
	}
	s.strikes.Lock()
	recorded := s.Journal.Strike(s.id, s.owner.Name, s.client, s.data.Name)
	err := errors.Join(recorded, s.Rows.Insist(func() error { return s.Rows.Strikes.Add(context.Background(), struckBy(s)) })) // even if it is not recorded
	s.strikes.Unlock()
	s.Log.Warn("session: tags are not those of the platform's set; the owner is barred", "session", s.id, "owner", s.owner.Name, "dataset", s.data.Name)
	return err
}

// barred fails with a *psi.Error if an owner is barred from a dataset.
func (p *Env) barred(ctx context.Context, owner, dataset string) error {
	x, err := p.Rows.Strikes.Of(ctx, owner, dataset)
	if err != nil || x == nil {
		return err
	}
	return psi.Errorf(psi.CodeStruck, "%q is barred from dataset %q: a session of client %q sent tags that were not made of the platform's set; the platform's operator can lift that",
		owner, dataset, x.Client)
}

// Quantum is the unit that an answer's time is rounded up to, so that the time does not reveal the size that the noise
// hides. Only tests change it.
var Quantum = time.Second

// waitQuantum waits until whole quanta have passed since a session's work began.
func (s *session) waitQuantum(began time.Time) error {
	if s.question.Exact() {
		return nil
	}
	d := s.mode.quanta(s.bound.List.Items(), s.tags.Set.Items()) * Quantum
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
	if err := a.begin(s.ctx); err != nil {
		return err
	}
	s.strikes.RLock() // no strike of the owner comes in between
	defer s.strikes.RUnlock()
	if err := s.barred(context.Background(), s.owner.Name, s.data.Name); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isOpen() {
		return nil
	}
	if err := s.recordResult(s, a); err != nil {
		return err
	}
	if err := a.keep(); err != nil {
		return err
	}
	b, err := a.encode()
	if err != nil {
		return err
	}
	if err := s.Rows.Insist(func() error { return s.recordEnd(context.Background(), b, "") }); err != nil {
		return err
	}
	a.committed = true
	s.Unpaid.Answered(s.owner.Name)
	s.state, s.result = psi.StateDone, b
	s.end()
	s.stored.Store(true)
	s.logAnswer(&a.result)
	return nil
}

func (s *session) logAnswer(r *psi.Result) {
	log := s.Log.With("session", s.id, "client", s.client, "mode", r.Mode)
	if s.question.Exact() {
		log = log.With("exact", true, "owner", s.owner.Name, "contract", s.owner.Contract)
	}
	if r.Released != nil {
		log = log.With("below_floor", r.Released.BelowFloor, "noise", r.Released.Noise)
		if r.Released.Value != nil {
			log = log.With("released", *r.Released.Value)
		}
	}
	if r.Handles != nil {
		log = log.With("handles", r.Handles.Records())
	}
	log.Info("session: done")
}
