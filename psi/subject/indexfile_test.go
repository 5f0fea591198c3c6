package subject

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/tlog"
)

var indexInfo = CandidateInfo{
	Dataset: "users", Purpose: "audience-matching", Suite: "ristretto255", Profile: "default-v1",
	Types: []string{"email", "phone"}, Contexts: []string{"newsletter", "checkout"},
	Codes: map[byte]string{0: "nothing", 1: "admitted", 3: "shared_by_many", 17: "opted_out"},
	Key:   Secret("canary-masking-key-canary-canary"),
}

func items[T any](all ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func failing[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		yield(zero, err)
	}
}

func element(i int) (e ecdh.Element) {
	copy(e[:], "canary-element")
	binary.BigEndian.PutUint64(e[24:], uint64(i))
	return e
}

func reference(i int) string { return fmt.Sprintf("canary-user-%d", i) }

// sample is a dataset of people, some of whom have several records and share identifiers: person i has 1 + i%3 records,
// and each of those the identifiers i and, of type phone, i/4, which counts for nobody if i/4 is even.
func sample(people int) (records []psi.Decision, ids []CandidateIdentifier) {
	for round := range 3 {
		for i := range people {
			if i%3 < round {
				continue
			}
			n := uint64(len(records))
			r := psi.Decision{User: reference(i), Context: uint16(i % 2), Codes: [2]byte{1, 1}, Expires: uint32(i)}
			ids = append(ids, CandidateIdentifier{"email", element(i), n, 1}, CandidateIdentifier{"phone", element(i / 4), n, sharing(i)})
			records = append(records, r)
		}
	}
	return records, ids
}

// sharing is the outcome of person i's phone number in a sample.
func sharing(i int) byte {
	if i/4%2 == 0 {
		return 3
	}
	return 1
}

func writeSample(t testing.TB, people int, scratch psi.Scratch) (path string, key IndexKey, root psi.Digest) {
	t.Helper()
	path, key = filepath.Join(t.TempDir(), "candidates"), NewIndexKey()
	records, ids := sample(people)
	root, err := WriteCandidates(t.Context(), path, key, indexInfo, items(records...), items(ids...), scratch)
	require.NoError(t, err)
	return path, key, root
}

// checkSample checks all answers of an index against the sample.
func checkSample(t testing.TB, c *Candidates, people int) {
	t.Helper()
	records, _ := sample(people)
	want := map[string][]Candidate{}
	for n, r := range records {
		i := 0
		fmt.Sscanf(r.User, "canary-user-%d", &i)
		e := Candidate{Record: uint64(n), Context: indexInfo.Contexts[r.Context], Outcomes: map[string]string{"email": "admitted", "phone": indexInfo.Codes[sharing(i)]}}
		if r.Expires != 0 {
			at := time.Unix(60*int64(r.Expires), 0).UTC()
			e.Expires = &at
		}
		want[r.User] = append(want[r.User], e)
	}
	for i := range people {
		tag := c.Tag(reference(i))
		got, err := c.Person(tag)
		require.NoError(t, err)
		require.Equal(t, want[reference(i)], got)
		tags, err := c.Identifier("email", element(i))
		require.NoError(t, err)
		require.Equal(t, []PersonTag{tag}, tags)
		tags, err = c.Identifier("phone", element(i/4))
		require.NoError(t, err)
		var sharing []PersonTag
		for j := i / 4 * 4; j < min(i/4*4+4, people); j++ {
			sharing = append(sharing, c.Tag(reference(j)))
		}
		require.Equal(t, sharing, tags)
	}
	for _, nobody := range []string{"", "canary-user", reference(people)} {
		got, err := c.Person(c.Tag(nobody))
		require.NoError(t, err)
		require.Empty(t, got)
	}
	for _, typ := range []string{"email", "phone", "", "person"} {
		tags, err := c.Identifier(typ, element(people))
		require.NoError(t, err)
		require.Empty(t, tags)
	}
}

// Spilled data goes to the scratch folder, reveals nothing, and doesn't stay.
func TestIndexSpills(t *testing.T) {
	dir := t.TempDir()
	runs := 0
	look := func(int) {
		left, err := filepath.Glob(filepath.Join(dir, "*"))
		require.NoError(t, err)
		runs += len(left)
		for _, path := range left {
			b, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NotContains(t, string(b), "canary")
		}
	}
	const people = 1200
	path, key, root := writeSample(t, people, psi.Scratch{Memory: 9000, Dir: dir, Progress: look})
	require.NotZero(t, runs)
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Empty(t, left)
	c, err := OpenCandidates(path, key, root)
	require.NoError(t, err)
	defer c.Close()
	checkSample(t, c, people)
}

