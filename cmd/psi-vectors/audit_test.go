package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audit"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

const auditPolicy = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

// audited is a platform with an epoch, and what it gives an auditor.
type audited struct {
	dir, table, policy string
	set                psi.Digest
	log, key           string
	store              *platform.Directory
}

func newAudited(t *testing.T) *audited {
	a := &audited{dir: filepath.Join(t.TempDir(), "data"), table: filepath.Join(t.TempDir(), "users.csv"), policy: filepath.Join(t.TempDir(), "policy.yaml")}
	var csv strings.Builder
	csv.WriteString("user_id,email,collection_context\n")
	for i := range 1500 {
		fmt.Fprintf(&csv, "u%d,person%d@mail.example,newsletter\n", i, i)
	}
	require.NoError(t, os.WriteFile(a.table, []byte(csv.String()), 0o600))
	require.NoError(t, os.WriteFile(a.policy, []byte(auditPolicy), 0o600))
	rules, err := purpose.Open(a.policy)
	require.NoError(t, err)
	a.store, err = platform.OpenDirectory(a.dir, platform.DirectoryConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { a.store.Close() })
	_, err = a.store.Import(t.Context(), a.open(t), platform.ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: rules})
	require.NoError(t, err)

	floors, err := disclosure.Default().WithFloors(psi.Floors{List: 100, Dataset: 1000, Report: 50})
	require.NoError(t, err)
	p, err := platform.Open(a.dir, platform.Config{Disclosure: floors})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		live, err := a.store.LiveEpochs(t.Context())
		require.NoError(t, err)
		if len(live) > 0 {
			a.set = live[0].Digest
		}
		return len(live) > 0
	}, time.Minute, 10*time.Millisecond)
	require.NoError(t, p.Close())
	l, err := a.store.Ledger(t.Context())
	require.NoError(t, err)
	a.log, a.key = l.Dir(), l.VerifierKey()
	return a
}

func (a *audited) open(t *testing.T) *dataset.Table {
	table, err := dataset.OpenTable(a.table, dataset.TableConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { table.Close() })
	return table
}

// An auditor checks what a platform shows, signs what it found, and the platform can enter that; the same with a table
// that lacks users of the epoch.
func TestAudit(t *testing.T) {
	a := newAudited(t)
	const value = "000102030405060708090a0b0c0d0e0f"
	beacon, err := audit.ParseBeacon(value, "a test's")
	require.NoError(t, err)
	rules, err := purpose.Open(a.policy)
	require.NoError(t, err)
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	code, key, stderr := run("audit", "keygen", "-o", in("auditor.key"), "auditor.example")
	require.Equal(t, cli.ExitDone, code, stderr)
	key = strings.TrimSpace(key)
	o, _, err := a.store.SpotAudit(t.Context(), a.set, key, beacon, a.open(t), audit.Reading{Policy: rules})
	require.NoError(t, err)
	f, err := os.Create(in("opening.json"))
	require.NoError(t, err)
	require.NoError(t, o.Write(f))
	require.NoError(t, f.Close())

	epoch := filepath.Join(a.dir, "epochs", a.set.String())
	args := []string{"audit", "spot", "--file", in("opening.json"), "--epoch-file", epoch + ".elements", "--leaves", epoch + ".leaves",
		"--log", a.log, "--log-key", a.key, "--policy", a.policy}
	spot := func(more ...string) (int, string, string) { return run(append(args, more...)...) }
	code, stdout, stderr := spot("--beacon", value, "-o", in("verdict.txt"), a.table)
	require.Equal(t, cli.ExitDone, code, stderr)
	require.Contains(t, stdout, "verdict   passed")
	require.NotContains(t, stdout, "person")

	for what, c := range map[string]struct {
		args   []string
		code   int
		stderr string
	}{
		"no beacon":      {[]string{a.table}, cli.ExitUsage, "--beacon"},
		"another beacon": {[]string{"--beacon", "ff" + value[2:], a.table}, cli.ExitFailed, "another beacon"},
		"no table":       {[]string{"--beacon", value}, cli.ExitUsage, "TABLE"},
		"another log":    {[]string{"--beacon", value, "--log", dir, a.table}, cli.ExitUsage, "checkpoint"},
		"another set":    {[]string{"--beacon", value, "--epoch-file", epoch + ".order", a.table}, cli.ExitFailed, "leaf"},
		"output exists":  {[]string{"--beacon", value, "-o", in("verdict.txt"), a.table}, cli.ExitFailed, "exists"},
	} {
		code, _, stderr := spot(c.args...)
		require.Equal(t, c.code, code, "%s: %s", what, stderr)
		require.Contains(t, stderr, c.stderr, what)
	}

	code, _, _ = run("audit", "keygen", "-o", in("other.key"), "an auditor")
	require.Equal(t, cli.ExitUsage, code)
	code, stdout, stderr = run("audit", "sign", "--key", in("auditor.key"), "-o", in("verdict.note"), in("verdict.txt"))
	require.Equal(t, cli.ExitDone, code, stderr)
	require.Contains(t, stdout, "passed")
	signed, err := os.ReadFile(in("verdict.note"))
	require.NoError(t, err)
	_, err = a.store.RecordAudit(t.Context(), signed, key)
	require.NoError(t, err)
	code, _, _ = run("audit", "sign", "--key", in("auditor.key"), "-o", in("other.note"), a.table)
	require.Equal(t, cli.ExitFailed, code)

	all, err := os.ReadFile(a.table)
	require.NoError(t, err)
	lines := strings.SplitAfter(string(all), "\n")
	require.NoError(t, os.WriteFile(a.table, []byte(strings.Join(append(lines[:1:1], lines[6:]...), "")), 0o600))
	code, stdout, stderr = spot("--beacon", value, "--json", a.table)
	require.Equal(t, cli.ExitFailed, code, stderr)
	require.Contains(t, stdout, `"differ":5,"ways":[{"way":"foreign","groups":5}]`)
}
