package sqltable

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

const importRows = 1_000_000

// One row in twenty is from the newsletter; the others gave their phone for login.
var importQuery = fmt.Sprintf(`SELECT n AS user_id, 'user' || n || '@example.com' AS email, '+1650253' || lpad((n %% 10000)::text, 4, '0') AS phone,
	CASE WHEN n %% 20 = 0 THEN 'newsletter' ELSE 'two_factor' END AS collection_context FROM generate_series(1, %d) n`, importRows)

func importConfig(t testing.TB) dataset.BuildConfig {
	p, err := purpose.Parse([]byte(`
contexts:
  newsletter: {class: marketing, grants: [marketing.advertising]}
  two_factor: {class: security}
purposes: {match: {requires: [marketing.advertising]}}
`))
	require.NoError(t, err)
	g, err := p.Gate("", "match")
	require.NoError(t, err)
	key, err := ecdh.Ristretto255().WithDomain("test").NewKey(append(make([]byte, 31), 1))
	require.NoError(t, err)
	return dataset.BuildConfig{Gate: g, Key: key, Types: []identity.Type{identity.Email}, Memory: 4 << 20}
}

// runImport is the import, in this process.
func runImport(t testing.TB, url, dir string, progress func(uint64)) *dataset.BuildReport {
	table, err := Open(context.Background(), Config{Source: url, Query: importQuery})
	require.NoError(t, err)
	defer table.Close()
	cfg := importConfig(t)
	cfg.Progress = progress
	r, err := dataset.Build(context.Background(), dir, cfg, table)
	require.NoError(t, err)
	return r
}

// A million rows from PostgreSQL: memory stays flat. A killed import leaves the old dataset as it was, and nothing else
// that opens; the next run succeeds.
func TestImportFromPostgres(t *testing.T) {
	if dir := os.Getenv("BLINDMATCH_TEST_IMPORT"); dir != "" { // the process that will be killed
		runImport(t, os.Getenv("BLINDMATCH_TEST_URL"), dir, func(rows uint64) {
			if rows > importRows/2 {
				os.WriteFile(dir+".half", nil, 0o600)
			}
		})
		return
	}
	if testing.Short() {
		t.Skip("a million rows")
	}
	url := startPostgres(t)
	base := t.TempDir()
	old, fresh := filepath.Join(base, "old"), filepath.Join(base, "fresh")
	size := func(dir string) uint64 {
		s, err := dataset.OpenStored(dir)
		require.NoError(t, err)
		defer s.Close()
		return s.Size()
	}

	var heap, early uint64
	start := time.Now()
	r := runImport(t, url, old, func(rows uint64) {
		if rows%(128*4096) == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			if heap = m.HeapAlloc; early == 0 {
				early = heap
			}
		}
	})
	t.Logf("%d rows in %.1f s; heap %d MB half way and at most %d MB", r.Rows, time.Since(start).Seconds(), early>>20, heap>>20)
	require.Less(t, heap, uint64(64<<20))
	require.Equal(t, uint64(importRows), r.Rows)
	require.Equal(t, uint64(importRows/20), size(old))

	cmd := exec.Command(os.Args[0], "-test.run=^TestImportFromPostgres$")
	cmd.Env = append(os.Environ(), "BLINDMATCH_TEST_IMPORT="+fresh, "BLINDMATCH_TEST_URL="+url)
	require.NoError(t, cmd.Start())
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) {
		if _, err := os.Stat(fresh + ".half"); err == nil {
			break
		}
		require.True(t, time.Now().Before(deadline), "the import does not get half way")
	}
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	_, err := dataset.OpenStored(fresh)
	require.Error(t, err)
	require.Equal(t, uint64(importRows/20), size(old))

	require.NoError(t, os.RemoveAll(fresh))
	runImport(t, url, fresh, nil)
	require.Equal(t, uint64(importRows/20), size(fresh))
}
