package platform

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
)

// blindedSet is the platform's set of one blinded session.
type blindedSet struct {
	role *psi.BlindedPlatform
	data *openedDataset
}

// evaluated is a list after the platform's multiplication: one of the two.
type evaluated struct {
	count   *psi.CountEvaluation
	blinded *psi.BlindedEvaluation
}

func (e evaluated) Close() error {
	if e.count != nil {
		return e.count.Close()
	}
	return e.blinded.Close()
}

// prepare brings a session from StatePreparing to StateOpen.
func (p *Platform) prepare(s *session) {
	if s.epoch != nil {
		select {
		case <-s.epoch.ready:
			p.prepared(s)
		case <-s.ctx.Done():
		}
		return
	}
	err := p.job(s.ctx, func() error {
		b, err := p.maskBlinded(s)
		if err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.state != psi.StatePreparing {
			b.role.Destroy()
			return b.data.Close()
		}
		if s.receipt, err = p.recordSet(s.id, &s.data, s.params, b.role.Set()); err != nil {
			b.role.Destroy()
			return errors.Join(err, b.data.Close())
		}
		s.destroyed = func() {
			if err := p.recordDestroyed(b.role.Set().Digest); err != nil {
				p.cfg.Log.Error("ledger", "session", s.id, "error", err)
			}
		}
		s.blinded, s.setPath = b, filepath.Join(s.dir, setFile)
		s.bound.PlatformSet = b.role.Set()
		s.state = psi.StateOpen
		return nil
	})
	if err != nil {
		p.abort(s, err)
	}
}

// prepared takes the set of a count session from its epoch, which is ready.
func (p *Platform) prepared(s *session) {
	if s.epoch.err != nil {
		p.fail(s, psi.Errorf(psi.CodeInternal, "the platform could not mask its epoch file; its log says more"))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == psi.StatePreparing {
		s.bound.PlatformSet, s.setPath, s.receipt = s.epoch.role.Set(), s.epoch.path, s.epoch.receipt
		s.state = psi.StateOpen
	}
}

// maskBlinded masks the dataset under a key of this session's own.
func (p *Platform) maskBlinded(s *session) (b *blindedSet, err error) {
	data, err := p.openDataset(&s.data, s.params)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, data.Close())
		}
	}()
	set, err := durable.MkFile(filepath.Join(s.dir, setFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, set.Close()) }()
	order, err := durable.MkFile(filepath.Join(s.dir, orderFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, order.Close()) }()
	scratch := p.scratch()
	scratch.Progress = func(n int) {
		s.mu.Lock()
		s.masked += uint64(n)
		s.mu.Unlock()
	}
	role, err := psi.NewBlindedPlatform(s.ctx, s.params, data.Dataset, durable.Writer(set), durable.Writer(order), scratch)
	data.Key.Destroy() // what follows looks up users only
	if err != nil {
		return nil, err
	}
	return &blindedSet{role: role, data: data}, nil
}

// evaluate multiplies the closed list, while the client makes its tags.
func (p *Platform) evaluate(s *session) {
	err := p.job(s.ctx, func() error {
		var e evaluated
		var err error
		if s.epoch != nil {
			e.count, err = s.epoch.role.Evaluate(s.ctx, s.bound, s.list.reader(), p.scratch())
		} else {
			e.blinded, err = s.blinded.role.Evaluate(s.ctx, s.bound, s.list.reader(), p.scratch())
		}
		if err == nil {
			s.eval <- e
		}
		return err
	})
	if err != nil {
		p.abort(s, err)
	}
	if !s.isOpen() {
		s.dropEvaluated()
	}
}

// dropEvaluated closes an evaluation that nobody will count.
func (s *session) dropEvaluated() {
	select {
	case e := <-s.eval:
		e.Close()
	default:
	}
}

// count compares the tags with the evaluated list and stores the answer.
func (p *Platform) count(s *session) {
	began := time.Now()
	select {
	case e := <-s.eval:
		var result psi.Result
		paid, err := p.debit(s.ctx, s)
		if err == nil {
			s.paid = paid
			err = p.job(s.ctx, func() (err error) {
				result, err = p.countWith(s, e)
				// Within the job, so that whoever waits for its place can't see either
				// when the work was done.
				return errors.Join(err, s.tick(began))
			})
		}
		err = errors.Join(err, e.Close())
		if err == nil {
			err = p.finish(s, result)
		}
		if err != nil {
			// Of an answer that nobody gets, nobody keeps the matches.
			p.abort(s, errors.Join(err, p.store.dropMatches(s.id)))
		}
	case <-s.ctx.Done():
	}
}

