// Package subject answers a person's question: what of me was matched, with whom, when and for which purpose? It keeps
// the indexes that this takes, and erases them. SPEC.md §13.7.
//
// The candidate index of a dataset's generation is sealed with a key K_g, which is stored and destroyed with the
// dataset's other keys. Each session has its own key K_s. It seals K_g and, if there are handles, the session's match
// index. So destroying K_s destroys what can be told about the session. Once no session of a superseded generation has
// a key any more, nothing can be told about that generation either.
package subject

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Files says where the indexes are.
type Files struct {
	Generations string // holds a folder for each generation of a dataset
	Dir         string // holds what is kept about sessions and superseded generations
}

// CandidatesFile is the candidate index in a generation's folder.
const CandidatesFile = "candidates"

// Endings of the names in Files.Dir.
const (
	supersededSuffix = "." + CandidatesFile
	matchesSuffix    = ".matches"
)

// Candidates is the candidate index of a generation that is in use.
func (f Files) Candidates(generation string) string {
	return filepath.Join(f.Generations, generation, CandidatesFile)
}

// Superseded is the candidate index of a generation that was superseded.
func (f Files) Superseded(generation string) string {
	return filepath.Join(f.Dir, generation+supersededSuffix)
}

// Matches is the match index of a session.
func (f Files) Matches(session string) string {
	return filepath.Join(f.Dir, session+matchesSuffix)
}

// ending lists the files in Dir whose names end with a suffix, without the suffix. A missing folder has none.
func (f Files) ending(suffix string) ([]string, error) {
	names, err := fs.Glob(os.DirFS(f.Dir), "*"+suffix)
	for i, name := range names {
		names[i] = name[:len(name)-len(suffix)]
	}
	return names, err
}
