package advertiser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// Results are taken and refused as the test vectors say, which an independent program made: vectors/README.md. Package
// vectors can't reach this check.
func TestResultVectors(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("..", "..", "vectors", "result.json"))
	require.NoError(t, err)
	var f struct {
		Vectors []struct {
			Name    string
			Context struct {
				psi.Params
				psi.Context
				AdvertiserNonce psi.Nonce  `json:"advertiser_nonce"`
				PlatformNonce   psi.Nonce  `json:"platform_nonce"`
				PolicyDigest    psi.Digest `json:"policy_digest"`
				PlatformSet     psi.Set    `json:"platform_set"`
			}
			Session string
			Floor   uint64
			Exact   bool
			Sizes   []uint64
			Body    string
			Outcome string
		}
	}
	require.NoError(t, json.Unmarshal(b, &f))
	require.Greater(t, len(f.Vectors), 60)
	for _, v := range f.Vectors {
		c := v.Context.Context
		c.Params, c.AdvertiserNonce, c.PlatformNonce = v.Context.Params, v.Context.AdvertiserNonce, v.Context.PlatformNonce
		c.PolicyDigest, c.PlatformSet = v.Context.PolicyDigest, v.Context.PlatformSet
		require.NoError(t, c.Validate(), v.Name)
		r := &run{session: v.Session, info: &psi.DatasetInfo{Floors: psi.Floors{Report: v.Floor}}, price: Price{Epsilon: c.Epsilon, Exact: v.Exact}}
		var result psi.Result
		require.NoError(t, json.Unmarshal([]byte(v.Body), &result), v.Name)
		if err := r.checkResult(&result, &c, v.Sizes); v.Outcome == "ok" {
			require.NoError(t, err, v.Name)
		} else {
			require.Equal(t, "bad_result", v.Outcome, v.Name)
			require.Error(t, err, v.Name)
		}
	}
}
