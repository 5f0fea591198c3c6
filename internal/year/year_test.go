package year

import (
	"testing"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// A year verifies, and every rule holds in it.
func TestYear(t *testing.T) {
	entries := Entries(20, 1500)
	dir := t.TempDir()
	key, err := Write(dir, entries)
	require.NoError(t, err)
	v, err := ledger.NewVerifier(key)
	require.NoError(t, err)
	replay, read := new(ledger.Replay), 0
	_, err = ledger.Verify(dir, v, nil, func(e *ledger.Entry) error {
		read++
		return replay.Add(e)
	})
	require.NoError(t, err)
	require.Len(t, entries, read)
	require.Len(t, replay.Sessions, 1500)
}
