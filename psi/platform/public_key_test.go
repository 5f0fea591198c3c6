package platform

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// No message, and nothing in the public ledger, has b·G, e·G or d·G. SPEC M5
func TestPublicKeysStay(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	s := begin(t, p, "acme", psi.Count)
	said := map[string]any{"status": s.wait(t, psi.StateOpen), "context": s.c}
	said["result"] = s.finish(t)
	said["status at the end"] = s.wait(t, psi.StateDone)
	said["info"] = current(t, p)

	d, err := p.store.rows.Datasets.Get(ctx, "users", params.Purpose)
	require.NoError(t, err)
	key, err := p.store.rows.ElementsKey(p.store.rows.Files.Generation(d.Generation), d)
	require.NoError(t, err)
	epochs, err := p.store.rows.Epochs.List(ctx)
	require.NoError(t, err)
	require.NotEmpty(t, epochs)
	require.NoError(t, p.Close())
	said["entries"], _ = verifyLedger(t, dir)
	suite, err := ecdh.ParseSuite(params.Suite)
	require.NoError(t, err)
	for what, v := range said {
		b, err := json.Marshal(v)
		require.NoError(t, err)
		require.Greater(t, len(b), 100, what)
		for _, epoch := range epochs {
			u, err := hkdf.Expand(sha512.New, epoch.Secret[:], psi.Version+" epoch key", 64)
			require.NoError(t, err)
			e := suite.DeriveKey((*[64]byte)(u))
			for name, k := range map[string]*ecdh.Key{"b·G": e.Times(key), "e·G": e, "d·G": key} {
				public := k.Public()
				for _, form := range []string{hex.EncodeToString(public[:]), base64.RawStdEncoding.EncodeToString(public[:]), base64.RawURLEncoding.EncodeToString(public[:])} {
					require.False(t, bytes.Contains(b, []byte(form)), "%s is in the %s", name, what)
				}
			}
		}
	}
}
