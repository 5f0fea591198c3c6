package store

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Who was erased is denied by a reference in any case, and by that of a UUID in any spelling. SPEC M67
func TestErased(t *testing.T) {
	t.Parallel()
	onEach(t, testErased)
}

func testErased(t *testing.T, open opener) {
	s := open(t, t.TempDir(), Options{})
	const id = "0F8FAD5B-D9CB-469F-A165-70867728950E"
	for _, user := range []string{"Ab", "ina", "{" + id + "}"} {
		news, err := s.Erased.Add(t.Context(), user)
		require.NoError(t, err)
		require.True(t, news)
	}
	news, err := s.Erased.Add(t.Context(), "aB")
	require.NoError(t, err)
	require.False(t, news)
	// An entry of before case was folded.
	key, err := s.Erased.PersonsKey(t.Context())
	require.NoError(t, err)
	old := person(key, "OLD")
	_, err = s.Erased.db.ExecContext(t.Context(), `INSERT INTO erased_persons (person, at) VALUES (?, ?)`, old[:], now())
	require.NoError(t, err)

	all, err := s.Erased.Load(t.Context())
	require.NoError(t, err)
	require.Equal(t, 4, all.Len())
	for user, want := range map[string]bool{"ab": true, "AB": true, "Ab": true, "INA": true, "ina": true, id: true, "urn:uuid:" + id: true, "OLD": true,
		"abc": false, "": false, "old": false} {
		require.Equal(t, want, all.Has(user), user)
		at, err := s.Erased.When(t.Context(), user)
		require.NoError(t, err)
		require.Equal(t, !want, at.IsZero(), user)
	}
}
