package ledger

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// readVectors reads a file of test vectors that an independent program made: vectors/README.md. The parts of this
// package that package vectors can't reach are checked here against the same files.
func readVectors[T any](t *testing.T, name string) (all []T) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "vectors", name))
	require.NoError(t, err)
	var f struct {
		Vectors []T `json:"vectors"`
	}
	require.NoError(t, json.Unmarshal(b, &f))
	require.NotEmpty(t, f.Vectors)
	return f.Vectors
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

// A log with the vectors' key and lines signs and proves exactly what they say, byte by byte.
func TestLogVectors(t *testing.T) {
	for _, v := range readVectors[struct {
		Name, Origin, Seed, Note string
		LogKey                   string `json:"log_key"`
		Entries                  []string
		Receipts                 []struct {
			Index   int64
			Receipt string
		}
	}](t, "log.json") {
		t.Run(v.Name, func(t *testing.T) {
			public, err := NewVerifier(v.LogKey)
			require.NoError(t, err)
			dir, secret := t.TempDir(), append([]byte{1}, unhex(t, v.Seed)...)
			key := fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s\n", v.Origin, public.KeyHash(), base64.StdEncoding.EncodeToString(secret))
			require.NoError(t, os.WriteFile(filepath.Join(dir, keyFile), []byte(key), 0o600))
			l, err := Open(dir, "")
			require.NoError(t, err)
			for _, line := range v.Entries {
				require.NoError(t, l.write(l.head.Load(), [][]byte{[]byte(line)}))
			}
			require.Equal(t, v.LogKey, l.VerifierKey())
			require.Equal(t, v.Note, string(l.head.Load().Note))
			for _, r := range v.Receipts {
				got, err := l.Receipt(r.Index)
				require.NoError(t, err)
				require.Equal(t, r.Receipt, string(got))
			}
		})
	}
}
