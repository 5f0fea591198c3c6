package session

import (
	"io"
	"path/filepath"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/room"
	"github.com/blindmatch/blindmatch/psi/platform/internal/upload"
)

// Status returns the state of a session.
func (p *Sessions) Status(client, id string) (*psi.Status, error) {
	s, err := p.registry.find(client, id)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.status()
	return &st, nil
}

// Abort ends a session at its client's request.
func (p *Sessions) Abort(client, id string) error {
	s, err := p.registry.find(client, id)
	if err != nil {
		return err
	}
	s.fail(psi.Errorf(psi.CodeSessionFailed, "the client ended the session"))
	return nil
}

// OpenList opens the commitment to the list. Both sides now know every field of the context, and must agree on it.
func (p *Sessions) OpenList(client, id string, m psi.OpenList) error {
	s, err := p.registry.active(client, id, psi.StateOpen, psi.StateList)
	if err != nil {
		return err
	}
	switch {
	case s.state == psi.StateOpen:
		err = p.openList(s, m)
	case !s.bound.List.Is(m.List) || psi.Commitment(m.Salt, m.List) != s.offer.Commitment || s.bound.Digest() != m.Context:
		err = psi.Errorf(psi.CodeWrongState, "the list was announced already, with another size, digest, salt or context")
	}
	s.mu.Unlock()
	if err != nil {
		return s.abort(err)
	}
	p.Log.Info("session: list announced", "session", s.id, "elements", m.List.Items())
	return nil
}

func (p *Sessions) openList(s *session, m psi.OpenList) error {
	if psi.Commitment(m.Salt, m.List) != s.offer.Commitment {
		return psi.Errorf(psi.CodeCommitment, "the list's size, digest or salt is not what the offer committed to")
	}
	if err := m.List.CheckList(); err != nil {
		return psi.Errorf(psi.CodeBadRequest, "list: %v", err)
	}
	size := m.List.Items()
	if err := p.Policy.CheckList(size); err != nil {
		return err
	}
	if size > p.Limits.List {
		return psi.Errorf(psi.CodeListTooLarge, "the list has %d elements; this platform takes %d", size, p.Limits.List)
	}
	s.bound.List = m.List
	if err := s.bound.Validate(); err != nil {
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	if s.bound.Digest() != m.Context {
		return psi.Errorf(psi.CodeContextMismatch, "the two sides disagree about the context: compare SPEC.md §5")
	}
	if err := p.Room.Plan(&s.need, room.OfList(size)); err != nil {
		return err
	}
	if err := p.recordCommit(s, m.Context); err != nil {
		return err
	}
	var err error
	if s.list, err = upload.New(filepath.Join(s.dir, listFile), psi.ElementSize, m.List, s.keeps()); err != nil {
		return err
	}
	s.state = psi.StateList
	return s.hold()
}

// PutChunk stores one chunk, which begins at an offset of the part, in bytes. size is the length that the client
// announced, digest the SHA-256 that it named. Sending bytes again is not an error. Other bytes in the same place end
// the session.
func (p *Sessions) PutChunk(client, id string, part Part, offset, size uint64, digest psi.Digest, body io.Reader) error {
	s, err := p.registry.find(client, id)
	if err != nil {
		return err
	}
	s.mu.Lock()
	u, err := s.part(part)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	select { // limits how much a client can make us hold
	case s.chunks <- struct{}{}:
		defer func() { <-s.chunks }()
	case <-s.ctx.Done():
		if s.suspended() {
			return ErrStopped
		}
		return psi.Errorf(psi.CodeWrongState, "the session has ended")
	}
	buf, err := u.Receive(offset, size, digest, body)
	if err != nil {
		return err
	}
	s.mu.Lock()
	if _, err := s.part(part); err != nil {
		s.mu.Unlock()
		return err // the part was closed meanwhile
	}
	before := u.Stored()
	err = u.Store(offset, buf, digest)
	s.need.Stored.Add(int64(u.Stored() - before))
	s.mu.Unlock()
	if err != nil {
		return s.abort(err)
	}
	return nil
}

// CloseList ends the upload of the list. The platform begins to evaluate it.
func (p *Sessions) CloseList(client, id string) error {
	s, err := p.registry.active(client, id, psi.StateList, psi.StateTags)
	if err != nil {
		return err
	}
	if s.state == psi.StateList { // else it was sent twice: nothing more to do
		if err = closes(s, s.list, psi.StateTags); err == nil {
			p.Go(s.evaluate)
		}
	}
	s.mu.Unlock()
	return faulty(s, err)
}

// closes ends an upload, and leads to a state. s.mu is held.
func closes(s *session, u *upload.Upload, next psi.State) error {
	if err := u.Complete(); err != nil {
		return err
	}
	if err := u.Keep(); err != nil {
		return err
	}
	s.state = next
	return s.hold()
}

// faulty ends s unless err is nil or the client's fault, which it may mend.
func faulty(s *session, err error) error {
	if err == nil || psi.CodeOf(err) != "" {
		return err
	}
	return s.abort(err)
}

// OpenTags announces the tags.
func (p *Sessions) OpenTags(client, id string, m psi.OpenTags) error {
	s, err := p.registry.active(client, id, psi.StateTags)
	if err != nil {
		return err
	}
	err = openTags(s, m)
	s.mu.Unlock()
	return faulty(s, err)
}

func openTags(s *session, m psi.OpenTags) (err error) {
	if s.tags != nil {
		if s.tags.Set.Is(m.Tags) && s.public == m.PublicKey {
			return nil
		}
		return psi.Errorf(psi.CodeWrongState, "the tags were announced already, with another size, digest or public key")
	}
	if err := s.bound.CheckTags(m.Tags); err != nil {
		return err
	}
	if s.tags, err = upload.New(filepath.Join(s.dir, tagsFile), psi.TagSize, m.Tags, s.keeps()); err != nil {
		return err
	}
	s.public = m.PublicKey
	if err := s.hold(); err != nil {
		return err
	}
	s.Go(func() { s.watch(m.PublicKey) })
	return nil
}

// CloseTags ends the upload of the tags. The platform begins to count.
func (p *Sessions) CloseTags(client, id string) error {
	s, err := p.registry.active(client, id, psi.StateTags, psi.StateCounting, psi.StateDone)
	if psi.CodeOf(err) == psi.CodeUnknownSession {
		// An earlier process may have answered it, and died before the client knew that the tags were closed.
		if b, _ := p.Rows.Sessions.AnswerTo(p.Context(), client, id); b != nil {
			return nil
		}
	}
	if err != nil {
		return err
	}
	switch {
	case s.state != psi.StateTags: // sent twice: nothing more to do
	case s.tags == nil:
		err = psi.Errorf(psi.CodeWrongState, "no tags were announced")
	default:
		if err = closes(s, s.tags, psi.StateCounting); err == nil {
			p.Go(s.count)
		}
	}
	s.mu.Unlock()
	return faulty(s, err)
}
