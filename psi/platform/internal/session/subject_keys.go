package session

import (
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/subject"
)

// makeSubjectKey draws the key for answers about persons in s.
func (p *Env) makeSubjectKey(s *facts) error {
	kg, err := p.Rows.IndexKey(p.Rows.Files.Generation(s.data.Generation), s.data.Name)
	if err != nil {
		return fmt.Errorf("dataset %q: %w", s.data.Name, err)
	}
	s.subject, err = subject.NewSessionKey(s.id, kg, p.Rows.Sealer())
	return err
}

// openMatchIndex begins the match index of s, and opens the candidate index that its tags come from.
func (p *Env) openMatchIndex(s *facts) (*subject.Candidates, *subject.MatchWriter, error) {
	kg, err := p.Rows.IndexKey(p.Rows.Files.Generation(s.data.Generation), s.data.Name)
	if err != nil {
		return nil, nil, err
	}
	people, err := subject.OpenCandidates(p.Rows.Files.SubjectFiles().Candidates(s.data.Generation), kg, s.data.Entry.Index)
	if err != nil {
		return nil, nil, err
	}
	w, err := s.subject.NewMatchWriter(p.Rows.Files.MatchIndex(s.id), p.scratch())
	if err != nil {
		return nil, nil, errors.Join(err, people.Close())
	}
	return people, w, nil
}
