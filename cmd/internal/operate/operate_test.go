package operate

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"
)

type fake struct{ err error }

func (f *fake) Load() platform.Load         { return platform.Load{Sessions: 3, Waiting: 2, Running: 1} }
func (f *fake) Ready(context.Context) error { return f.err }

// serve has metrics of a platform that has done a bit of everything.
func serve(t *testing.T) (*fake, http.Handler) {
	t.Helper()
	m, p := New(), new(fake)
	p0 := new(platform.Platform)
	m.Show(p, server.NewDoors(server.DoorsConfig{}), server.NewHandler(p0, server.HandlerConfig{Identify: func(*http.Request) (string, error) { return "", nil }}))
	m.Answered(server.Answered{Route: "GET /v1/datasets/{name}", Status: 429, Code: psi.CodeBusy, Took: time.Second})
	m.Session(psi.Count, platform.Offered)
	m.Session(psi.Count, string(psi.CodeBadTags))
	return p, m.Server(p.Ready, slog.New(slog.DiscardHandler)).Handler
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	b, err := io.ReadAll(w.Result().Body)
	require.NoError(t, err)
	return w.Code, string(b)
}

func TestProbes(t *testing.T) {
	t.Parallel()
	p, h := serve(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		status, _ := get(t, h, path)
		require.Equal(t, http.StatusOK, status)
	}
	_, body := get(t, h, "/metrics")
	require.Contains(t, body, "blindmatch_ready 1")
	p.err = errors.New("users: being masked")
	status, body := get(t, h, "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.NotContains(t, body, "users", "anybody may ask")
	status, _ = get(t, h, "/healthz")
	require.Equal(t, http.StatusOK, status)
	_, body = get(t, h, "/metrics")
	require.Contains(t, body, "blindmatch_ready 0")
	status, _ = get(t, h, "/debug/pprof/")
	require.Equal(t, http.StatusNotFound, status)
}

var sample = regexp.MustCompile(`(?m)^([a-z_]+)(?:\{(.*)\})? `)

// labels are the metrics that are served, each with its labels and the values of these.
func labels(t *testing.T) map[string]map[string][]string {
	t.Helper()
	_, h := serve(t)
	status, body := get(t, h, "/metrics")
	require.Equal(t, http.StatusOK, status)
	all := map[string]map[string][]string{}
	for _, m := range sample.FindAllStringSubmatch(body, -1) {
		if all[m[1]] == nil {
			all[m[1]] = map[string][]string{}
		}
		for _, l := range regexp.MustCompile(`([a-z_]+)="([^"]*)"`).FindAllStringSubmatch(m[2], -1) {
			all[m[1]][l[1]] = append(all[m[1]][l[1]], l[2])
		}
	}
	return all
}

// No label is one that a client chooses.
func TestLabels(t *testing.T) {
	t.Parallel()
	for name, have := range labels(t) {
		if !strings.HasPrefix(name, "blindmatch_") {
			continue
		}
		for label := range have {
			require.Contains(t, []string{"route", "status", "code", "mode", "outcome", "state", "reason", "le"}, label, name)
		}
	}
}

const folder = "../../../docs/operations/"

// expressions are what the dashboard and the alert rules ask for.
func expressions(t *testing.T) []string {
	t.Helper()
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
		Templating struct{ List []struct{ Definition string } }
	}
	b, err := os.ReadFile(folder + "dashboard.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &dashboard))
	require.GreaterOrEqual(t, len(dashboard.Panels), 10)
	var all []string
	for _, p := range dashboard.Panels {
		require.NotEmpty(t, p.Targets, p.Title)
		for _, x := range p.Targets {
			all = append(all, x.Expr)
		}
	}
	var alerts struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr string
				Labels      struct{ Severity string }
				Annotations struct{ Summary, Action string }
			}
		}
	}
	b, err = os.ReadFile(folder + "alerts.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.UnmarshalWithOptions(b, &alerts))
	require.Len(t, alerts.Groups, 1)
	require.GreaterOrEqual(t, len(alerts.Groups[0].Rules), 10)
	for _, r := range alerts.Groups[0].Rules {
		require.Contains(t, []string{"page", "ticket"}, r.Labels.Severity, r.Alert)
		require.NotEmpty(t, r.Annotations.Summary, r.Alert)
		require.NotEmpty(t, r.Annotations.Action, r.Alert)
		all = append(all, r.Expr)
	}
	return all
}

var (
	metric   = regexp.MustCompile(`\b((?:blindmatch|process|go)_[a-z_]+)(?:\{([^}]*)\})?`)
	selector = regexp.MustCompile(`([a-z_]+)(=~?)"([^"]*)"`)
	grouping = regexp.MustCompile(`\bby \(([a-z_, ]+)\)`)
)

// The dashboard and the alert rules ask for metrics and labels that there are, and the page names all of ours.
func TestOperationsFiles(t *testing.T) {
	t.Parallel()
	have := labels(t)
	codes := codesOf(t)
	for _, expr := range expressions(t) {
		found := metric.FindAllStringSubmatch(expr, -1)
		require.NotEmpty(t, found, expr)
		for _, m := range found {
			require.Contains(t, have, m[1], expr)
			for _, s := range selector.FindAllStringSubmatch(m[2], -1) {
				if s[1] == "job" { // Prometheus adds it, and instance
					continue
				}
				require.Contains(t, have[m[1]], s[1], expr)
				for _, value := range strings.Split(s[3], "|") {
					require.True(t, slices.Contains(have[m[1]][s[1]], value) || slices.Contains(codes, value), "%s: no %s is %q", expr, s[1], value)
				}
			}
			for _, g := range grouping.FindAllStringSubmatch(expr, -1) {
				for _, label := range strings.Split(g[1], ", ") {
					if label != "instance" {
						require.Contains(t, have[m[1]], label, expr)
					}
				}
			}
		}
	}
	page, err := os.ReadFile(folder + "README.md")
	require.NoError(t, err)
	for name := range have {
		if base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_sum"), "_count"); strings.HasPrefix(name, "blindmatch_") {
			require.Contains(t, string(page), base)
		}
	}
}

// codesOf are the codes of psi/errors.go.
func codesOf(t *testing.T) (codes []string) {
	t.Helper()
	b, err := os.ReadFile("../../../psi/errors.go")
	require.NoError(t, err)
	for _, m := range regexp.MustCompile(`(?m)^\tCode\w+ +Code = "([a-z_]+)"`).FindAllStringSubmatch(string(b), -1) {
		codes = append(codes, m[1])
	}
	require.NotEmpty(t, codes)
	return codes
}
