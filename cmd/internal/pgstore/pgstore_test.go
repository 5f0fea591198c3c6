package pgstore

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A password is shown nowhere, whatever form it has, also in what can't be read.
func TestShown(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                             "",
		"postgres://psi@db/psi":        "postgres://psi@db/psi",
		"postgres://psi:SECRET@db/psi": "postgres://psi:xxxxx@db/psi",
		"postgres://db/x?password=SECRET&sslmode=require": "postgres://db/x?password=xxxxx&sslmode=require",
		"postgres://db/x?sslpassword=SECRET":              "postgres://db/x?sslpassword=xxxxx",
		"postgres:///psi?host=/run/postgresql":            "postgres:///psi?host=%2Frun%2Fpostgresql",
		"host=db password=SECRET":                         "(not a URL)",
		"postgres://psi:SEC%ZZRET@db/psi":                 "(not a URL)",
	} {
		v := value(in)
		require.Equal(t, want, v.String())
		if _, err := v.connector(); err != nil {
			require.NotContains(t, err.Error(), "SEC")
		}
	}
	for in, want := range map[string]bool{"postgres://psi:x@db/psi": true, "postgres://db/psi?password=x": true, "postgres://psi@db/psi": false, "": false} {
		v := value(in)
		require.Equal(t, want, v.hasPassword(), in)
	}
}

// Beyond this machine a connection is encrypted and checked unless somebody says otherwise.
func TestLocal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		host, socket string
		want         bool
	}{
		{"", "", true}, {"", "/run/postgresql", true}, {"", "db.example", false}, {"localhost", "", true}, {"127.0.0.1", "", true},
		{"::1", "", true}, {"db.example", "", false}, {"10.0.0.1", "", false},
	} {
		require.Equal(t, c.want, local(c.host, c.socket), c)
	}
	for in, encrypted := range map[string]bool{"postgres://db/x": true, "postgres://db/x?sslmode=disable": false, "postgres://127.0.0.1/x?sslmode=disable": false} {
		v := value(in)
		cfg, err := v.config()
		require.NoError(t, err, in)
		require.Equal(t, encrypted, cfg.TLSConfig != nil && !cfg.TLSConfig.InsecureSkipVerify && len(cfg.Fallbacks) == 0, in)
	}
}
