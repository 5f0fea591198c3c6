package advertiser

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// xorSealer is a sealer that binds a key to its name.
type xorSealer struct{}

func (xorSealer) Seal(name string, key []byte) ([]byte, error) {
	sealed := []byte(name + "\x00")
	for _, b := range key {
		sealed = append(sealed, b^0x55)
	}
	return sealed, nil
}

func (xorSealer) Open(name string, sealed []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(sealed, []byte(name+"\x00"))
	if !ok {
		return nil, errors.New("sealed for something else")
	}
	key := bytes.Clone(rest)
	for i := range key {
		key[i] ^= 0x55
	}
	return key, nil
}

func keptSession(t *testing.T, s *Sessions, sealer Sealer) (*Kept, *psi.Advertiser) {
	t.Helper()
	k, err := s.keep()
	require.NoError(t, err)
	k.Info.Params = psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", Types: "email"}
	k.Offer.Platform, k.Offer.Advertiser, k.Expires = "platform", "acme", time.Now().Add(time.Hour)
	k.List = psi.Set{Parts: []psi.Part{{Width: 1, Size: 100}}, Digest: psi.Digest{1}}
	role, err := psi.NewAdvertiser(k.Info.Params, psi.Scratch{})
	require.NoError(t, err)
	require.NoError(t, k.seal(sealer, role))
	require.NoError(t, k.save())
	return k, role
}

// What is kept comes back once its process is gone, to one process at a time; its key is sealed for its list.
func TestKept(t *testing.T) {
	t.Parallel()
	for _, sealer := range []Sealer{nil, xorSealer{}} {
		s, err := NewSessions(t.TempDir())
		require.NoError(t, err)
		k, role := keptSession(t, s, sealer)
		left, err := s.Left("platform", "acme")
		require.NoError(t, err)
		require.Empty(t, left, "its process lives")
		b, err := os.ReadFile(k.file(keptState))
		require.NoError(t, err)
		k.release()

		left, err = s.Left("platform", "acme")
		require.NoError(t, err)
		require.Len(t, left, 1)
		other, err := s.Left("platform", "acme")
		require.NoError(t, err)
		require.Empty(t, other, "one process at a time")
		again, err := left[0].role(sealer, psi.Scratch{})
		require.NoError(t, err)
		require.Equal(t, role.Public(), again.Public())
		if sealer != nil {
			require.NotContains(t, string(b), base64.StdEncoding.EncodeToString(role.KeyBytes()))
			left[0].List.Digest[0]++
			_, err = left[0].role(sealer, psi.Scratch{})
			require.ErrorContains(t, err, "sealed for something else")
		}
		left[0].answered()
		b, err = os.ReadFile(left[0].file(keptState))
		require.NoError(t, err)
		require.NotContains(t, string(b), `"key":`)
		left[0].release()
		_, err = s.Left("elsewhere", "acme")
		require.NoError(t, err)
		left, err = s.Left("platform", "acme")
		require.NoError(t, err)
		require.Len(t, left, 1)
		require.True(t, left[0].Done)
		left[0].Expires = time.Now().Add(-time.Second)
		require.NoError(t, left[0].save())
		left[0].release()
		left, err = s.Left("platform", "acme")
		require.NoError(t, err)
		require.Empty(t, left)
		files, err := os.ReadDir(s.dir)
		require.NoError(t, err)
		require.Empty(t, files, "what the platform has forgotten is removed")
	}
}

// A folder that was begun and never saved is of no use, and goes.
func TestKeptUnfinished(t *testing.T) {
	t.Parallel()
	s, err := NewSessions(t.TempDir())
	require.NoError(t, err)
	k, err := s.keep()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(k.file(keptList), make([]byte, 64), 0o600))
	k.release()
	left, err := s.Left("platform", "acme")
	require.NoError(t, err)
	require.Empty(t, left)
	require.NoDirExists(t, k.folder())
}

// Two processes may find out at once that a session is of no use, and both forget it.
func TestForgottenTwice(t *testing.T) {
	t.Parallel()
	s, err := NewSessions(t.TempDir())
	require.NoError(t, err)
	k, err := s.keep()
	require.NoError(t, err)
	require.NoError(t, k.forget())
	again := &Kept{sessions: s, id: k.id, lock: k.lock}
	require.NoError(t, again.forget())
	files, err := os.ReadDir(s.dir)
	require.NoError(t, err)
	require.Empty(t, files)
}
