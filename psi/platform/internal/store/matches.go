package store

import (
	"errors"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// DropMatches removes everything that is kept about a session's matches, for good.
func (l Layout) DropMatches(session string) error {
	return errors.Join(durable.Drop(l.Unfinished().MatchList(session)), durable.Drop(l.MatchList(session)), durable.SyncDir(l.Matches()),
		durable.Drop(l.MatchIndex(session)), durable.SyncDir(l.Subjects()))
}

// SubjectFiles are the files that answer a person's question.
func (l Layout) SubjectFiles() subject.Files {
	return subject.Files{Generations: l.Datasets(), Dir: l.Subjects()}
}
