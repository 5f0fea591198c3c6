package platform

import (
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
	"github.com/stretchr/testify/require"
)

// runOn runs the tests. With BLINDMATCH_POSTGRES_STORE the tests of this package run on the PostgreSQL server of BLINDMATCH_POSTGRES_DSN, except
// on data directories that have a file for their database. Tests of SQLite's files are not for that.
func runOn(m *testing.M) int {
	if os.Getenv("BLINDMATCH_POSTGRES_STORE") == "" {
		return m.Run()
	}
	schemas := &schemasOf{all: map[string]string{}, named: map[string]string{}}
	postgresOf, copyRows = schemas.connector, schemas.copyRows
	status := m.Run()
	for _, drop := range schemas.drops {
		drop()
	}
	return status
}

// copyRows is for copyDir.
var copyRows = func(to, from string) {}

// copyDir copies a data directory as it is now. Copies by os.CopyFS get the rows that the first directory of their name has
// when they are opened, which is right if nothing has changed since.
func copyDir(t testing.TB, to, from string) {
	t.Helper()
	require.NoError(t, os.CopyFS(to, os.DirFS(from)))
	copyRows(to, from)
}

// schemasOf has a schema for each data directory.
type schemasOf struct {
	testing.TB // which the package's tests outlive

	mu    sync.Mutex
	all   map[string]string // by directory: the URL
	named map[string]string // by the content of the file postgres of the directory that was the first to have it
	drops []func()
}

func (s *schemasOf) connector(dir string) driver.Connector {
	if _, err := os.Stat(filepath.Join(dir, "blindmatch.db")); err == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for dir, url := range s.all {
		if name, err := os.ReadFile(filepath.Join(dir, "postgres")); err == nil && s.named[string(name)] == "" {
			s.named[string(name)] = url
		}
	}
	if s.all[dir] == "" {
		// A data directory that was copied gets a copy of its schema.
		if name, err := os.ReadFile(filepath.Join(dir, "postgres")); err == nil && s.named[string(name)] != "" {
			s.all[dir] = pgtest.Copy(s, s.named[string(name)])
		} else {
			s.all[dir] = pgtest.URL(s)
		}
	}
	return pgtest.Connector(s, s.all[dir])
}

// copyRows gives a directory a copy of the schema of another one, if that has one.
func (s *schemasOf) copyRows(to, from string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if url := s.all[from]; url != "" {
		s.all[to] = pgtest.Copy(s, url)
	}
}

func (s *schemasOf) Helper()          {}
func (s *schemasOf) Cleanup(f func()) { s.drops = append(s.drops, f) }
func (s *schemasOf) Fatal(args ...any) {
	panic(fmt.Sprint(args...))
}
func (s *schemasOf) Skip(args ...any) { panic(fmt.Sprint(args...)) }
