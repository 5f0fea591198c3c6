// Package subject answers a person's question: what of me was matched, with whom, when and for which purpose? It keeps
// the index that this takes, and erases from it. SPEC.md §13.7.
//
// The candidate index of a dataset's generation is under a key K_g, which lies beside the dataset's other keys and goes
// with them. A session has a key K_s of its own; under it lie K_g and, with handles, the session's match index. So
// destroying K_s destroys what can be told of the session, and when no session of a superseded generation has a key any
// more, of that generation.
package subject

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Files says where the indexes lie.
type Files struct {
	Generations string // holds a folder for each generation of a dataset
	Dir         string // holds what is kept of sessions and of superseded generations
}

// CandidatesFile is the candidate index in a generation's folder.
const CandidatesFile = "candidates"

// What names in Files.Dir end with.
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

// ending lists the files in Dir whose names end with a suffix, without the suffix. A folder that is not there holds
// none.
func (f Files) ending(suffix string) ([]string, error) {
	names, err := fs.Glob(os.DirFS(f.Dir), "*"+suffix)
	for i, name := range names {
		names[i] = name[:len(name)-len(suffix)]
	}
	return names, err
}
