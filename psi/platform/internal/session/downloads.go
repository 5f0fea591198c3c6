package session

import (
	"context"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/psi"
)

// Result waits for a session's answer and returns it as it was stored, or nil if ctx ends first.
func (p *Sessions) Result(ctx context.Context, client, id string) ([]byte, error) {
	s, err := p.registry.active(client, id, psi.StateCounting, psi.StateDone)
	if psi.CodeOf(err) == psi.CodeUnknownSession {
		// An earlier process may have answered it.
		if b, stored := p.Rows.Sessions.AnswerTo(ctx, client, id); b != nil || stored != nil {
			return b, stored
		}
	}
	if err != nil {
		return nil, err
	}
	s.mu.Unlock()
	select {
	case <-s.ended:
	case <-ctx.Done():
		return nil, nil
	case <-p.Context().Done():
		if s.suspended() {
			return nil, ErrStopped
		}
		<-s.ended
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	return s.result, nil
}

// HandlesFile returns the path of a session's handles.
func (p *Sessions) HandlesFile(client, id string) (string, error) {
	if _, err := p.registry.find(client, id); psi.CodeOf(err) == psi.CodeUnknownSession {
		// As in Result.
		b, stored := p.Rows.Sessions.AnswerTo(p.Context(), client, id)
		if stored != nil {
			return "", stored
		}
		if b == nil {
			return "", err
		}
		return p.handlesOf(id)
	}
	s, err := p.registry.active(client, id, psi.StateDone)
	if err != nil {
		return "", err
	}
	defer s.mu.Unlock()
	return p.handlesOf(id)
}

func (p *Sessions) handlesOf(id string) (string, error) {
	path := filepath.Join(p.Rows.Files.Session(id), handlesFile)
	if _, err := os.Stat(path); err != nil {
		return "", psi.Errorf(psi.CodeWrongState, "this session released no handles")
	}
	if err := p.Journal.Delivered(id); err != nil {
		return "", err
	}
	return path, nil
}
