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
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// writeCandidates writes the candidate index of the dataset in dir.
func (s *Store) writeCandidates(ctx context.Context, dir string, stored *dataset.Stored, cfg *ImportConfig, key ledger.IndexKey) (psi.Digest, error) {
	info := ledger.CandidateInfo{
		Dataset: cfg.Dataset, Purpose: cfg.Purpose, Suite: cfg.Suite, Profile: cfg.Profile.String(),
		Contexts: stored.Contexts(), Codes: stored.Codes(), Keys: map[string]ledger.Secret{},
	}
	for _, t := range identity.Types() {
		info.Types = append(info.Types, string(t))
		if !cfg.Profile.Supports(t) {
			continue
		}
		k, err := s.rows.ElementsKey(store.Generation(dir), cfg.Dataset, psi.Params{Suite: cfg.Suite, Purpose: cfg.Purpose, Profile: cfg.Profile.String(), IDType: string(t)})
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
	return ledger.WriteCandidates(ctx, store.Generation(dir).Candidates(), key, info, records(stored), identifiers(stored),
		psi.Scratch{Memory: cfg.Memory, Dir: filepath.Dir(dir)})
}

// records are a dataset's, as its candidate index has them.
func records(stored *dataset.Stored) iter.Seq2[ledger.CandidateRecord, error] {
	return func(yield func(ledger.CandidateRecord, error) bool) {
		for d, err := range stored.Decisions() {
			if !yield(ledger.CandidateRecord(d), err) {
				return
			}
		}
	}
}

// identifiers are a dataset's elements with the records that they are of.
func identifiers(stored *dataset.Stored) iter.Seq2[ledger.CandidateIdentifier, error] {
	return func(yield func(ledger.CandidateIdentifier, error) bool) {
		for _, t := range identity.Types() {
			set, err := stored.Set(t)
			if err != nil {
				yield(ledger.CandidateIdentifier{}, err)
				return
			}
			for o, err := range set.Owned() {
				if !yield(ledger.CandidateIdentifier{Type: string(t), Element: o.Element, Record: o.Record}, err) {
					return
				}
			}
		}
	}
}

// makeSubjectKey draws the key of what can be told of s.
func (p *Platform) makeSubjectKey(s *session) error {
	kg, err := p.store.rows.IndexKey(p.store.rows.Files.Generation(s.data.generation), s.data.Name)
	if err != nil {
		return fmt.Errorf("dataset %q: %w", s.data.Name, err)
	}
	s.subject, err = newSubjectKey(s.id, kg, p.cfg.Directory.Sealer)
	return err
}

// openMatchIndex begins the match index of s, with the candidate index that gives
// its tags.
func (p *Platform) openMatchIndex(s *session) (*ledger.Candidates, *ledger.MatchWriter, error) {
	dir := p.store.rows.Files.Generation(s.data.generation)
	kg, err := p.store.rows.IndexKey(dir, s.data.Name)
	if err != nil {
		return nil, nil, err
	}
	people, err := ledger.OpenCandidates(dir.Candidates(), kg, s.data.entry.Index)
	if err != nil {
		return nil, nil, err
	}
	w, err := ledger.NewMatchWriter(p.store.rows.Files.MatchIndex(s.id), s.subject.key, p.scratch())
	if err != nil {
		return nil, nil, errors.Join(err, people.Close())
	}
	return people, w, nil
}