// askAll opens a file and asks it everything it can be asked. ok means that there was no error.
func askAll(t testing.TB, path string, key IndexKey, root psi.Digest, people int) (ok bool) {
	c, err := OpenCandidates(path, key, root)
	if err == nil {
		defer c.Close()
		for i := 0; i < people && err == nil; i++ {
			_, err1 := c.Person(c.Tag(reference(i)))
			_, err2 := c.Identifier("email", element(i))
			err = errors.Join(err1, err2)
		}
	}
	if err != nil {
		require.NotContains(t, err.Error(), "canary")
		return false
	}
	checkSample(t, c, people)
	return true
}

// Every byte is needed: those of a block for the block itself, those of a hash for the proofs of other blocks. (In a
// tree of 2^k blocks the root is stored but in no proof.) SPEC M63
func TestIndexFlips(t *testing.T) {
	const people = 40 // five blocks, so that the tree has an edge
	path, key, root := writeSample(t, people, psi.Scratch{})
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	require.EqualValues(t, 5, blocksOf(int64(len(whole))))
	file := filepath.Join(t.TempDir(), "flipped")
	step := effort.Of(37, 5, 1)
	for i := 0; i < len(whole); i += step {
		b := bytes.Clone(whole)
		b[i] ^= byte(1 << (i % 8))
		require.NoError(t, os.WriteFile(file, b, 0o600))
		require.False(t, askAll(t, file, key, root, people), "byte %d makes no difference", i)
	}
}

func TestIndexNotTheFile(t *testing.T) {
	const people = 90
	path, key, root := writeSample(t, people, psi.Scratch{})
	other, otherKey, otherRoot := writeSample(t, people, psi.Scratch{})
	_, err := OpenCandidates(path, otherKey, root)
	require.ErrorContains(t, err, "does not open")
	_, err = OpenCandidates(path, key, otherRoot)
	require.ErrorContains(t, err, "does not match the root in the log")
	_, err = OpenCandidates(other, key, root)
	require.ErrorContains(t, err, "does not match the root in the log")
	_, err = OpenMatches(path, key, root)
	require.ErrorContains(t, err, "does not open")
	_, err = OpenCandidates(filepath.Join(t.TempDir(), "none"), key, root)
	require.ErrorIs(t, err, fs.ErrNotExist)

	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	n := blocksOf(int64(len(whole)))
	file := filepath.Join(t.TempDir(), "changed")
	refused := func(what string, b []byte) {
		require.NoError(t, os.WriteFile(file, b, 0o600))
		require.False(t, askAll(t, file, key, root, people), what)
	}
	refused("empty", nil)
	refused("longer", append(bytes.Clone(whole), 0))
	for i := range n {
		for _, size := range []int64{blockOffset(i), blockOffset(i) + 1, blockOffset(i) + sealedSize, indexSize(i)} {
			refused(fmt.Sprintf("cut to %d bytes", size), whole[:size])
		}
		for j := range i {
			b := bytes.Clone(whole)
			copy(b[blockOffset(i):], whole[blockOffset(j):blockOffset(j)+sealedSize])
			copy(b[blockOffset(j):], whole[blockOffset(i):blockOffset(i)+sealedSize])
			refused(fmt.Sprintf("blocks %d and %d swapped", i, j), b)
		}
	}
}

