package jobs

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/purpose"
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

func newJob(t *testing.T) (*Job, *Keys) {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{})
	require.NoError(t, err)
	defer s.Close()
	_, err = s.Erased.Add(context.Background(), "u7")
	require.NoError(t, err)
	k := &Keys{Elements: ecdh.Ristretto255().GenerateKey().Bytes(), Join: dataset.JoinKey{1, 2, 3}}
	k.Erased, err = s.Erased.Snapshot(context.Background())
	require.NoError(t, err)
	p := policy(t)
	return &Job{Version: Version, ID: psi.Nonce{9}, Tables: TablesOf("v1"), Dataset: "users", Purpose: "match", Suite: "ristretto255", Profile: identity.Default(),
		Policy: p.Digest(), At: time.Now().UTC().Truncate(time.Second), Map: map[string]dataset.Role{"Mail": dataset.RoleEmail}}, k
}

func policy(t *testing.T) *purpose.Policy {
	p, err := purpose.Parse([]byte("contexts:\n  news: {class: marketing, grants: [marketing.advertising]}\npurposes: {match: {requires: [marketing.advertising]}}\n"))
	require.NoError(t, err)
	return p
}

// The two files come back as they were, only together, and only through the sealer that they were made with.
func TestFiles(t *testing.T) {
	t.Parallel()
	for _, sealer := range []Sealer{nil, masking(0x55)} {
		j, k := newJob(t)
		job, keys, err := Seal(j, k, sealer)
		require.NoError(t, err)
		require.NotContains(t, string(job), "u7")
		got, secret, err := Open(job, keys, sealer)
		require.NoError(t, err)
		require.Equal(t, j, got)
		require.Equal(t, k, secret)
		require.True(t, secret.Erased.Has([]byte("U7")))
		require.False(t, secret.Erased.Has([]byte("u8")))
		cfg, err := got.Build(secret, policy(t))
		require.NoError(t, err)
		require.Equal(t, k.Elements, cfg.Key.Bytes())
		require.Equal(t, j.At, cfg.Gate.Now())
		require.True(t, cfg.Erased([]byte("u7")))

		other, otherKeys := newJob(t)
		otherJob, _, err := Seal(other, otherKeys, sealer)
		require.NoError(t, err)
		_, _, err = Open(otherJob, keys, sealer)
		require.ErrorContains(t, err, "of another job")
		for _, wrong := range []Sealer{nil, masking(0x55), masking(0x66)} {
			if wrong != sealer {
				_, _, err = Open(job, keys, wrong)
				require.Error(t, err)
			}
		}
		for i := range job {
			bad := bytes.Clone(job)
			bad[i] ^= 1
			_, _, err = Open(bad, keys, sealer)
			require.Error(t, err, i)
		}
		for i := range keys {
			_, _, err = Open(job, keys[:i], sealer)
			require.Error(t, err, i)
		}
		secret.Destroy()
		require.Equal(t, make([]byte, len(secret.Elements)), secret.Elements)
	}
}

// A program with other tables, or another policy, is refused with both names.
func TestChecked(t *testing.T) {
	t.Parallel()
	j, _ := newJob(t)
	p := policy(t)
	require.NoError(t, j.Checked(TablesOf("v1"), p))
	require.ErrorContains(t, j.Checked(TablesOf("v2"), p), "version v1 with Unicode")
	old := TablesOf("v1")
	old.Phones = "phonenumbers/v1"
	require.ErrorContains(t, j.Checked(old, p), "phonenumbers/v1: use one for all")
	q, err := purpose.Parse([]byte("contexts:\n  news: {class: marketing}\npurposes: {match: {requires: [marketing.advertising]}}\n"))
	require.NoError(t, err)
	require.ErrorContains(t, j.Checked(TablesOf("v1"), q), "the policy is not the one")
}
