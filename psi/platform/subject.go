package platform

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Subject answers a person's question about every session in the ledger, and verifies the ledger first. It records
// nothing: see Lookup.
func (s *Directory) Subject(ctx context.Context, q subject.Query) (*subject.Report, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	from, err := answersOf(ctx, s)
	if err != nil {
		return nil, err
	}
	return answer(ctx, s, from, q)
}

// answer answers one question.
func answer(ctx context.Context, s *Directory, from *subject.Source, q subject.Query) (_ *subject.Report, err error) {
	from.Erased = time.Time{}
	if q.User != "" {
		if from.Erased, err = s.rows.Erased.When(ctx, q.User); err != nil {
			return nil, err
		}
	}
	return from.Ask(q)
}

// Lookup answers persons' questions as Subject does, in order, and records first that there are so many, with the reason:
// for the ledger's readers, so nobody may be named in it. The ledger is verified once, before. Nothing is recorded of
// what can't be answered: a question whose identifier is none fails by itself and is not counted, and what keeps the
// first of the others from its answer, such as a damaged index, keeps all from theirs. After that, an answer that fails
// does not keep the next ones from coming.
func (s *Directory) Lookup(ctx context.Context, reason string, questions []subject.Query) (iter.Seq2[*subject.Report, error], error) {
	if err := subject.CheckReason(reason, questions); err != nil {
		return nil, err
	}
	for i := range questions {
		if err := questions[i].Check(); err != nil {
			return nil, err
		}
	}
	from, err := answersOf(ctx, s)
	if err != nil {
		return nil, err
	}
	refused := from.Refuse(questions)
	var first *subject.Report // the answer to question firstOf
	firstOf := -1
	entries := map[string]*ledger.Entry{}
	var order []string
	for i, q := range questions {
		if refused[i] == nil && firstOf < 0 {
			first, err = answer(ctx, s, from, q)
			if rejected, ok := errors.AsType[*subject.RejectedError](err); ok { // by all indexes that are still there
				refused[i] = rejected
			} else if err != nil {
				return nil, err
			} else {
				firstOf = i
			}
		}
		if refused[i] != nil {
			continue
		}
		by := q.By()
		if entries[by] == nil {
			entries[by] = &ledger.Entry{Type: ledger.TypeLookup, Lookup: &ledger.Lookup{By: by, Reason: reason}}
			order = append(order, by)
		}
		entries[by].Lookup.Persons++
	}
	for _, by := range order {
		if err := s.journal.Record(ctx, entries[by]); err != nil {
			return nil, err
		}
	}
	return func(yield func(*subject.Report, error) bool) {
		for i, q := range questions {
			r, err := first, refused[i]
			if err != nil {
				r = nil
			} else if i != firstOf {
				r, err = answer(ctx, s, from, q)
			}
			if r != nil {
				r.Lookup = entries[q.By()].Seq
			}
			if !yield(r, err) {
				return
			}
		}
	}, nil
}

// answersOf is what persons are answered from.
func answersOf(ctx context.Context, s *Directory) (*subject.Source, error) {
	datasets, err := s.Datasets(ctx) // read first, so that the ledger has their imports
	if err != nil {
		return nil, err
	}
	from := &subject.Source{Files: s.rows.Files.SubjectFiles(), Sealer: s.rows.Sealer()}
	for _, d := range datasets {
		from.Datasets = append(from.Datasets, subject.Dataset{
			Name: d.Name, Purpose: d.Purpose, Imported: d.Imported, Generation: d.Generation, Import: d.Entry.Commitment,
			Key: func() (subject.IndexKey, error) {
				return s.rows.IndexKey(s.rows.Files.Generation(d.Generation), d.Name)
			},
		})
	}
	if from.Head, from.Replay, err = s.VerifyLedger(ctx, nil); err != nil {
		return nil, err
	}
	if from.Platform, err = s.PlatformIdentity(ctx); err != nil {
		return nil, err
	}
	from.Keys, err = s.rows.SubjectKeys.List(ctx)
	return from, err
}

// Explain says what a dataset holds about one of the platform's users.
func (s *Directory) Explain(d *DatasetRow, user string) ([]subject.Candidate, error) {
	key, err := s.rows.IndexKey(s.rows.Files.Generation(d.Generation), d.Name)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	index, err := subject.OpenCandidates(s.rows.Files.SubjectFiles().Candidates(d.Generation), key, d.Entry.Index)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	defer index.Close()
	return index.Person(index.Tag(user))
}

func eraserOf(s *Directory) *subject.Eraser {
	return &subject.Eraser{
		Keys: s.rows.SubjectKeys, Journal: s.journal, Files: s.rows.Files.SubjectFiles(),
		Lock: s.rows.Files.EraseLock(), Drop: func(session string) error {
			return errors.Join(s.audiences.EraseSession(context.Background(), session), s.rows.Files.DropMatches(session))
		},
	}
}

// EraseSession destroys everything that can tell whom a session was about: its key, its match index, the platform's own
// list of its matches, and who is in an audience by it alone. The ledger records that, with the reason. It keeps what the session released.
func (s *Directory) EraseSession(ctx context.Context, session, reason string) error {
	if err := subject.CheckReason(reason, nil); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	exists, open, err := s.rows.Sessions.IsOpen(ctx, session)
	if err != nil {
		return err
	}
	if !exists {
		return fmt.Errorf("no session %.64q: the ledger lists them", session)
	}
	if open {
		return fmt.Errorf("session %.12s is open: wait until it ends", session)
	}
	return eraserOf(s).Erase(ctx, session, reason)
}
