package store

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/stretchr/testify/require"
)

// masking is a Sealer that XORs with one byte, and binds the name as a real one does.
type masking byte

func (m masking) Seal(name string, key []byte) ([]byte, error) {
	sealed := []byte(name + "\x00")
	for _, b := range key {
		sealed = append(sealed, b^byte(m))
	}
	return sealed, nil
}

func (m masking) Open(name string, sealed []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(sealed, []byte(name+"\x00"))
	if !ok {
		return nil, errors.New("sealed for something else")
	}
	key, _ := m.Seal("", rest)
	return key[1:], nil
}

// Keys come back as they were written, but only through the sealer that the store was opened with and for their own
// dataset.
func TestKeys(t *testing.T) {
	t.Parallel()
	d := &Dataset{Name: "users", Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1"}
	group, err := ecdh.ParseSuite(d.Suite)
	require.NoError(t, err)
	for _, sealer := range []Sealer{nil, masking(0x55)} {
		s, err := Open(t.TempDir(), Options{Sealer: sealer})
		require.NoError(t, err)
		defer s.Close()
		g := s.Files.Generation("1")
		require.NoError(t, os.MkdirAll(string(g), 0o700))
		keys := &Keys{Elements: group.GenerateKey(), Index: [32]byte{1, 2, 3}}
		require.NoError(t, s.WriteKeys(g, d, keys))
		stored, err := os.ReadFile(g.Keys())
		require.NoError(t, err)
		require.Equal(t, sealer == nil, bytes.Contains(stored, []byte("0102030000")), "in clear only without a sealer")

		index, err := s.IndexKey(g, "users")
		require.NoError(t, err)
		require.Equal(t, keys.Index, index)
		k, err := s.ElementsKey(g, d)
		require.NoError(t, err)
		require.Equal(t, keys.Elements.Bytes(), k.Bytes())

		for _, other := range []Sealer{nil, masking(0x55), masking(0x56)} {
			o := &Store{Files: s.Files, seals: seals{other}}
			_, errIndex := o.IndexKey(g, "users")
			_, errKey := o.ElementsKey(g, d)
			require.Equal(t, other == sealer, errIndex == nil, "%v for %v", other, sealer)
			require.Equal(t, other == sealer, errKey == nil, "%v for %v", other, sealer)
		}
		if sealer != nil {
			_, err = s.IndexKey(g, "others")
			require.ErrorContains(t, err, "sealed for something else")
			for _, change := range []func(*Dataset){
				func(d *Dataset) { d.Name = "others" }, func(d *Dataset) { d.Purpose = "another" }, func(d *Dataset) { d.Profile = "uid2" }, func(d *Dataset) { d.Suite = "P256" },
			} {
				other := *d
				change(&other)
				_, err = s.ElementsKey(g, &other)
				require.ErrorContains(t, err, "sealed for something else")
			}
		}
		keys.Destroy()
	}
}
