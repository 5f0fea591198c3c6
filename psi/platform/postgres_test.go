package platform

import (
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/internal/postgres/pgtest"
)

// runOn runs the tests. With BLINDMATCH_POSTGRES_STORE the tests of this package run on the PostgreSQL server of BLINDMATCH_POSTGRES_DSN, except
// on data directories that have a file for their database. Tests of SQLite's files are not for that.
func runOn(m *testing.M) int {
	if os.Getenv("BLINDMATCH_POSTGRES_STORE") == "" {
		return m.Run()
	}
	schemas := &schemasOf{all: map[string]string{}, named: map[string]string{}}
	postgresOf = schemas.connector
	status := m.Run()
	for _, drop := range schemas.drops {
		drop()
	}
	return status
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

func (s *schemasOf) Helper()          {}
func (s *schemasOf) Cleanup(f func()) { s.drops = append(s.drops, f) }
func (s *schemasOf) Fatal(args ...any) {
	panic(fmt.Sprint(args...))
}
func (s *schemasOf) Skip(args ...any) { panic(fmt.Sprint(args...)) }
