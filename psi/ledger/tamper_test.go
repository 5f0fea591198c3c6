package ledger

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// copyLog copies a log's public folder.
func copyLog(t testing.TB, l *Log) string {
	dir := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, os.CopyFS(dir, os.DirFS(l.Dir())))
	return dir
}

// Every byte of every file counts.
func TestFlippedByte(t *testing.T) {
	l := newLog(t, 6)
	dir, v := copyLog(t, l), verifier(t, l)
	files := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		good, err := os.ReadFile(path)
		require.NoError(t, err)
		for i := range good {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << (i % 8)
			require.NoError(t, os.WriteFile(path, bad, 0o600))
			_, err := Verify(dir, v, nil, nil)
			require.Error(t, err, "%s byte %d", path, i)
		}
		return os.WriteFile(path, good, 0o600)
	}))
	require.Equal(t, 13, files)
	_, err := Verify(dir, v, nil, nil)
	require.NoError(t, err)
}

// entriesOf reads a partial bundle's entries, writeBundle writes them.
func entriesOf(t testing.TB, path string) (all [][]byte) {
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	for len(b) > 0 {
		var e []byte
		e, b, err = cutEntry(b)
		require.NoError(t, err)
		all = append(all, e)
	}
	return all
}

func writeBundle(t testing.TB, path string, entries [][]byte) {
	var b []byte
	for _, e := range entries {
		b = appendToBundle(b, e)
	}
	require.NoError(t, os.WriteFile(path, b, 0o600))
}

// What someone with access to the platform's disk could do, and where it shows.
func TestTampering(t *testing.T) {
	l := newLog(t, 10)
	v := verifier(t, l)
	old, err := l.Checkpoint()
	require.NoError(t, err)
	fill(t, l, 13)
	bundle := filepath.FromSlash("tile/entries/000.p/13")
	for _, c := range []struct {
		name  string
		index int64
		do    func(dir string)
	}{
		{"edited", 6, func(dir string) {
			all := entriesOf(t, filepath.Join(dir, bundle))
			all[6] = bytes.Replace(all[6], []byte("1234"), []byte("1235"), 1)
			writeBundle(t, filepath.Join(dir, bundle), all)
		}},
		{"reordered", 4, func(dir string) {
			all := entriesOf(t, filepath.Join(dir, bundle))
			all[4], all[5] = all[5], all[4]
			writeBundle(t, filepath.Join(dir, bundle), all)
		}},
		{"removed", 7, func(dir string) {
			all := entriesOf(t, filepath.Join(dir, bundle))
			writeBundle(t, filepath.Join(dir, bundle), append(all[:7], all[8:]...))
		}},
		{"tail cut", 12, func(dir string) {
			writeBundle(t, filepath.Join(dir, bundle), entriesOf(t, filepath.Join(dir, bundle))[:12])
		}},
		{"bundle gone", 0, func(dir string) { require.NoError(t, os.Remove(filepath.Join(dir, bundle))) }},
		{"checkpoint rolled back", 10, func(dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "checkpoint"), old.Note, 0o600))
		}},
		{"checkpoint of a fork", 10, func(dir string) {
			signed, err := note.Sign(&note.Note{Text: checkpointText(old.Origin, tlog.Tree{N: 13, Hash: tlog.Hash{9}})}, l.signer)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "checkpoint"), signed, 0o600))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := copyLog(t, l)
			c.do(dir)
			_, err := Verify(dir, v, []*Checkpoint{old}, nil)
			bad, ok := errors.AsType[*Corruption](err)
			require.True(t, ok, "%v", err)
			require.Equal(t, c.index, bad.Index, "%v", err)
		})
	}
	t.Run("bad signature", func(t *testing.T) {
		dir := copyLog(t, l)
		other := newLog(t, 0)
		signed, err := note.Sign(&note.Note{Text: l.head.Load().text()}, other.signer)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "checkpoint"), signed, 0o600))
		_, err = Verify(dir, v, nil, nil)
		require.ErrorContains(t, err, "signature")
	})
	t.Run("whole log rolled back", func(t *testing.T) {
		dir := copyLog(t, newLogFrom(t, l, 10))
		now, err := l.Checkpoint()
		require.NoError(t, err)
		_, err = Verify(dir, v, []*Checkpoint{now}, nil)
		require.Error(t, err)
	})
	t.Run("rewritten with the log's own key", func(t *testing.T) {
		fork := newLogFrom(t, l, 13)
		_, err := Verify(fork.Dir(), v, nil, nil)
		require.NoError(t, err, "on its own it is sound")
		_, err = Verify(fork.Dir(), v, []*Checkpoint{old}, nil)
		require.ErrorIs(t, err, ErrForked)
	})
	t.Run("missing cosignature", func(t *testing.T) {
		w, err := GenerateWitness("acme/witness")
		require.NoError(t, err)
		wv, err := NewWitnessVerifier(w.VerifierKey())
		require.NoError(t, err)
		signed := w.Cosign(old, old1970)
		require.NoError(t, CheckCosignature(signed, wv))
		c, err := OpenCheckpoint(signed, v)
		require.NoError(t, err)
		require.Equal(t, old.Hash, c.Hash)
		require.Error(t, CheckCosignature(old.Note, wv))
		other, err := GenerateWitness("acme/witness")
		require.NoError(t, err)
		require.Error(t, CheckCosignature(other.Cosign(old, old1970), wv))
	})
}

// newLogFrom writes another history under l's key.
func newLogFrom(t testing.TB, l *Log, size int) *Log {
	dir := t.TempDir()
	b, err := os.ReadFile(filepath.Join(l.dir, keyFile))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, keyFile), b, 0o600))
	f, err := Open(dir, "")
	require.NoError(t, err)
	fill(t, f, size)
	return f
}

// A running writer notices that its checkpoint was rolled back.
func TestRolledBackWhileOpen(t *testing.T) {
	l := newLog(t, 5)
	old := copyLog(t, l)
	fill(t, l, 9)
	require.NoError(t, os.RemoveAll(l.Dir()))
	require.NoError(t, os.CopyFS(l.Dir(), os.DirFS(old)))
	require.ErrorIs(t, l.Append(preamble()[0]), ErrRolledBack)
}
