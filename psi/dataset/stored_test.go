package dataset

import (
	"os"
	"path/filepath"
	"testing"

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

	var all []Owned
	for o, err := range s.Owned() {
		require.NoError(t, err)
		all = append(all, o)
	}
	require.NotEmpty(t, all)
	i, rest := uint64(0), all
	for e, err := range s.Elements() {
		require.NoError(t, err)
		at, err := s.Element(i)
		require.NoError(t, err)
		require.Equal(t, e, at)
		typ, err := s.ElementType(i)
		require.NoError(t, err)
		owners, err := s.ElementOwners(i)
		require.NoError(t, err)
		require.NotEmpty(t, owners)
		for _, want := range owners {
			o := rest[0]
			require.Equal(t, want, Owner{User: users[o.Record], Context: s.Contexts()[o.Context], Record: o.Record, Verified: o.Verified, Outcome: o.Outcome})
			require.Equal(t, Owned{Element: e, Number: i, Type: typ, Record: o.Record, Context: o.Context, Verified: o.Verified, Outcome: o.Outcome}, o)
			rest = rest[1:]
		}
		i++
	}
	require.Empty(t, rest)
	for o, err := range s.Owned() { // again, and not to its end
		require.NoError(t, err)
		require.Equal(t, all[0], o)
		break
	}
	groups := uint64(0)
	for _, c := range s.Groups() {
		require.Equal(t, groups, c.First)
		for g, err := range s.GroupRecords(c.Width) {
			require.NoError(t, err)
			require.Equal(t, groups, g.Number)
			numbers, err := s.Group(groups)
			require.NoError(t, err)
			require.Equal(t, numbers, g.Numbers)
			for i, n := range numbers {
				e, err := s.Element(n)
				require.NoError(t, err)
				require.Equal(t, e, g.Elements[i])
			}
			groups++
		}
	}
	require.Equal(t, uint64(4), groups)
	for d, err := range s.Decisions() {
		require.NoError(t, err)
		require.Equal(t, users[0], d.User)
		break
	}
}

// A file that is damaged while it is open ends a pass with an error.
func TestStoredPassFails(t *testing.T) {
	s, _ := store(t, testConfig(t), testUsers)
	for _, name := range []string{usersName, userIndexName, decisionsName, elementsName, typesName, startsName, ownersName, groupsName(1), groupsName(2)} {
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
		for _, err := range s.Owned() {
			if err != nil {
				failed = append(failed, err)
			}
		}
		for _, c := range s.Groups() {
			for _, err := range s.GroupRecords(c.Width) {
				if err != nil {
					failed = append(failed, err)
				}
			}
		}
		require.Len(t, failed, 1, name)
		require.ErrorContains(t, failed[0], name)
		require.NoError(t, os.WriteFile(path, whole, 0o600))
	}
}