// A last block that does not describe its own file is refused. SPEC M62
func TestIndexOwnSizes(t *testing.T) {
	for _, c := range []struct {
		name  string
		table []uint64 // width and records of each section, as the last block says
		want  string
	}{
		{"width", []uint64{20, 1, 18, 1, 17, 1, 1, 2}, "widths"},
		{"too many", []uint64{20, 1 << 63, 18, 1, 18, 1, 1, 2}, "fewer blocks"},
		{"missing", []uint64{20, 205, 18, 1, 18, 1, 1, 2}, "it has 5 blocks, its records need 6"},
		{"left over", []uint64{20, 1, 18, 1, 18, 0, 1, 2}, "it has 5 blocks, its records need 4"},
		{"fits", []uint64{20, 1, 18, 1, 18, 1, 1, 2}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			key := NewIndexKey()
			path := filepath.Join(t.TempDir(), "candidates")
			w, err := createIndex(path, &key, candidateKind)
			require.NoError(t, err)
			for _, width := range []int{20, 18, 18, 1} {
				require.NoError(t, w.begin(width))
				require.NoError(t, w.add([]byte("{}                  ")[:max(width, 2)]))
			}
			require.NoError(t, w.flush())
			for i := range w.sections {
				w.sections[i].width, w.sections[i].count = int(c.table[2*i]), c.table[2*i+1]
			}
			root, err := w.finish()
			require.NoError(t, err)
			x, err := OpenCandidates(path, key, root)
			if c.want == "" {
				require.NoError(t, err)
				require.NoError(t, x.Close())
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestIndexSecretsDoNotPrint(t *testing.T) {
	path := filepath.Join(t.TempDir(), "candidates")
	key := IndexKey([]byte("canary-index-key-canary-index-ke"))
	records, ids := sample(1)
	root, err := WriteCandidates(t.Context(), path, key, indexInfo, items(records...), items(ids...), psi.Scratch{})
	require.NoError(t, err)
	c, err := OpenCandidates(path, key, root)
	require.NoError(t, err)
	defer c.Close()
	tag := PersonTag([]byte("canary-perso"))
	for _, v := range []any{key, &key, tag, &tag, indexInfo, &indexInfo, c, []IndexKey{key}, struct{ K IndexKey }{key}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			s := strings.ToLower(fmt.Sprintf(verb, v))
			for _, secret := range [][]byte{[]byte("canary"), c.tagKey[:6]} {
				require.NotContains(t, s, string(secret))
				require.NotContains(t, s, fmt.Sprintf("%x", secret))
				require.NotContains(t, s, strings.Trim(fmt.Sprint(secret), "[]"))
			}
		}
	}
	for _, v := range []any{key, tag, indexInfo} {
		b, err := json.Marshal(v)
		require.NoError(t, err)
		require.Contains(t, string(b), redacted)
		require.NotContains(t, string(b), "Y2FuYXJ5") // "canary" in base64
	}
}

func TestIndexConcurrent(t *testing.T) {
	path, key, root := writeSample(t, 60, psi.Scratch{})
	c, err := OpenCandidates(path, key, root)
	require.NoError(t, err)
	defer c.Close()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { checkSample(t, c, 60) })
	}
	wg.Wait()
}

// Any bytes as a file are refused or harmless. As the contents of a file made with the right key and root, they don't
// make a look-up panic. Run it with -fuzzminimizetime=1x: keys and salts are random, and so is coverage.
func FuzzIndex(f *testing.F) {
	path, key, root := writeSample(f, 4, psi.Scratch{})
	whole, err := os.ReadFile(path)
	require.NoError(f, err)
	f.Add(whole)
	f.Add(whole[:indexSize(1)])
	f.Add([]byte{})
	table := func(counts ...uint64) (b []byte) {
		for i, width := range []int{recordWidth, entryWidth, entryWidth, 1} {
			b = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(b, uint32(width)), counts[i])
		}
		return b
	}
	page := func(b []byte) []byte { return append(b, make([]byte, blockSize-len(b))...) }
	info := []byte(`{"types":["email"],"contexts":["c"],"codes":{"1":"admitted"}}`)
	var zero [tagWidth]byte
	f.Add(slices.Concat(page(append(zero[:], 0, 0, 1, 0, 0, 0, 0, 0)), page(entry(zero, 0)), page(entry(zero, 7)), page(info), page(table(1, 1, 1, uint64(len(info))))))
	f.Add(slices.Concat(page(info), page(table(0, 0, 0, uint64(len(info))))))
	f.Add(page(table(0, 0, 0, 0)))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, "raw")
		require.NoError(t, os.WriteFile(path, data, 0o600))
		require.True(t, askAll(t, path, key, root, 4) || !bytes.Equal(data, whole))

		path = filepath.Join(dir, "sealed")
		w, err := createIndex(path, &key, candidateKind)
		require.NoError(t, err)
		for len(data) > blockSize {
			w.plain = append(w.plain, data[:blockSize]...)
			data = data[blockSize:]
			require.NoError(t, w.flush())
		}
		w.plain = append(w.plain, data...)
		require.NoError(t, w.seal(candidateKind+endOfIndex))
		require.NoError(t, w.w.Flush())
		require.NoError(t, w.f.Close())
		tree, err := treeRoot(w)
		require.NoError(t, err)
		c, err := OpenCandidates(path, key, tree)
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = c.Person(PersonTag{})
		_, _ = c.Person(c.Tag(reference(1)))
		_, _ = c.Identifier("email", element(1))
		// An entry that begins with zeros is found, whatever the rest of its record is.
		_ = c.file.cursor(candidateIdentifiers).each([tagWidth]byte{}, func(rest []byte) error {
			_, err := c.file.cursor(candidateRecords).record(entryRecord(rest))
			return err
		})
	})
}

// treeRoot is the root of the tree that w has written.
func treeRoot(w *indexWriter) (psi.Digest, error) {
	root, err := tlog.TreeHash(w.n, &w.edge)
	return psi.Digest(root), err
}
