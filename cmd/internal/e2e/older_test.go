//go:build unix

package e2e

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// A data directory of before there were contact groups is refused by each command, in one line that says what to do. The
// server says nothing else before it, and nothing is made in it.
func TestOlderDirectory(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	dir := t.TempDir()
	if err := copyShared(dir); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "data", "blindmatch.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 4"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	before := names(t, data)
	for _, args := range [][]string{
		{"serve", "--data", "data", "--listen", "127.0.0.1:0"}, {"status", "--data", "data"}, {"client", "list", "--data", "data"},
		{"audit", "list", "--data", "data"}, {"ledger", "verify", "--data", "data"},
		{"import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv"},
	} {
		p := start(dir, "psi-server", args...)
		code := p.wait()
		told := p.stderr.String()
		if code != 1 || strings.Count(told, "\n") != 1 || !strings.Contains(told, "import the datasets again, into a new data directory") {
			t.Errorf("%v: exit code %d, and %s", args, code, told)
		}
		if after := names(t, data); after != before {
			t.Errorf("%v: it made something:\n%s\nthere was\n%s", args, after, before)
		}
	}
}

// names lists what is in a folder and below, but for what SQLite opens and closes.
func names(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if !strings.HasSuffix(path, "-wal") && !strings.HasSuffix(path, "-shm") {
			all = append(all, strings.TrimPrefix(path, dir))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}
