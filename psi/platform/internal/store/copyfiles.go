package store

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// LayoutOf is the layout of a data directory.
func LayoutOf(dir string) Layout { return Layout{dir} }

// HandlesFile is the name, in the folder of a session, of the handles that were released.
const HandlesFile = "handles"

// SessionOfMatchList is the session that a file in Matches is of.
func SessionOfMatchList(name string) string {
	return strings.TrimSuffix(strings.TrimPrefix(name, unfinished), ".csv")
}

// SealedKeys says whether the keys of a generation are sealed.
func SealedKeys(g Generation) (bool, error) {
	b, err := os.ReadFile(g.Keys())
	if err != nil {
		return false, fmt.Errorf("dataset key: %w", err)
	}
	defer clear(b)
	var file struct {
		Sealed bool `json:"sealed"`
	}
	if json.Unmarshal(b, &file) != nil {
		return false, errKeys
	}
	return file.Sealed, nil
}

// Owns says whether a name in a data directory is one that this package gives.
func Owns(l Layout, name string) bool {
	for _, path := range []string{
		l.Database(), l.Database() + "-wal", l.Database() + "-shm", l.Elsewhere(), l.ServeLock(), l.EraseLock(), l.AudienceLock(), l.Ledger(), l.Datasets(),
		l.Epochs(), l.Scratch(), l.Sessions(), l.Matches(), l.Audiences(), l.Subjects(), Reserve(l), Given(l),
	} {
		if name == filepath.Base(path) {
			return true
		}
	}
	return false
}