// tick is what the time of an answer is rounded up to, so that it does not show
// the size that the noise hides. It is changed by tests only.
var tick = time.Second

// ticks is by how many of them the time is rounded up, such that the work fits
// into that once. They follow from what both sides know: a list of m and a set of
// n elements. A machine with nothing else to do takes a fraction of that.
func ticks(mode psi.Mode, m, n uint64) time.Duration {
	k := 1 + (m+n)/5_000_000 // comparing tags
	if mode == psi.Blinded {
		k += min(m, n) / 50_000 // making handles
	}
	return time.Duration(k)
}

// tick waits for the next tick after a session's work began.
func (s *session) tick(began time.Time) error {
	if s.owner.Exact() {
		return nil
	}
	d := ticks(s.offer.Mode, s.bound.List.Size, s.bound.PlatformSet.Size) * tick
	select {
	case <-time.After(d - time.Since(began)%d):
		return nil
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}

func (p *Platform) countWith(s *session, e evaluated) (psi.Result, error) {
	result := psi.Result{Session: s.id, Mode: s.offer.Mode, Context: s.bound.Digest()}
	if e.count != nil {
		exact, err := e.count.Count(s.ctx, s.tags.reader(), s.tags.set)
		if err != nil {
			return result, err
		}
		result.Released = p.policy.Release(s.owner, exact)
	} else if err := p.match(s, e.blinded, &result); err != nil {
		return result, err
	}
	return result, nil
}

// finish stores the answer before it gives it out.
func (p *Platform) finish(s *session, r psi.Result) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isOpen() {
		return p.store.dropMatches(s.id) // nobody was told: nobody keeps it
	}
	if err := p.recordResult(s, &r); err != nil {
		return errors.Join(err, p.store.dropMatches(s.id))
	}
	if r.Handles != nil {
		if err := p.store.keepMatches(s.id); err != nil {
			return errors.Join(err, p.store.dropMatches(s.id))
		}
	}
	b, err := encodeResult(r)
	if err != nil {
		return err
	}
	if err := p.store.endSession(context.WithoutCancel(p.ctx), s, b, ""); err != nil {
		return errors.Join(err, p.store.dropMatches(s.id))
	}
	s.state, s.result = psi.StateDone, b
	close(s.ended)
	s.cancel()
	log := p.cfg.Log.With("session", s.id, "client", s.client, "mode", r.Mode, "below_floor", r.Released.BelowFloor, "noise", r.Released.Noise)
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
	p.work.Go(s.release)
	return nil
}

// Result waits for a session's answer and returns it as it was stored, or nil
// if ctx ends first.
func (p *Platform) Result(ctx context.Context, client, id string) ([]byte, error) {
	s, err := p.session(client, id)
	if psi.CodeOf(err) == psi.CodeUnknownSession {
		// An earlier process may have answered it.
		if b, stored := p.store.rows.Sessions.AnswerTo(ctx, client, id); b != nil || stored != nil {
			return b, stored
		}
	}
	if err != nil {
		return nil, err
	}
	select {
	case <-s.ended:
	case <-ctx.Done():
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	return s.result, nil
}

// SetFile returns the path of the platform's set of a blinded session.
func (p *Platform) SetFile(client, id string) (string, error) {
	s, err := p.active(client, id, psi.StateOpen, psi.StateList, psi.StateTags)
	if err != nil {
		return "", err
	}
	defer s.mu.Unlock()
	if s.blinded == nil {
		return "", psi.Errorf(psi.CodeWrongState, "the set of a count session is its epoch file")
	}
	return s.setPath, nil
}

// HandlesFile returns the path of a session's handles.
func (p *Platform) HandlesFile(client, id string) (string, error) {
	if _, err := p.session(client, id); psi.CodeOf(err) == psi.CodeUnknownSession {
		// As in Result.
		b, stored := p.store.rows.Sessions.AnswerTo(p.ctx, client, id)
		if stored != nil {
			return "", stored
		}
		if b == nil {
			return "", err
		}
		return p.handlesOf(id)
	}
	s, err := p.active(client, id, psi.StateDone)
	if err != nil {
		return "", err
	}
	defer s.mu.Unlock()
	return p.handlesOf(id)
}

func (p *Platform) handlesOf(id string) (string, error) {
	path := filepath.Join(p.store.dir, "sessions", id, handlesFile)
	if _, err := os.Stat(path); err != nil {
		return "", psi.Errorf(psi.CodeWrongState, "this session released no handles")
	}
	if err := p.recordDelivery(id); err != nil {
		return "", err
	}
	return path, nil
}
