//go:build unix

package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
)

// storage is object storage that speaks S3, over HTTP and, for mirrors, HTTPS.
type storage struct {
	backend      *s3mem.Backend
	plain, https *httptest.Server
	off          atomic.Bool  // every object breaks off half way
	read         atomic.Int64 // objects of epochs over HTTPS
}

func newStorage(t *testing.T) *storage {
	s := &storage{backend: s3mem.New()}
	require.NoError(t, s.backend.CreateBucket("warehouse"))
	h := gofakes3.New(s.backend).Server()
	s.plain = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.off.Load() && r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, ".parquet") {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			w.Header().Set("Content-Length", rec.Header().Get("Content-Length"))
			_, _ = w.Write(rec.Body.Bytes()[:rec.Body.Len()/2])
			panic(http.ErrAbortHandler)
		}
		h.ServeHTTP(w, r)
	}))
	s.https = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.read.Add(1)
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { s.plain.Close(); s.https.Close() })
	return s
}

func (s *storage) address(folder string) string {
	return "s3://warehouse/" + folder + "?region=eu&anonymous=true&use_path_style=true&endpoint=" + s.plain.URL
}

func (s *storage) put(t *testing.T, key string, b []byte) {
	t.Helper()
	_, err := s.backend.PutObject("warehouse", key, map[string]string{}, bytes.NewReader(b), int64(len(b)), nil)
	require.NoError(t, err)
}

func (s *storage) keys(t *testing.T, folder string) (all []string) {
	t.Helper()
	prefix := gofakes3.NewFolderPrefix(folder)
	prefix.HasDelimiter = false
	list, err := s.backend.ListBucket("warehouse", &prefix, gofakes3.ListBucketPage{})
	require.NoError(t, err)
	for _, o := range list.Contents {
		all = append(all, o.Key)
	}
	return all
}

