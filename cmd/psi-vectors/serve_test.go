package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/stretchr/testify/require"
)

// A client that always fails breaks the honest case; one that always succeeds the others. Neither gets as far as a lie.
func TestServe(t *testing.T) {
	served := func(client string) (verdicts map[string]kit.Verdict, code int) {
		code, stdout, stderr := run("serve", "--json", "--dir", filepath.Join(t.TempDir(), "try"), "--case", "honest", "--case", "info-old", "--", client, "{connection}", "{list}")
		var r kit.Report
		require.NoError(t, json.Unmarshal([]byte(stdout), &r), stderr)
		verdicts = map[string]kit.Verdict{}
		for _, c := range r.Cases {
			verdicts[c.Name] = c.Verdict
		}
		require.Len(t, r.Rules, 82)
		return verdicts, code
	}
	verdicts, code := served("false")
	require.Equal(t, cli.ExitFailed, code)
	require.Equal(t, kit.Failed, verdicts["honest"])
	require.Equal(t, kit.NotTested, verdicts["info-old"])
	verdicts, code = served("true")
	require.Equal(t, cli.ExitFailed, code)
	require.Equal(t, kit.Failed, verdicts["honest"])
	require.Equal(t, kit.Failed, verdicts["info-old"])
}

func TestServeUsage(t *testing.T) {
	for what, args := range map[string][]string{
		"no folder": {"serve"}, "not empty": {"serve", "--dir", ".."}, "unknown case": {"serve", "--case", "nothing", "--list"},
		"unknown suite": {"serve", "--dir", filepath.Join(t.TempDir(), "x"), "--suite", "x25519"},
	} {
		code, _, stderr := run(args...)
		require.Equal(t, cli.ExitUsage, code, "%s: %s", what, stderr)
	}
	code, stdout, _ := run("serve", "--list")
	require.Equal(t, cli.ExitDone, code)
	require.Contains(t, stdout, "ledger-path")
}

func TestProbeUsage(t *testing.T) {
	for what, args := range map[string][]string{
		"no dataset": {"https://localhost:1"}, "no server": {"--dataset", "users"}, "a URL with a query": {"--dataset", "users", "https://localhost:1/?x"},
		"a header without a value": {"--dataset", "users", "--header", "token", "https://localhost:1"},
	} {
		code, _, stderr := run(append([]string{"probe"}, args...)...)
		require.Equal(t, cli.ExitUsage, code, "%s: %s", what, stderr)
	}
	code, _, _ := run("probe", "--dataset", "users", "https://localhost:1")
	require.Equal(t, cli.ExitFailed, code)
}

func TestWebUsage(t *testing.T) {
	for what, args := range map[string][]string{
		"no TLS": {"http://localhost:1"}, "no page": {"--source", t.TempDir(), "https://localhost:1"}, "no key": {"--log-key", "key", "https://localhost:1"},
	} {
		code, _, stderr := run(append([]string{"web"}, args...)...)
		require.Equal(t, cli.ExitUsage, code, "%s: %s", what, stderr)
	}
	code, _, _ := run("web", "https://localhost:1")
	require.Equal(t, cli.ExitFailed, code)
}
