package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/blindmatch/blindmatch/internal/durable"
)

// What the file Elsewhere says of the database after its name.
const (
	made   = ""
	unmade = "unmade" // it has no tables yet
	moving = "moving" // its rows are on their way there
)

// ErrElsewhere says that the rows of a data directory are in PostgreSQL, and that nobody said in which database.
var ErrElsewhere = errors.New("its database is on PostgreSQL: say where")

var errMoving = errors.New("a move of its database to PostgreSQL was interrupted: run that again")

// elsewhere is what the file says. The name is "" if there is none.
func elsewhere(l Layout) (name, state string, err error) {
	b, err := os.ReadFile(l.Elsewhere())
	if errors.Is(err, fs.ErrNotExist) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	name, state, _ = strings.Cut(strings.TrimSpace(string(b)), " ")
	if name == "" || state != made && state != unmade && state != moving {
		return "", "", fmt.Errorf("data directory %s: the file postgres is damaged", l.dir)
	}
	return name, state, nil
}

func writeElsewhere(l Layout, name, state string) error {
	next := l.Elsewhere() + ".new"
	err := durable.Drop(next)
	if err == nil {
		err = durable.WriteFile(next, []byte(strings.TrimSpace(name+" "+state)+"\n"))
	}
	if err == nil {
		err = durable.Move(next, l.Elsewhere())
	}
	if err == nil {
		err = durable.SyncDir(l.dir)
	}
	return err
}
