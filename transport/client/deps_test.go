package client_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a program links that is only an advertiser.
func TestLinks(t *testing.T) {
	const own = "github.com/blindmatch/blindmatch/"
	modules := []string{
		"filippo.io/bigmod", "filippo.io/edwards25519", "github.com/cenkalti/backoff/v5", "github.com/go-json-experiment/json",
		"github.com/gofrs/flock", "golang.org/x/mod", "golang.org/x/sys",
	}
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}",
		own+"transport/client", own+"psi/advertiser").Output()
	require.NoError(t, err)
	packages := strings.Fields(string(out))
	require.Contains(t, packages, own+"psi/advertiser")
	for _, p := range packages {
		if of, ok := strings.CutPrefix(p, own); ok {
			for _, no := range []string{"psi/platform", "psi/dataset", "psi/identity", "psi/purpose", "psi/disclosure", "internal/yamltree", "transport/server", "cmd/"} {
				require.Falsef(t, of == no || strings.HasPrefix(of, strings.TrimSuffix(no, "/")+"/"), "the client links %s", p)
			}
			continue
		}
		require.Truef(t, slices.ContainsFunc(modules, func(m string) bool { return p == m || strings.HasPrefix(p, m+"/") }),
			"the client links %s: databases, file readers and parsers don't belong in it", p)
	}
}
