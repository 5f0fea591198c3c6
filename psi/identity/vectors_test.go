package identity

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

type vector struct {
	Platform, Profile, Region, Normalized, SHA256, Source string

	Type      Type
	Published bool
	Inputs    []string
}

func vectors(t testing.TB) (v struct{ Accepted, Rejected []vector }) {
	data, err := os.ReadFile("testdata/vectors.json")
	require.NoError(t, err)
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&v))
	return v
}

// The vectors of adtech platforms; pre-hashed columns must agree with them.
func TestVectors(t *testing.T) {
	v := vectors(t)
	require.Len(t, v.Accepted, 28+6)
	checked := 0
	for _, v := range v.Accepted {
		sum := Sum([]byte(v.Normalized))
		require.Equal(t, v.SHA256, hex.EncodeToString(sum[:]), v.Source)
		if v.Profile == "" {
			continue
		}
		p, err := ParseProfile(v.Profile)
		require.NoError(t, err)
		n, err := p.Normaliser(v.Type, Options{Region: v.Region})
		require.NoError(t, err)
		for _, in := range v.Inputs {
			got, r := n.Append(nil, []byte(in))
			require.Equal(t, Accepted, r, "%s: %q: %s", v.Profile, in, r)
			require.Equal(t, v.Normalized, string(got), "%s: %q", v.Profile, in)
			key, _ := n.Key([]byte(in))
			require.Equal(t, sum, key)
			checked++
		}
		for _, text := range []string{v.SHA256, string(bytes.ToUpper([]byte(v.SHA256))), base64.StdEncoding.EncodeToString(sum[:])} {
			key, r := HashedKey([]byte(text))
			require.Equal(t, Accepted, r)
			require.Equal(t, sum, key)
		}
	}
	require.Greater(t, checked, 40)
	for _, v := range v.Rejected {
		p, err := ParseProfile(v.Profile)
		require.NoError(t, err)
		n, err := p.Normaliser(v.Type, Options{})
		require.NoError(t, err)
		for _, in := range v.Inputs {
			got, r := n.Append(nil, []byte(in))
			require.NotEqual(t, Accepted, r, "%s: %q → %q", v.Profile, in, got)
		}
	}
}

// Where the profiles differ, in one table: SPEC.md has the same.
func TestProfilesDiffer(t *testing.T) {
	const no = "" // rejected
	for _, c := range []struct{ in, def, uid2, google, plain string }{
		{"A.n.n+x@GMail.com", "ann@gmail.com", "ann@gmail.com", "ann@gmail.com", "a.n.n+x@gmail.com"},
		{"A.n.n+x@googlemail.com", "ann@googlemail.com", "a.n.n+x@googlemail.com", "ann@googlemail.com", "a.n.n+x@googlemail.com"},
		{"a.b+x@example.com", "a.b+x@example.com", "a.b+x@example.com", "a.b+x@example.com", "a.b+x@example.com"},
		{" a b@ex ample.com ", no, "ab@ex ample.com", no, no},
		{"\u00a0ann@example.com\u00a0", "ann@example.com", "\u00a0ann@example.com\u00a0", "ann@example.com", "ann@example.com"},
		{"ann@example.com\t", "ann@example.com", no, "ann@example.com", "ann@example.com"},
		{"ann@bücher.example", "ann@xn--bcher-kva.example", "ann@bücher.example", "ann@bücher.example", "ann@bücher.example"},
		{"E\u0301@example.com", "É@example.com", "e\u0301@example.com", "e\u0301@example.com", "e\u0301@example.com"},
		{"É@BÜCHER.example", "É@xn--bcher-kva.example", "É@bÜcher.example", "é@bücher.example", "é@bücher.example"},
		{"\u212a@example.com", "k@example.com", "\u212a@example.com", "k@example.com", "k@example.com"},
		{"ΝΊΚΟΣ@example.com", "ΝΊΚΟΣ@example.com", "ΝΊΚΟΣ@example.com", "νίκος@example.com", "νίκος@example.com"},
		{"İ@example.com", "İ@example.com", "İ@example.com", "i\u0307@example.com", "i\u0307@example.com"},
		{"ann@firma.example’", no, "ann@firma.example’", "ann@firma.example’", "ann@firma.example’"},
		{"ｘ@example.com", no, "ｘ@example.com", "ｘ@example.com", "ｘ@example.com"},
		{"Test@Test.com", no, no, no, no},
		{"ann@example", no, "ann@example", "ann@example", "ann@example"},
		{"ann@exa_mple.com.", no, "ann@exa_mple.com.", "ann@exa_mple.com.", "ann@exa_mple.com."},
		{"an\u200bn@example.com", no, "an\u200bn@example.com", no, no},
		{"'ann@example.com", no, "'ann@example.com", "'ann@example.com", "'ann@example.com"},
		{"a\x00nn@example.com", no, no, no, no},
	} {
		for i, want := range []string{c.def, c.uid2, c.google, c.plain} {
			p, err := ParseProfile([]string{"default-v1", "uid2", "google-dm", "plain"}[i])
			require.NoError(t, err)
			n, err := p.Normaliser(Email, Options{})
			require.NoError(t, err)
			got, _ := n.Append(nil, []byte(c.in))
			require.Equal(t, want, string(got), "%s: %q", p, c.in)
		}
	}
}

// PhoneMetadata names the version in go.mod.
func TestPhoneMetadata(t *testing.T) {
	data, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	require.Contains(t, string(data), "github.com/nyaruka/phonenumbers/v2 "+PhoneMetadata[len("phonenumbers/"):])
}
