package seal

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A key comes back under its own name and no other, from a key file and from a program.
func TestSealers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("5a", 32)+"\n"), 0o600))
	t.Setenv(KeyVariable, path)
	s, err := FromEnvironment()
	require.NoError(t, err)
	key := []byte("thirty-two bytes that are secret")
	sealed, err := s.Seal("epoch/1", key)
	require.NoError(t, err)
	require.NotContains(t, string(sealed), "secret")
	got, err := s.Open("epoch/1", sealed)
	require.NoError(t, err)
	require.Equal(t, key, got)
	_, err = s.Open("epoch/2", sealed)
	require.ErrorContains(t, err, "for something else")
	for i := range sealed {
		bad := append([]byte{}, sealed...)
		bad[i] ^= 1
		_, err = s.Open("epoch/1", bad)
		require.Error(t, err, i)
	}

	require.NoError(t, os.WriteFile(path, []byte("5a5a"), 0o600))
	_, err = FromEnvironment()
	require.ErrorContains(t, err, "want 64 hex digits")
	t.Setenv(CommandVariable, "kms")
	_, err = FromEnvironment()
	require.ErrorContains(t, err, "both set")
	t.Setenv(KeyVariable, "")
	if runtime.GOOS == "windows" {
		return
	}
	program := filepath.Join(t.TempDir(), "kms")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\n[ \"$2\" = epoch/1 ] || exit 1\ntr 'a-z' 'b-za'\n"), 0o700))
	t.Setenv(CommandVariable, program)
	s, err = FromEnvironment()
	require.NoError(t, err)
	sealed, err = s.Seal("epoch/1", []byte("abc"))
	require.NoError(t, err)
	require.Equal(t, "bcd", string(sealed))
	_, err = s.Open("epoch/2", sealed)
	require.ErrorContains(t, err, "open: exit status 1")
	t.Setenv(CommandVariable, "")
	s, err = FromEnvironment()
	require.NoError(t, err)
	require.Nil(t, s)
}
