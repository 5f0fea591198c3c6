//go:build unix

package e2e

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	pf "github.com/blindmatch/blindmatch/psi/platform"
	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
)

// maskedPart is what a worker makes of groups.
func maskedPart(t *testing.T, p *platform, job string, groups []pf.EpochGroup) (rows []runs.EpochRow) {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "width", Type: arrow.PrimitiveTypes.Int32, Nullable: true}, {Name: "number", Type: arrow.PrimitiveTypes.Int64},
		{Name: "sentinel", Type: arrow.FixedWidthTypes.Boolean}, {Name: "elements", Type: arrow.BinaryTypes.Binary}, {Name: "check", Type: arrow.BinaryTypes.Binary},
	}, nil))
	var in bytes.Buffer
	w := ipc.NewWriter(&in, ipc.WithSchema(b.Schema()))
	for batch := range slices.Chunk(groups, 1000) {
		for _, g := range batch {
			b.Field(0).(*array.Int32Builder).Append(g.Width)
			b.Field(1).(*array.Int64Builder).Append(g.Number)
			b.Field(2).(*array.BooleanBuilder).Append(g.Sentinel)
			b.Field(3).(*array.BinaryBuilder).Append(g.Elements)
			b.Field(4).(*array.BinaryBuilder).Append(g.Check)
		}
		require.NoError(t, w.Write(b.NewRecordBatch()))
	}
	require.NoError(t, w.Close())
	worker := exec.Command(filepath.Join(bin, "psi-server"), "worker", "epoch", "--job", job+"/job.json", "--keys", job+"/job.keys")
	worker.Dir, worker.Stdin, worker.Stderr = p.dir, &in, os.Stderr
	out, err := worker.Output()
	require.NoError(t, err)
	r, err := ipc.NewReader(bytes.NewReader(out))
	require.NoError(t, err)
	for r.Next() {
		lines, err := json.Marshal(r.RecordBatch())
		require.NoError(t, err)
		var all []runs.EpochRow
		require.NoError(t, json.Unmarshal(lines, &all))
		rows = append(rows, all...)
	}
	require.NoError(t, r.Err())
	return rows
}

// epochByParts does a job of an epoch, as Spark would, and writes its output into a folder.
func epochByParts(t *testing.T, p *platform, job, out string) {
	t.Helper()
	p.run(t, 0, "psi-server", "epoch", "prepare", "--data", "data", "--dataset", "users", "-o", job)
	files, err := filepath.Glob(filepath.Join(p.dir, job, "groups", "*.parquet"))
	require.NoError(t, err)
	var groups []pf.EpochGroup
	for _, path := range files {
		all, err := parquet.ReadFile[pf.EpochGroup](path)
		require.NoError(t, err)
		groups = append(groups, all...)
	}
	var rows []runs.EpochRow
	for part := range slices.Chunk(groups, len(groups)/3) {
		rows = append(rows, maskedPart(t, p, job, part)...)
	}
	require.Len(t, rows, len(groups))
	require.Empty(t, maskedPart(t, p, job, nil))
	slices.SortFunc(rows, func(a, b runs.EpochRow) int {
		return cmp.Or(cmp.Compare(a.Width, b.Width), bytes.Compare(a.Row, b.Row))
	})
	text, err := os.ReadFile(filepath.Join(p.dir, job, "job.json"))
	require.NoError(t, err)
	digest, file := sha256.Sum256(text), packed(t, rows)
	sum := sha256.Sum256(file)
	is, err := json.Marshal(runs.Manifest{Version: runs.Version, Job: hex.EncodeToString(digest[:]), Files: []runs.File{
		{Path: "set/part-00000.parquet", Size: int64(len(file)), SHA256: hex.EncodeToString(sum[:])},
	}})
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(p.dir, out, "set"), 0o700))
	write(t, p.dir, out+"/set/part-00000.parquet", string(file))
	write(t, p.dir, out+"/"+runs.ManifestName, string(is))
}

var hexDigest = regexp.MustCompile(`[0-9a-f]{64}`)

// A set that workers have masked is served, by a server that starts and by one that runs, and a count over it is the
// truth. An adoption that is killed at any moment has adopted nothing, or the whole.
func TestEpochByParts(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := &platform{dir: t.TempDir()}
	require.NoError(t, copyShared(p.dir))
	epochByParts(t, p, "job", "out")
	adopt := []string{"epoch", "adopt", "--data", "data", "--job", "job", "--from-runs", "out"}
	whole := func() []string {
		all, err := filepath.Glob(filepath.Join(p.dir, "data", "given", "*"))
		require.NoError(t, err)
		all = slices.DeleteFunc(all, func(dir string) bool { return strings.HasPrefix(filepath.Base(dir), "new-") })
		for _, dir := range all {
			files, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Len(t, files, 5, "what is there is whole")
		}
		return all
	}
	keys, err := os.ReadFile(filepath.Join(p.dir, "job", "job.keys"))
	require.NoError(t, err)
	began := time.Now()
	told, _ := p.run(t, 0, "psi-server", adopt...)
	life := time.Since(began)
	require.NoFileExists(t, filepath.Join(p.dir, "job", "job.keys"))
	require.Contains(t, told, "is adopted")
	digest := hexDigest.FindString(told)
	require.Len(t, whole(), 1)
	for range 8 {
		require.NoError(t, os.RemoveAll(filepath.Join(p.dir, "data", "given")))
		write(t, p.dir, "job/job.keys", string(keys))
		c := start(p.dir, "psi-server", adopt...)
		time.Sleep(time.Duration(rand.Int64N(int64(life))))
		c.kill()
		if len(whole()) == 0 {
			require.FileExists(t, filepath.Join(p.dir, "job", "job.keys"))
			p.run(t, 0, "psi-server", adopt...)
		}
		left, err := filepath.Glob(filepath.Join(p.dir, "data", "given", "new-*"))
		require.NoError(t, err)
		require.LessOrEqual(t, len(left), 1)
		require.Len(t, whole(), 1)
	}

	again, err := serve(p.dir, "")
	require.NoError(t, err)
	p = again
	t.Cleanup(func() { p.kill() })
	require.NoError(t, addClient(p.dir, "acme", p.addr))
	require.NoError(t, p.said("digest="+digest))
	p.count(t)
	write(t, p.dir, "job/job.keys", string(keys))
	_, told = p.run(t, 1, "psi-server", adopt...)
	require.Contains(t, told, "was opened before")

	epochByParts(t, p, "job-2", "out-2")
	told, _ = p.run(t, 0, "psi-server", "epoch", "adopt", "--data", "data", "--job", "job-2", "--from-runs", "out-2")
	digest = hexDigest.FindString(told)
	p.run(t, 0, "psi", "info", "-c", "acme.json", "--dataset", "users")
	require.NoError(t, p.said("digest="+digest))
	p.count(t)
	list, _ := p.run(t, 0, "psi-server", "audit", "list", "--data", "data")
	require.Contains(t, list, digest)
	require.NotContains(t, p.stderr.String(), "not taken up")
}