// crm is a table of users who share nothing, as an Arrow stream, of whom every third was not asked.
func crm(t *testing.T, users int) []byte {
	text := arrow.BinaryTypes.String
	schema := arrow.NewSchema([]arrow.Field{{Name: "user_id", Type: text}, {Name: "email", Type: text}, {Name: "collection_context", Type: text}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := range users {
		for k, v := range []string{fmt.Sprintf("u%d", i), fmt.Sprintf("crm%d@mail.example", i), []string{"two_factor", "newsletter", "newsletter"}[i%3]} {
			b.Field(k).(*array.StringBuilder).Append(v)
		}
	}
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(schema))
	require.NoError(t, w.Write(b.NewRecordBatch()))
	require.NoError(t, w.Close())
	return out.Bytes()
}

// putRuns does the job on the table, as Spark would, and puts its output into the storage.
func putRuns(t *testing.T, s *storage, dir, folder string, table []byte) {
	worker := exec.Command(filepath.Join(bin, "psi-server"), "worker", "import", "--job", "job/job.json", "--keys", "job/job.keys", "--policy", "policy.yaml", "--part", "0")
	worker.Dir, worker.Stdin, worker.Stderr = dir, bytes.NewReader(table), os.Stderr
	out, err := worker.Output()
	require.NoError(t, err)
	rows, owners := readPart(t, out)
	slices.SortFunc(owners, func(a, b dataset.RunOwner) int { return bytes.Compare(a.Element, b.Element) })
	var slots []dataset.RunSlot
	for i := range owners {
		o := &owners[i]
		o.At = int64(i)
		slots = append(slots, dataset.RunSlot{Class: 1, Group: o.User, Element: o.Element, At: o.At, Users: 1})
	}
	slices.SortFunc(slots, func(a, b dataset.RunSlot) int { return int(a.Group - b.Group) })
	job, err := os.ReadFile(filepath.Join(dir, "job", "job.json"))
	require.NoError(t, err)
	digest := sha256.Sum256(job)
	m := runs.Manifest{Version: runs.Version, Job: hex.EncodeToString(digest[:])}
	for _, f := range []struct {
		path string
		b    []byte
	}{{"rows/part-00000.parquet", packed(t, rows)}, {"owners/part-00000.parquet", packed(t, owners)}, {"slots/part-00000.parquet", packed(t, slots)}} {
		s.put(t, folder+"/"+f.path, f.b)
		sum := sha256.Sum256(f.b)
		m.Files = append(m.Files, runs.File{Path: f.path, Size: int64(len(f.b)), SHA256: hex.EncodeToString(sum[:])})
	}
	text, err := json.Marshal(m)
	require.NoError(t, err)
	s.put(t, folder+"/"+runs.ManifestName, text)
}

type partRow struct {
	dataset.RunRow
	Part    int64  `parquet:"part,optional"`
	Summary []byte `parquet:"summary,optional"`
}

func packed[T any](t *testing.T, rows []T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b)
	_, err := w.Write(rows)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// readPart reads what a worker has made of a part without objections.
func readPart(t *testing.T, stream []byte) (rows []partRow, owners []dataset.RunOwner) {
	t.Helper()
	r, err := ipc.NewReader(bytes.NewReader(stream))
	require.NoError(t, err)
	for r.Next() {
		lines, err := json.Marshal(r.RecordBatch())
		require.NoError(t, err)
		var all []struct {
			Line, Record               *int64
			User, Decision, Fold, Rest []byte
			Said, Part                 int32
			Summary                    []byte
			Elements                   []struct {
				Element       []byte
				Type, Context int32
				Verified      bool
				Given         int64
			}
		}
		require.NoError(t, json.Unmarshal(lines, &all))
		for _, x := range all {
			row := partRow{Part: int64(x.Part), Summary: x.Summary}
			if x.Line != nil {
				row.RunRow = dataset.RunRow{Line: *x.Line, Record: x.Record, User: x.User, Decision: x.Decision, Fold: x.Fold, Rest: x.Rest, Said: x.Said}
			}
			rows = append(rows, row)
			for _, e := range x.Elements {
				owners = append(owners, dataset.RunOwner{Element: e.Element, Type: e.Type, User: *x.Record, Record: *x.Record, Context: e.Context,
					Verified: e.Verified, Given: e.Given, Outcome: int32(dataset.Counted), Head: true})
			}
		}
	}
	require.NoError(t, r.Err())
	return rows, owners
}

// Runs are taken up from object storage, and sets are served from there. Storage that breaks off changes nothing.
func TestObjectStorage(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	s := newStorage(t)
	p := &platform{dir: t.TempDir()}
	require.NoError(t, copyShared(p.dir))
	p.run(t, 0, "psi-server", "worker", "prepare", "--data", "data", "--dataset", "crm", "--policy", "policy.yaml", "-o", "job")
	putRuns(t, s, p.dir, "runs/1", crm(t, 6000))
	adopt := []string{"import", "--data", "data", "--dataset", "crm", "--policy", "policy.yaml", "--job", "job", "--from-runs", s.address("runs/1")}

	s.off.Store(true)
	_, told := p.run(t, 1, "psi-server", adopt...)
	require.Contains(t, told, "s3://warehouse/runs/1/")
	require.Contains(t, told, "the object storage failed, or can't be reached")
	s.off.Store(false)
	datasets, _ := p.run(t, 0, "psi-server", "dataset", "list", "--data", "data")
	require.NotContains(t, datasets, "crm")
	_, told = p.run(t, 1, "psi-server", append(slices.Clone(adopt[:len(adopt)-1]), s.address("runs/2"))...)
	require.Contains(t, told, "s3://warehouse/runs/2 has no manifest.json: the job has not finished")
	report, _ := p.run(t, 0, "psi-server", adopt...)
	require.Contains(t, report, "4,000 admitted, 2,000 excluded")
	strays, err := filepath.Glob(filepath.Join(p.dir, "data", "runs-*"))
	require.NoError(t, err)
	require.Empty(t, strays)

	s.put(t, "sets/v1/epochs/"+strings.Repeat("0", 64), []byte("of an epoch that is over"))
	s.put(t, "sets/other", []byte("somebody else's"))
	p, err = serve(p.dir, "")
	require.NoError(t, err)
	t.Cleanup(p.kill)
	require.NoError(t, addClient(p.dir, "acme", p.addr))
	for _, name := range []string{"crm", "users"} {
		require.NoError(t, p.said(`msg="epoch: ready" dataset=`+name))
	}
	publish := func(want string) {
		t.Helper()
		out, _ := p.run(t, 0, "psi-server", "dataset", "publish", "--data", "data", "--to", s.address("sets"))
		require.Contains(t, out, want)
	}
	_, told = p.run(t, 1, "psi-server", "dataset", "publish", "--data", "data", "--to", strings.Replace(s.address("sets"), "warehouse", "nowhere", 1))
	require.Contains(t, told, "s3://nowhere/sets/v1/epochs/")
	require.Contains(t, told, "no such bucket")
	publish("2 sets of 2 there; 4 objects copied")
	publish("2 sets of 2 there; 0 objects copied (0 bytes), 0 removed")
	require.Len(t, s.keys(t, "sets/"), 5)

	acme, err := transport.ReadConnection(filepath.Join(p.dir, "acme.json"))
	require.NoError(t, err)
	acme.Mirrors = []string{s.https.URL + "/warehouse/sets"}
	acme.ServerCA += string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.https.Certificate().Raw}))
	b, err := acme.Encode()
	require.NoError(t, err)
	write(t, p.dir, "acme.json", string(b))
	list := "email\n"
	for i := range 900 {
		list += fmt.Sprintf("crm%d@mail.example\nstranger%d@mail.example\n", i, i)
	}
	write(t, p.dir, "crm.csv", list)
	for range 2 {
		s.read.Store(0)
		out, _ := p.run(t, 0, "psi", "count", "-c", "acme.json", "--dataset", "crm", "--type", "email", "crm.csv")
		require.Contains(t, out, "released  600 people on your list")
		if s.read.Load() < 2 {
			t.Errorf("%d requests for objects", s.read.Load())
		}
	}
}
