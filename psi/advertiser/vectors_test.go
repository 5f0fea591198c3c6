package advertiser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// readVectors reads a file of test vectors that an independent program made: vectors/README.md. The checks that package
// vectors can't reach are run here against the same files.
func readVectors[T any](t *testing.T, name string) (all []T) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "vectors", name))
	require.NoError(t, err)
	var f struct {
		Vectors []T `json:"vectors"`
	}
	require.NoError(t, json.Unmarshal(b, &f))
	require.NotEmpty(t, f.Vectors)
	return f.Vectors
}

// The last of a session's statuses is taken or refused as the vectors say.
func TestStatusVectors(t *testing.T) {
	t.Parallel()
	for _, v := range readVectors[struct {
		Name    string
		Bodies  []string
		Outcome string
	}](t, "status.json") {
		var r run
		for i, body := range v.Bodies {
			var s psi.Status
			require.NoError(t, json.Unmarshal([]byte(body), &s), v.Name)
			err := r.checkStatus(&s)
			if i < len(v.Bodies)-1 || v.Outcome == "ok" {
				require.NoError(t, err, v.Name)
			} else {
				require.Equal(t, "bad_status", v.Outcome, v.Name)
				require.Error(t, err, v.Name)
			}
		}
	}
}

// Results are taken and refused as the vectors say.
func TestResultVectors(t *testing.T) {
	t.Parallel()
	for _, v := range readVectors[struct {
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
	}](t, "result.json") {
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
