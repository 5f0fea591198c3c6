package platform

import (
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// A database of the previous version is brought up to date: the ledger is still checked against what clients have
// cosigned, and still not against what was given up.
func TestCosignaturesOfVersion2(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	_, err = s.rows.DB().Exec(`DROP TABLE cosignatures; DROP TABLE former; PRAGMA user_version = 2;
		INSERT INTO meta VALUES ('cosigned/acme', '{"client":"acme","witness":"w+1","checkpoint":"new\n"}');
		INSERT INTO meta VALUES ('cosigned/globex', '{"client":"globex","witness":"w+2","checkpoint":"theirs\n"}');
		INSERT INTO meta VALUES ('given-up/12/acme', '{"client":"acme","witness":"w+1","checkpoint":"old\n"}');
		INSERT INTO meta VALUES ('given-up/34/acme', '{"client":"acme","witness":"w+1","checkpoint":"older\n"}')`)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	for range 2 { // once more changes nothing
		s, err = OpenDirectory(dir, DirectoryConfig{})
		require.NoError(t, err)
		seen, err := s.Cosigned(ctx)
		require.NoError(t, err)
		require.Equal(t, []ledger.Cosigned{{Client: "acme", Witness: "w+1", Note: "new\n"}, {Client: "globex", Witness: "w+2", Note: "theirs\n"}}, seen)
		var givenUp, left int
		require.NoError(t, s.rows.DB().QueryRow(`SELECT sum(given_up) FROM cosignatures WHERE client = 'acme' AND checkpoint LIKE 'old%'`).Scan(&givenUp))
		require.Equal(t, 12+34, givenUp)
		require.NoError(t, s.rows.DB().QueryRow(`SELECT count(*) FROM meta WHERE key LIKE '%/%'`).Scan(&left))
		require.Zero(t, left)
		require.NoError(t, s.Close())
	}
	s, err = OpenDirectory(filepath.Join(dir, "new"), DirectoryConfig{})
	require.NoError(t, err)
	defer s.Close()
	for i, note := range []string{"a", "b", "c"} { // the latest counts, and one that was given up no longer does
		require.NoError(t, s.rows.Witnesses.SetCosigned(ctx, ledger.Cosigned{Client: "acme", Note: note}))
		seen, err := s.Cosigned(ctx)
		require.NoError(t, err)
		require.Equal(t, []ledger.Cosigned{{Client: "acme", Note: note}}, seen)
		if i == 1 {
			require.NoError(t, s.rows.Witnesses.GiveUp(ctx, "acme", 7))
			seen, err := s.Cosigned(ctx)
			require.NoError(t, err)
			require.Empty(t, seen)
		}
	}
}
