package runs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
)

// put writes a file of runs and returns its line in a manifest.
func put[T any](t *testing.T, dir, path string, rows ...T) File {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b)
	_, err := w.Write(rows)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	at := filepath.Join(dir, filepath.FromSlash(path))
	require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o700))
	require.NoError(t, os.WriteFile(at, b.Bytes(), 0o600))
	sum := sha256.Sum256(b.Bytes())
	return File{Path: path, Size: int64(b.Len()), SHA256: hex.EncodeToString(sum[:])}
}

func manifest(t *testing.T, dir string, m any) {
	t.Helper()
	text, err := json.Marshal(m)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, ManifestName), text, 0o600))
}

type slot = dataset.RunSlot

// Files follow each other by the numbers in their names, and rows keep their order.
func TestOrder(t *testing.T) {
	dir := t.TempDir()
	files := []File{
		put(t, dir, "slots/part-00010-aa.c000.snappy.parquet", slot{Class: 2, Group: 9}),
		put(t, dir, "slots/part-00002-754f2070-dbf8-4628-b39d-0cb842bde7a7-c000.snappy.parquet", slot{Class: 1, Group: 7, Element: []byte{1}}, slot{Class: 1, Group: 8}),
		put(t, dir, "slots/part-00002-754f2070-dbf8-4628-b39d-0cb842bde7a7-c001.snappy.parquet", slot{Class: 1, Group: 9}),
		put(t, dir, "rows/part-00001.parquet", partColumn{Part: 1, Summary: []byte(`{"records":2}`)}),
		put(t, dir, "rows/part-00000.parquet", partColumn{Part: 0, Summary: []byte(`{"records":1}`)}),
	}
	manifest(t, dir, Manifest{Version: 1, Job: "ab", Files: files, Saved: 3, Lost: 4})
	s, err := Open(dir)
	require.NoError(t, err)
	require.Equal(t, "ab", s.Job())
	saved, lost := s.Overlaps()
	require.Equal(t, [2]uint64{3, 4}, [2]uint64{saved, lost})
	for range 2 {
		var groups []int64
		for r, err := range s.Slots() {
			require.NoError(t, err)
			groups = append(groups, r.Group)
			require.Equal(t, r.Group == 7, r.Element != nil)
		}
		require.Equal(t, []int64{7, 8, 9, 9}, groups)
	}
	for range s.Slots() {
		break
	}
	parts, err := s.Parts()
	require.NoError(t, err)
	require.Len(t, parts, 2)
	require.EqualValues(t, 2, parts[1].Records)
	for range s.Owners() {
		t.Fatal("there are none")
	}
}

// Whatever is missing, damaged or strange is an error.
func TestRefuses(t *testing.T) {
	_, err := Open(t.TempDir())
	require.ErrorContains(t, err, "has not finished")
	file := func(t *testing.T, dir string) File {
		return put(t, dir, "owners/part-0.parquet", dataset.RunOwner{Element: []byte{1, 2}, User: 3})
	}
	for _, c := range []struct {
		name string
		make func(t *testing.T, dir string) any
		want string
	}{
		{"version", func(t *testing.T, dir string) any { return Manifest{Version: 2} }, "version 2"},
		{"unknown field", func(t *testing.T, dir string) any { return map[string]any{"version": 1, "more": 1} }, "unknown field"},
		{"outside", func(t *testing.T, dir string) any {
			return Manifest{Version: 1, Files: []File{{Path: "../owners/part-0.parquet"}}}
		}, "no file of runs"},
		{"unknown folder", func(t *testing.T, dir string) any {
			return Manifest{Version: 1, Files: []File{{Path: "keys/part-0.parquet"}}}
		}, "no file of runs"},
		{"missing", func(t *testing.T, dir string) any {
			return Manifest{Version: 1, Files: []File{{Path: "owners/part-0.parquet"}}}
		}, "no such file"},
		{"twice", func(t *testing.T, dir string) any {
			f := file(t, dir)
			return Manifest{Version: 1, Files: []File{f, f}}
		}, "twice"},
		{"truncated", func(t *testing.T, dir string) any {
			f := file(t, dir)
			require.NoError(t, os.Truncate(filepath.Join(dir, f.Path), f.Size-1))
			return Manifest{Version: 1, Files: []File{f}}
		}, "incomplete"},
		{"flipped", func(t *testing.T, dir string) any {
			f := file(t, dir)
			b, err := os.ReadFile(filepath.Join(dir, f.Path))
			require.NoError(t, err)
			b[len(b)/2] ^= 1
			require.NoError(t, os.WriteFile(filepath.Join(dir, f.Path), b, 0o600))
			return Manifest{Version: 1, Files: []File{f}}
		}, "checksum"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			manifest(t, dir, c.make(t, dir))
			_, err := Open(dir)
			require.ErrorContains(t, err, c.want)
		})
	}
	dir := t.TempDir()
	manifest(t, dir, Manifest{Version: 1, Files: []File{put(t, dir, "rows/part-0.parquet", partColumn{Part: 5, Summary: []byte("{}")})}})
	s, err := Open(dir)
	require.NoError(t, err)
	_, err = s.Parts()
	require.ErrorContains(t, err, "part 0 is missing")
}
