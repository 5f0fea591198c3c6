package vectors_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/blindmatch/blindmatch/vectors"
	"github.com/stretchr/testify/require"
)

// Every vector, through the checker that psi-vectors runs.
func TestEmbedded(t *testing.T) {
	results, err := vectors.Check(vectors.Embedded())
	require.NoError(t, err)
	ran := map[string]int{}
	for _, r := range results {
		ran[r.File] = r.Vectors
		for _, f := range r.Failures {
			t.Errorf("%s: %s: %s", r.File, f.Vector, f.Reason)
		}
	}
	// No file may drop out unnoticed.
	for file, least := range map[string]int{
		"identifier.json": 184, "hash.json": 16, "mask.json": 64, "remask.json": 32, "set.json": 10, "context.json": 18,
		"commitment.json": 3, "tag.json": 5, "epoch.json": 5, "count.json": 10, "activate.json": 3, "blinded.json": 3,
		"charge.json": 61, "precision.json": 15, "bound.json": 14, "release.json": 39, "padding.json": 19, "layout.json": 13,
		"malformed.json": 361, "malformed_entries.json": 120, "malformed_logs.json": 164, "result.json": 70, "status.json": 26, "log.json": 4,
		"index_tag.json":                         11,
		"rfc9380/P256_XMD-SHA-256_SSWU_RO_.json": 5, "rfc9496/ristretto255.json": 56, "rfc9497/allVectors.json": 20,
		"rfc9497/ristretto255_hash_to_group_derived.json": 6,
	} {
		require.GreaterOrEqual(t, ran[file], least, file)
	}
}

// copyOf is a copy of the embedded files that a test can change.
func copyOf(t *testing.T) fstest.MapFS {
	m := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(vectors.Embedded(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(vectors.Embedded(), name)
		m[name] = &fstest.MapFile{Data: b}
		return err
	}))
	return m
}

// One bit flipped anywhere in a file makes that file fail, because its sum does.
func TestOneBitFlipped(t *testing.T) {
	m := copyOf(t)
	for name, f := range m {
		if name != "SHA256SUMS" {
			f.Data[len(f.Data)/2] ^= 1
		}
	}
	results, err := vectors.Check(m)
	require.NoError(t, err)
	require.Len(t, results, len(m)-1)
	for _, r := range results {
		require.NotEmpty(t, r.Failures, r.File)
	}
}

func TestFileMissingOrUnknown(t *testing.T) {
	m := copyOf(t)
	for _, name := range []string{"malformed.json", "count.json", "activate.json", "blinded.json"} { // these take a while
		delete(m, name)
	}
	m["extra.json"] = &fstest.MapFile{Data: []byte(`{"format":"blindmatch-vectors-v1","step":"tea","about":"","vectors":[]}`)}
	m["empty.json"] = &fstest.MapFile{Data: []byte(`{"format":"blindmatch-vectors-v1","step":"mask","about":"","vectors":[]}`)}
	results, err := vectors.Check(m)
	require.NoError(t, err)
	failed := []string{}
	for _, r := range results {
		if len(r.Failures) > 0 {
			failed = append(failed, r.File)
		}
	}
	require.Equal(t, []string{"activate.json", "blinded.json", "count.json", "empty.json", "extra.json", "malformed.json"}, failed)

	_, err = vectors.Check(fstest.MapFS{"notes.txt": &fstest.MapFile{}})
	require.ErrorIs(t, err, vectors.ErrNoVectors)
}

// Without sums, the code notices: every value of every vector is checked against what the roles compute.
func TestEveryValueCounts(t *testing.T) {
	names, err := fs.Glob(vectors.Embedded(), "*.json")
	require.NoError(t, err)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			b, err := fs.ReadFile(vectors.Embedded(), name)
			require.NoError(t, err)
			var f map[string]any
			require.NoError(t, decode(b, &f))
			all := f["vectors"].([]any)
			switch name {
			case "count.json", "activate.json", "blinded.json", "epoch.json": // these take a while
				all = all[:1]
			case "malformed.json", "malformed_logs.json": // and here only the outcome may not change
				all = slices.Collect(func(yield func(any) bool) {
					for i := 0; i < len(all) && yield(all[i]); i += 12 {
					}
				})
			}
			tried := 0
			for i, v := range all {
				v := v.(map[string]any)
				f["vectors"] = []any{v}
				leaves(v, "", func(path string, change func() (undo func())) {
					if exempt(name, v, path) {
						return
					}
					tried++
					undo := change()
					defer undo()
					require.True(t, fails(t, f), "vector %d (%v): a change of %s goes unnoticed", i, v["name"], path)
				})
				require.False(t, fails(t, f), "vector %d is not restored", i)
			}
			require.Positive(t, tried)
		})
	}
}

