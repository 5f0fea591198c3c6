package store

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/internal/durable"
)

// Unfinished names the files of a data directory that are not complete yet.
type Unfinished struct{ l Layout }

// Unfinished names what is still being written, or is not in the ledger yet.
func (l Layout) Unfinished() Unfinished { return Unfinished{l} }

// unfinished begins the name of a list, or of an audience, that is not complete yet.
const unfinished = "new-"

// MatchList is the list's name until the matches are in the ledger.
func (u Unfinished) MatchList(session string) string {
	return filepath.Join(u.l.Matches(), unfinished+session+".csv")
}

// MatchLists are all lists that are not complete.
func (u Unfinished) MatchLists() ([]string, error) { return ListFiles(u.l.Matches(), unfinished+"*") }

// DropMatchLists removes them: they belong to no session that goes on.
func (u Unfinished) DropMatchLists() error {
	dead, err := u.MatchLists()
	for _, name := range dead {
		err = errors.Join(err, durable.Drop(name))
	}
	return errors.Join(err, durable.SyncDir(u.l.Matches()))
}

// Audience is the name of a version while it is being written.
func (u Unfinished) Audience(version string) string {
	return filepath.Join(u.l.Audiences(), unfinished+version)
}

// IsUnfinished says whether a file among the audiences has such a name.
func IsUnfinished(file string) bool { return strings.HasPrefix(file, unfinished) }
