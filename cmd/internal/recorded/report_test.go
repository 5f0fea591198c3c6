package recorded

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/year"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// run runs ledger with args and returns its exit code and what it printed.
func run(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	root := &cobra.Command{Use: "psi-server"}
	root.AddCommand(Command())
	root.SetOut(&stdout)
	code = cli.Run(t.Context(), root, append([]string{"ledger"}, args...), &stderr)
	return code, stdout.String(), stderr.String()
}

// A report of an export needs nothing else, in each format; its sums are the same in all.
func TestReportOfExport(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	key, err := year.Write(log, year.Entries(20, 1200))
	require.NoError(t, err)
	report := func(more ...string) string {
		t.Helper()
		code, out, errs := run(t, append([]string{"report", "--dir", log, "--log-key", key}, more...)...)
		require.Zero(t, code, errs)
		return out
	}
	var r struct {
		Totals struct {
			Sessions int
			Charged  string
		}
		Ledger struct {
			Entries   int `json:"verified_entries"`
			Witnesses []any
		}
		Clients *[]any
	}
	require.NoError(t, json.Unmarshal([]byte(report("--month", "2026-06", "--format", "json")), &r))
	require.Greater(t, r.Totals.Sessions, 80)
	require.Greater(t, r.Ledger.Entries, 3000)
	require.NotNil(t, r.Ledger.Witnesses)
	require.Nil(t, r.Clients)

	lines, err := csv.NewReader(bytes.NewReader([]byte(report("--month", "2026-06", "--format", "csv")))).ReadAll()
	require.NoError(t, err)
	sessions := 0
	for _, line := range lines {
		if line[0] == "session" {
			sessions++
		}
	}
	require.Equal(t, r.Totals.Sessions, sessions)

	page := report("--month", "2026-06")
	require.Contains(t, page, "What flowed to whom in June 2026")
	require.Contains(t, page, "No witness has signed the ledger")
	require.NotContains(t, page, "<no value>")
	require.NotContains(t, page, "ZgotmplZ")
	require.Contains(t, report("--month", "2026", "--advertiser", "brand-007"), "advertiser brand-007 only")
	require.Contains(t, report("--month", "2026-12"), "Entries may be missing")
	require.NotContains(t, report("--month", "2026-06"), "Entries may be missing")

	file := filepath.Join(t.TempDir(), "june.html")
	report("--month", "2026-06", "-o", file)
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, page, string(written))

	for _, bad := range [][]string{{"--month", "June"}, {"--month", "2026-06", "--format", "pdf"}, {"--month", "2026-06", "--dataset", "No such"}, {}} {
		code, _, errs := run(t, append([]string{"report", "--dir", log, "--log-key", key}, bad...)...)
		require.Equal(t, cli.ExitUsage, code, errs)
	}
	code, _, errs := run(t, "report", "--dir", log, "--log-key", key, "--month", "2026-06", "-o", file)
	require.Equal(t, cli.ExitFailed, code)
	require.Contains(t, errs, "exists")
}

// Policies are listed and compared from an export alone.
func TestPolicies(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	key, err := year.Write(log, year.Entries(10, 500))
	require.NoError(t, err)
	policy := func(want int, args ...string) string {
		t.Helper()
		code, out, errs := run(t, append([]string{"policy"}, append(args, "--dir", log, "--log-key", key)...)...)
		require.Equal(t, want, code, errs)
		return out + errs
	}
	listed := policy(cli.ExitDone, "list", "--dataset", "users")
	require.Regexp(t, `^2026-01-01T\S+ users for audience-matching: ([0-9a-f]{12}), 7 lines\n2026-06-18T\S+ users for audience-matching: [0-9a-f]{12}, 8 lines\n$`, listed)
	changed := "- context checkout class=marketing evidence=optional\n+ context checkout class=marketing evidence=required\n+ notice checkout 2026-06\n"
	require.Contains(t, policy(cli.ExitDone, "diff", "--dataset", "users"), changed)
	lines := strings.Split(listed, "\n")
	first, second := strings.Fields(lines[0])[4], strings.Fields(lines[1])[4]
	first, second = strings.Trim(first, ","), strings.Trim(second, ",")
	require.Contains(t, policy(cli.ExitDone, "diff", first, second, "--dataset", "users"), changed)
	require.Contains(t, policy(cli.ExitDone, "diff", second, first, "--dataset", "users"), "- notice checkout 2026-06\n")
	require.Contains(t, policy(cli.ExitDone, "diff", "--dataset", "users", "--json"), `"added":["context checkout class=marketing evidence=required","notice checkout 2026-06"]`)
	require.Contains(t, policy(cli.ExitFailed, "diff", "--dataset", "buyers"), "the policy did not change")
	require.Contains(t, policy(cli.ExitUsage, "diff", first, "ffff", "--dataset", "users"), "no policy whose digest begins with")
	policy(cli.ExitUsage, "diff", first, "--dataset", "users")
	code, _, errs := run(t, "verify", "--dir", filepath.Dir(log), "--log-key", key)
	require.Equal(t, cli.ExitUsage, code)
	require.Contains(t, errs, "want the folder log in it")
	policy(cli.ExitUsage, "diff")
	require.Contains(t, policy(cli.ExitUsage, "diff", "--dataset", "usres"), `no dataset "usres", did you mean "users"?`)
}

// A ledger that is not right has no report.
func TestReportOfForgery(t *testing.T) {
	entries := year.Entries(20, 300)
	for _, e := range entries {
		if e.Result != nil && e.Result.Budget != nil {
			e.Result.Budget.Epsilon = "1/100" // cheaper than its noise is
			break
		}
	}
	log := filepath.Join(t.TempDir(), "log")
	key, err := year.Write(log, entries)
	require.NoError(t, err)
	code, out, errs := run(t, "report", "--dir", log, "--log-key", key, "--month", "2026-06")
	require.Equal(t, cli.ExitFailed, code)
	require.Empty(t, out)
	require.Contains(t, errs, "price does not match its noise")
}

// A report of 200 advertisers and 20,000 sessions: read, verified, summed up and written.
func BenchmarkYear(b *testing.B) {
	log := filepath.Join(b.TempDir(), "log")
	key, err := year.Write(log, year.Entries(200, 20_000))
	require.NoError(b, err)
	for _, format := range []string{"html", "csv", "json"} {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				root := Command()
				root.SetOut(io.Discard)
				args := []string{"report", "--dir", log, "--log-key", key, "--month", "2026", "--format", format}
				require.Zero(b, cli.Run(b.Context(), root, args, io.Discard))
			}
		})
	}
}
