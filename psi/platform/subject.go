package platform

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/psi/subject"
)

// Subject answers a person's question for every session in the ledger, which it
// verifies first. sealer is the one that seals the platform's keys, or nil.
func (s *Store) Subject(ctx context.Context, q subject.Query, sealer Sealer) (*subject.Report, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	datasets, err := s.Datasets(ctx) // first, so that their imports are in the ledger
	if err != nil {
		return nil, err
	}
	from := &subject.Source{Files: s.subjectFiles(), Sealer: sealer}
	for _, d := range datasets {
		from.Datasets = append(from.Datasets, subject.Dataset{
			Name: d.Name, Purpose: d.Purpose, Imported: d.Imported, Generation: d.generation, Import: d.entry.Commitment,
			Key: func() (subject.IndexKey, error) { return indexKey(s.generationDir(d.generation), d.Name, sealer) },
		})
	}
	if from.Head, from.Replay, err = s.VerifyLedger(ctx, nil); err != nil {
		return nil, err
	}
	if from.Platform, err = s.PlatformIdentity(ctx); err != nil {
		return nil, err
	}
	if from.Keys, err = (subjectKeys{s.db}).rows(ctx); err != nil {
		return nil, err
	}
	return from.Ask(q)
}

// Explain says what a dataset holds of one of the platform's users. sealer is as
// for Subject.
func (s *Store) Explain(d *DatasetRow, user string, sealer Sealer) ([]subject.Candidate, error) {
	key, err := indexKey(s.generationDir(d.generation), d.Name, sealer)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	index, err := subject.OpenCandidates(s.subjectFiles().Candidates(d.generation), key, d.entry.Index)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	defer index.Close()
	return index.Person(index.Tag(user))
}

func (s *Store) subjectFiles() subject.Files {
	return subject.Files{Generations: filepath.Join(s.dir, "datasets"), Dir: filepath.Join(s.dir, "subjects")}
}

func (s *Store) eraser() *subject.Eraser {
	return &subject.Eraser{
		Keys: subjectKeys{s.db}, Journal: s.journal, Files: s.subjectFiles(),
		Lock: filepath.Join(s.dir, "erase.lock"), Drop: s.dropMatches,
	}
}

// EraseSession destroys what can tell whom a session was about: its key, its
// match index and the platform's own list of its matches. The ledger says so, with
// the reason. What the session released stays in the ledger.
func (s *Store) EraseSession(ctx context.Context, session, reason string) error {
	ctx = context.WithoutCancel(ctx)
	var open bool
	err := s.db.QueryRowContext(ctx, `SELECT state = 'open' FROM sessions WHERE id = ?`, session).Scan(&open)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("no session %.64q: the ledger lists them", session)
	}
	if err != nil {
		return err
	}
	if open {
		return fmt.Errorf("session %.12s is open: wait for its end", session)
	}
	return s.eraser().Erase(ctx, session, reason)
}

// expireMatches removes the lists of matches, and destroys the keys of sessions,
// that have been kept for as long as is configured.
func (p *Platform) expireMatches(ctx context.Context) error {
	lists, err := filesIn(filepath.Join(p.store.dir, "matches"), "*.csv")
	if err != nil {
		return err
	}
	for _, path := range lists {
		info, err := os.Stat(path)
		if err == nil && time.Since(info.ModTime()) > p.cfg.Lifetimes.Matches {
			err = os.Remove(path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return p.store.eraser().Expire(ctx, time.Now().Add(-p.cfg.Lifetimes.Index))
}
