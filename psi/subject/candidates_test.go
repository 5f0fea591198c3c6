package subject

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// The sizes are around one block of each section: 204 records, 227 entries.
func TestCandidates(t *testing.T) {
	for _, people := range []int{0, 1, 2, 101, 102, 103, 113, 114, 700} {
		t.Run(fmt.Sprint(people), func(t *testing.T) {
			scratch := psi.Scratch{Dir: t.TempDir()}
			path, key, root := writeSample(t, people, scratch)
			c, err := OpenCandidates(path, key, root)
			require.NoError(t, err)
			defer c.Close()
			require.Equal(t, &indexInfo, c.Info())
			checkSample(t, c, people)
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
			file, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NotContains(t, string(file), "canary")
			require.NotContains(t, string(file), "newsletter")
		})
	}
}

// One person has records in several blocks and shares an identifier with hundreds; some records have no context, no
// outcome or no end.
func TestCandidatesWide(t *testing.T) {
	var records []psi.Decision
	var ids []CandidateIdentifier
	for i := range 1000 {
		r := psi.Decision{User: "one", Context: psi.NoContext, Codes: [2]byte{17, 1}}
		if i%2 == 1 {
			r.User = reference(i)
		}
		records = append(records, r)
		ids = append(ids, CandidateIdentifier{"phone", element(0), uint64(i), 3}, CandidateIdentifier{"phone", element(0), uint64(i), 3})
	}
	path, key := filepath.Join(t.TempDir(), "candidates"), NewIndexKey()
	root, err := WriteCandidates(t.Context(), path, key, indexInfo, items(records...), items(ids...), psi.Scratch{})
	require.NoError(t, err)
	c, err := OpenCandidates(path, key, root)
	require.NoError(t, err)
	defer c.Close()
	got, err := c.Person(c.Tag("one"))
	require.NoError(t, err)
	require.Len(t, got, 500)
	for i, r := range got {
		require.Equal(t, Candidate{Record: uint64(2 * i), Outcomes: map[string]string{"email": "opted_out", "phone": "shared_by_many"}}, r)
	}
	tags, err := c.Identifier("phone", element(0))
	require.NoError(t, err)
	require.Len(t, tags, 501)
	require.EqualValues(t, 1000, c.file.sections[candidateIdentifiers].count)
}

// What can't be explained later is refused, and no file stays behind.
func TestWriteCandidatesRefuses(t *testing.T) {
	record := psi.Decision{User: reference(1), Codes: [2]byte{1, 0}}
	none := items[CandidateIdentifier]()
	broken := errors.New("the disk is gone")
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(broken)
	for _, c := range []struct {
		name    string
		ctx     context.Context
		info    CandidateInfo
		records iter.Seq2[psi.Decision, error]
		ids     iter.Seq2[CandidateIdentifier, error]
		want    string
	}{
		{"context", t.Context(), indexInfo, items(psi.Decision{Context: 2}), none, "record 0 has context 2 of 2"},
		{"code", t.Context(), indexInfo, items(record, psi.Decision{Codes: [2]byte{0, 2}}), none, "record 1 has outcome 2, which has no name"},
		{"type of code", t.Context(), CandidateInfo{Types: []string{"email"}, Contexts: []string{"a"}}, items(psi.Decision{Codes: [2]byte{0, 1}}), none, "type 1 of 1"},
		{"types", t.Context(), CandidateInfo{Types: []string{"a", "b", "c"}}, nil, nil, "3 identifier types"},
		{"no such record", t.Context(), indexInfo, items(record), items(CandidateIdentifier{"email", element(1), 1, 1}), "identifier 0 belongs to record 1 of 1"},
		{"type", t.Context(), indexInfo, items(record), items(CandidateIdentifier{"person", element(1), 0, 1}), `identifier 0 has type "person"`},
		{"left out of nothing", t.Context(), indexInfo, items(record), items(CandidateIdentifier{"email", element(1), 1, 3}), "identifier 0 belongs to record 1 of 1"},
		{"far away", t.Context(), indexInfo, items(record), items(CandidateIdentifier{"email", element(1), 1 << 48, 3}), "belongs to record 281474976710656"},
		{"no outcome", t.Context(), indexInfo, items(record), items(CandidateIdentifier{"email", element(1), 0, 0}), "identifier 0 has outcome 0"},
		{"unknown outcome", t.Context(), indexInfo, items(record), items(CandidateIdentifier{"email", element(1), 0, 9}), "identifier 0 has outcome 9"},
		{"not admitted", t.Context(), indexInfo, items(record), items(CandidateIdentifier{"phone", element(1), 0, 3}), `record 0 has an identifier of type "phone", and none was admitted`},
		{"records fail", t.Context(), indexInfo, failing[psi.Decision](broken), none, broken.Error()},
		{"identifiers fail", t.Context(), indexInfo, items(record), failing[CandidateIdentifier](broken), broken.Error()},
		{"cancelled", ended, indexInfo, items(record), none, broken.Error()},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "candidates")
			_, err := WriteCandidates(c.ctx, path, NewIndexKey(), c.info, c.records, c.ids, psi.Scratch{})
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "canary")
			require.NoFileExists(t, path)
		})
	}
	path, key, _ := writeSample(t, 1, psi.Scratch{})
	_, err := WriteCandidates(t.Context(), path, key, indexInfo, items(record), items[CandidateIdentifier](), psi.Scratch{})
	require.ErrorIs(t, err, fs.ErrExist)
	require.FileExists(t, path)
}

func BenchmarkWriteCandidates(b *testing.B) {
	const n = 1_000_000
	records := func(yield func(psi.Decision, error) bool) {
		for i := range n {
			if !yield(psi.Decision{User: reference(i), Codes: [2]byte{1, 1}}, nil) {
				return
			}
		}
	}
	ids := func(yield func(CandidateIdentifier, error) bool) {
		for i := range n {
			if !yield(CandidateIdentifier{"email", element(i), uint64(i), 1}, nil) || !yield(CandidateIdentifier{"phone", element(i), uint64(i), 1}, nil) {
				return
			}
		}
	}
	path, key := filepath.Join(b.TempDir(), "candidates"), NewIndexKey()
	var root psi.Digest
	var err error
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			os.Remove(path)
			root, err = WriteCandidates(b.Context(), path, key, indexInfo, records, ids, psi.Scratch{Dir: b.TempDir()})
			require.NoError(b, err)
		}
		info, err := os.Stat(path)
		require.NoError(b, err)
		b.ReportMetric(float64(info.Size())/n, "B/record")
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	})
	c, err := OpenCandidates(path, key, root)
	require.NoError(b, err)
	defer c.Close()
	b.Run("person", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			got, err := c.Person(c.Tag(reference(i * 7919 % n)))
			require.NoError(b, err)
			require.Len(b, got, 1)
		}
	})
	b.Run("identifier", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			got, err := c.Identifier("email", element(i*7919%n))
			require.NoError(b, err)
			require.Len(b, got, 1)
		}
	})
}
