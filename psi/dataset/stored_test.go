package dataset

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// What is read in one pass is what look-ups say.
func TestStoredInOnePass(t *testing.T) {
	s, _ := store(t, testConfig(t), testUsers)
	var users []string
	for d, err := range s.Decisions() {
		require.NoError(t, err)
		users = append(users, d.User)
	}
	require.Len(t, users, int(s.Records()))

	for _, typ := range identity.Types() {
		set, err := s.Set(typ)
		require.NoError(t, err)
		var all []Owned
		for o, err := range set.Owned() {
			require.NoError(t, err)
			all = append(all, o)
		}
		require.NotEmpty(t, all)
		i, rest := uint64(0), all
		for e, err := range set.Elements() {
			require.NoError(t, err)
			owners, err := set.Owners(i)
			require.NoError(t, err)
			for _, want := range owners {
				require.Equal(t, e, rest[0].Element)
				require.Equal(t, want, Owner{users[rest[0].Record], s.Contexts()[rest[0].Context]})
				rest = rest[1:]
			}
			i++
		}
		require.Empty(t, rest)
		for o, err := range set.Owned() { // again, and not to its end
			require.NoError(t, err)
			require.Equal(t, all[0], o)
			break
		}
	}
	for d, err := range s.Decisions() {
		require.NoError(t, err)
		require.Equal(t, users[0], d.User)
		break
	}
}

// A file that is damaged while it is open ends a pass with an error.
func TestStoredPassFails(t *testing.T) {
	s, _ := store(t, testConfig(t), testUsers)
	set, err := s.Set(identity.Email)
	require.NoError(t, err)
	for _, name := range []string{usersName, userIndexName, decisionsName, elementsName(identity.Email), startsName(identity.Email), ownersName(identity.Email)} {
		path := filepath.Join(s.dir, name)
		whole, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, whole[:len(whole)-1], 0o600))
		var failed []error
		for _, err := range s.Decisions() {
			if err != nil {
				failed = append(failed, err)
			}
		}
		for _, err := range set.Owned() {
			if err != nil {
				failed = append(failed, err)
			}
		}
		require.Len(t, failed, 1, name)
		require.ErrorContains(t, failed[0], name)
		require.NoError(t, os.WriteFile(path, whole, 0o600))
	}
}