// exempt says which values aren't checked, or may change without changing the outcome: what numbers are rounded away, the
// parts of a set of which only the digest is hashed, and all but the outcome of what is malformed. The sums protect these.
func exempt(file string, v map[string]any, path string) bool {
	if v["outcome"] != nil {
		return path != ".outcome"
	}
	if v["reject"] != nil && (path == ".text" || path == ".region") || strings.HasSuffix(path, ".name") && !strings.HasPrefix(path, ".messages") {
		return true
	}
	within := func(paths ...string) bool {
		return slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(path, p) })
	}
	switch file {
	case "hash.json", "mask.json": // only one of the types is used
		return within(".params.types")
	case "count.json", "activate.json", "blinded.json":
		return within(".messages.accept.expires", ".messages.accept.opened") || path == ".messages.result.released.floor"
	case "context.json", "commitment.json", "tag.json":
		return strings.Contains(path, ".parts[")
	case "charge.json":
		return path == ".drawn"
	case "precision.json":
		return within(".least", ".most") || path == ".within" && v["clamp"] != ""
	case "bound.json":
		return strings.HasSuffix(path, ".size")
	case "release.json":
		return within(".sizes", ".draws") || path == ".floor" && v["slice"] != "1"
	case "padding.json":
		return within(".size", ".most")
	case "layout.json":
		return within(".groups", ".draws")
	}
	return false
}

// leaves calls use for every scalar in v, with a function that changes it.
func leaves(v any, path string, use func(path string, change func() (undo func()))) {
	each := func(path string, old any, set func(any)) {
		switch old := old.(type) {
		case map[string]any, []any:
			leaves(old, path, use)
		default:
			use(path, func() func() {
				set(changed(old))
				return func() { set(old) }
			})
		}
	}
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			each(path+"."+k, v[k], func(x any) { v[k] = x })
		}
	case []any:
		for i := range v {
			each(fmt.Sprintf("%s[%d]", path, i), v[i], func(x any) { v[i] = x })
		}
	}
}

// changed is another value of the same type, if possible one that is as well-formed as the old one.
func changed(old any) any {
	switch old := old.(type) {
	case string:
		if old == "" {
			return "0"
		}
		b := []byte(old)
		c := &b[len(b)/2]
		switch {
		case *c == '9' || *c == 'f' || *c == 'z':
			*c--
		default:
			*c++
		}
		return string(b)
	case json.Number:
		n, _ := strconv.ParseInt(string(old), 10, 64)
		return n + 1
	case bool:
		return !old
	}
	return 1 // for null
}

// decode keeps numbers as they are.
func decode(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return d.Decode(v)
}

// fails runs the vectors of f, the only file.
func fails(t *testing.T, f map[string]any) bool {
	b, err := json.Marshal(f)
	require.NoError(t, err)
	results, err := vectors.Check(fstest.MapFS{"f.json": &fstest.MapFile{Data: b}})
	require.NoError(t, err)
	return len(results[0].Failures) > 0
}

// Unknown and repeated names fail, at every depth.
func TestUnknownNames(t *testing.T) {
	b, err := fs.ReadFile(vectors.Embedded(), "count.json")
	require.NoError(t, err)
	var f struct {
		Format  string            `json:"format"`
		Step    string            `json:"step"`
		About   string            `json:"about"`
		Vectors []json.RawMessage `json:"vectors"`
	}
	require.NoError(t, json.Unmarshal(b, &f))
	f.Vectors = f.Vectors[:1]
	b, err = json.Marshal(f)
	require.NoError(t, err)
	require.Contains(t, string(b), `"below_floor"`)
	for _, name := range []string{`"step"`, `"rows"`, `"nonce"`, `"below_floor"`} {
		for _, insert := range []string{`"unknown": 1, `, name + `: null, `} {
			changed := strings.Replace(string(b), name, insert+name, 1)
			results, err := vectors.Check(fstest.MapFS{"f.json": &fstest.MapFile{Data: []byte(changed)}})
			require.NoError(t, err)
			require.NotEmpty(t, results[0].Failures, "%s before %s", insert, name)
		}
	}
}
