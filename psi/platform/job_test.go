package platform

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// runsOf is a folder of runs without rows.
func runsOf(t *testing.T, job []byte) *runs.Set {
	t.Helper()
	dir := t.TempDir()
	digest := sha256.Sum256(job)
	text, err := json.Marshal(runs.Manifest{Version: runs.Version, Job: hex.EncodeToString(digest[:])})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, runs.ManifestName), text, 0o600))
	s, err := runs.Open(dir)
	require.NoError(t, err)
	return s
}

// A job's output is taken up only where it belongs: of this job, this program, this policy and dataset, and as long as no
// other import has come between. Nothing changes otherwise.
func TestRunsBelong(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	s, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer s.Close()
	policy, err := purpose.Parse([]byte(policyYAML))
	require.NoError(t, err)
	cfg := ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy}
	f, err := PrepareJob(ctx, s, "v1", cfg)
	require.NoError(t, err)
	before := generations(t, dir)
	try := func(program string, f *JobFiles, set *runs.Set, cfg ImportConfig, want string) {
		t.Helper()
		_, err := ImportRuns(ctx, s, program, f, set, cfg)
		require.ErrorContains(t, err, want)
		require.Equal(t, before, generations(t, dir))
	}
	try("v1", f, runsOf(t, f.Job), cfg, "no rows")
	try("v2", f, runsOf(t, f.Job), cfg, "use one for all")
	try("v1", f, runsOf(t, []byte("another")), cfg, "made by another job")
	other := cfg
	other.Dataset = "others"
	try("v1", f, runsOf(t, f.Job), other, `is for dataset "users"`)
	g, err := PrepareJob(ctx, s, "v1", cfg)
	require.NoError(t, err)
	try("v1", &JobFiles{Job: f.Job, Keys: g.Keys}, runsOf(t, f.Job), cfg, "of another job")

	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	before = generations(t, dir)
	try("v1", f, runsOf(t, f.Job), cfg, "has been imported, rolled back or amended since")
}
