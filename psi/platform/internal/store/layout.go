package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/psi"
)

// Layout names every file and folder of a data directory, except the folder tls, where the reference server keeps its
// certificate authority.
type Layout struct{ dir string }

// Dir is the data directory itself.
func (l Layout) Dir() string { return l.dir }

func (l Layout) in(names ...string) string {
	return filepath.Join(append([]string{l.dir}, names...)...)
}

// Secrets are the files that hold keys, as far as they are there.
func Secrets(l Layout) ([]string, error) {
	all := []string{l.Database(), filepath.Join(l.Ledger(), "key")}
	keys, err := ListFiles(l.Datasets(), "*/"+keysFile)
	secrets, err2 := ListFiles(Given(l), "*/"+givenFile)
	return append(append(all, keys...), secrets...), errors.Join(err, err2)
}

// Database is the SQLite database. While it is open, its write-ahead log and that log's index lie beside it.
func (l Layout) Database() string { return l.in("blindmatch.db") }

// Elsewhere is there if the database is on PostgreSQL, and has the name that the database has, too.
func (l Layout) Elsewhere() string { return l.in("postgres") }

// ServeLock is locked by the process that serves.
func (l Layout) ServeLock() string { return l.in("serve.lock") }

// EraseLock is locked by the process that erases.
func (l Layout) EraseLock() string { return l.in("erase.lock") }

// Ledger holds the log and its signing key, which is secret.
func (l Layout) Ledger() string { return l.in("ledger") }

// Datasets holds a folder for each generation of a dataset, and one for each running import.
func (l Layout) Datasets() string { return l.in("datasets") }

// Generation is the folder of one import of a dataset.
func (l Layout) Generation(name string) Generation {
	return Generation(filepath.Join(l.Datasets(), name))
}

// Epochs holds the files of epochs.
func (l Layout) Epochs() string { return l.in("epochs") }

// Given holds a folder for each epoch that was adopted and is not taken up yet, by its dataset's generation.
func Given(l Layout) string { return l.in("given") }

const givenFile = "epoch.json"

// GivenSecret is the file of an adopted epoch's secret, in its folder.
func GivenSecret(folder string) string { return filepath.Join(folder, givenFile) }

// Epoch are the files of an epoch, by its set's digest.
func (l Layout) Epoch(digest psi.Digest) EpochFiles {
	return EpochFiles(filepath.Join(l.Epochs(), digest.String()))
}

// EpochFiles are the files of an epoch: what is before their endings.
type EpochFiles string

// EpochSuffixes are the endings of an epoch's files: what clients are served, and what is for the platform alone.
var EpochSuffixes = []string{".elements", ".leaves", ".order", ".sentinels"}

// Set is P.
func (e EpochFiles) Set() string { return string(e) + EpochSuffixes[0] }

// Leaves has the hashes of P's leaves.
func (e EpochFiles) Leaves() string { return string(e) + EpochSuffixes[1] }

// Order says which group is where in P.
func (e EpochFiles) Order() string { return string(e) + EpochSuffixes[2] }

// Sentinels says where in P the sentinels are.
func (e EpochFiles) Sentinels() string { return string(e) + EpochSuffixes[3] }

// Scratch holds what is being sorted. It is removed when the server starts.
func (l Layout) Scratch() string { return l.in("scratch") }

// Sessions holds a folder for each session: what was uploaded and, once it has ended, the handles that were released.
func (l Layout) Sessions() string { return l.in("sessions") }

// Session is the folder of one session.
func (l Layout) Session(id string) string { return filepath.Join(l.Sessions(), id) }

// Matches holds the platform's own lists of matches, which name its users.
func (l Layout) Matches() string { return l.in("matches") }

// MatchList is the list of a session's matches.
func (l Layout) MatchList(session string) string {
	return filepath.Join(l.Matches(), session+".csv")
}

// Audiences holds a sealed file for each version of an audience.
func (l Layout) Audiences() string { return l.in("audiences") }

// Audience is the file of a version.
func (l Layout) Audience(version string) string { return filepath.Join(l.Audiences(), version) }

// AudienceLock is locked by the process that changes audiences.
func (l Layout) AudienceLock() string { return l.in("audiences.lock") }

// Subjects holds what answers persons' questions: the match indexes of sessions, and the candidate indexes of
// superseded generations, encrypted under the keys of sessions.
func (l Layout) Subjects() string { return l.in("subjects") }

// The endings of names in Subjects.
const (
	MatchIndexSuffix = ".matches"
	CandidatesSuffix = "." + candidates
)

// MatchIndex is the match index of a session.
func (l Layout) MatchIndex(session string) string {
	return filepath.Join(l.Subjects(), session+MatchIndexSuffix)
}

// OldCandidates is the candidate index of a superseded generation.
func (l Layout) OldCandidates(generation string) string {
	return filepath.Join(l.Subjects(), generation+CandidatesSuffix)
}

// Generation is the folder of one import of a dataset.
type Generation string

const (
	candidates = "candidates"
	keysFile   = "keys.json"
)

// Set holds the files of package dataset: masked elements, and the platform's references of its users.
func (g Generation) Set() string { return filepath.Join(string(g), "set") }

// Keys is the file of the generation's keys, secret unless they are sealed.
func (g Generation) Keys() string { return filepath.Join(string(g), keysFile) }

// Candidates is the generation's candidate index.
func (g Generation) Candidates() string { return filepath.Join(string(g), candidates) }

// Commitment holds the salt of the commitment in the ledger.
func (g Generation) Commitment() string { return filepath.Join(string(g), "commitment") }

// ListFiles returns the paths of the files in a folder whose names match a pattern. The folder's own name is not a
// pattern. A folder that does not exist holds nothing.
func ListFiles(dir, pattern string) ([]string, error) {
	names, err := fs.Glob(os.DirFS(dir), pattern)
	for i, name := range names {
		names[i] = filepath.Join(dir, name)
	}
	return names, err
}
