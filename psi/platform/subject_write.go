package platform

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// writeCandidates writes the candidate index of the dataset in dir.
func (s *Directory) writeCandidates(ctx context.Context, dir store.Generation, stored *dataset.Stored, cfg *ImportConfig, key subject.IndexKey) (psi.Digest, error) {
	info := subject.CandidateInfo{
		Dataset: cfg.Dataset, Purpose: cfg.Purpose, Suite: cfg.Suite, Profile: cfg.Profile.String(),
		Contexts: stored.Contexts(), Codes: stored.Codes(), Keys: map[string]subject.Secret{},
	}
	for _, t := range identity.Types() {
		info.Types = append(info.Types, string(t))
		if !cfg.Profile.Supports(t) {
			continue
		}
		k, err := s.rows.ElementsKey(dir, cfg.Dataset, psi.Params{Suite: cfg.Suite, Purpose: cfg.Purpose, Profile: cfg.Profile.String(), IDType: string(t)})
		if err != nil {
			return psi.Digest{}, err
		}
		info.Keys[string(t)] = k.Bytes()
		k.Destroy()
	}
	defer func() {
		for _, k := range info.Keys {
			clear(k)
		}
	}()
	return subject.WriteCandidates(ctx, dir.Candidates(), key, info, stored.Decisions(), identifiers(stored),
		psi.Scratch{Memory: cfg.Memory, Dir: filepath.Dir(string(dir))})
}

// identifiers are a dataset's elements with the records that they are of.
func identifiers(stored *dataset.Stored) iter.Seq2[subject.CandidateIdentifier, error] {
	return func(yield func(subject.CandidateIdentifier, error) bool) {
		for _, t := range identity.Types() {
			set, err := stored.Set(t)
			if err != nil {
				yield(subject.CandidateIdentifier{}, err)
				return
			}
			for o, err := range set.Owned() {
				if !yield(subject.CandidateIdentifier{Type: string(t), Element: o.Element, Record: o.Record}, err) {
					return
				}
			}
		}
	}
}

// makeSubjectKey draws the key of what can be told of s.
func (p *env) makeSubjectKey(s *session) error {
	kg, err := p.store.rows.IndexKey(p.store.rows.Files.Generation(s.data.generation), s.data.Name)
	if err != nil {
		return fmt.Errorf("dataset %q: %w", s.data.Name, err)
	}
	s.subject, err = subject.NewSessionKey(s.id, kg, p.store.rows.Sealer())
	return err
}

// openMatchIndex begins the match index of s, with the candidate index that gives
// its tags.
func (p *env) openMatchIndex(s *facts) (*subject.Candidates, *subject.MatchWriter, error) {
	kg, err := p.store.rows.IndexKey(p.store.rows.Files.Generation(s.data.generation), s.data.Name)
	if err != nil {
		return nil, nil, err
	}
	people, err := subject.OpenCandidates(p.store.subjectFiles().Candidates(s.data.generation), kg, s.data.entry.Index)
	if err != nil {
		return nil, nil, err
	}
	w, err := s.subject.NewMatchWriter(p.store.rows.Files.MatchIndex(s.id), p.scratch())
	if err != nil {
		return nil, nil, errors.Join(err, people.Close())
	}
	return people, w, nil
}
