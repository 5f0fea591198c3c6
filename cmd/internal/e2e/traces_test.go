//go:build unix

package e2e

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// A collector gets spans of a session's requests, of the steps of its work and of its entries, with names and attributes
// that say nothing of who and how many.
func TestTraces(t *testing.T) {
	needsCommands(t)
	var mu sync.Mutex
	var raw strings.Builder
	var resource []string
	var spans []*trace.Span
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		var m collector.ExportTraceServiceRequest
		if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(b, &m) != nil {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		mu.Lock()
		defer mu.Unlock()
		raw.Write(b)
		for _, x := range m.ResourceSpans {
			for _, a := range x.Resource.Attributes {
				resource = append(resource, a.Key)
			}
			for _, y := range x.ScopeSpans {
				spans = append(spans, y.Spans...)
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	defer srv.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", srv.URL)
	dir := t.TempDir()
	require.NoError(t, copyShared(dir))
	p, err := serve(dir, "")
	require.NoError(t, err)
	t.Cleanup(p.kill)
	require.NoError(t, addClient(dir, "acme", p.addr))
	p.count(t)
	// A client can put a name into a path; nobody traces it.
	chosen := strings.Repeat("c0ffee00", 8)
	status, _ := (&stage{platform: p, t: t, url: "https://" + p.addr}).sends("acme", "127.0.0.1", nil, http.MethodGet, "/v1/sessions/"+chosen, nil)
	require.Equal(t, http.StatusNotFound, status)
	require.NoError(t, p.stop())

	mu.Lock()
	defer mu.Unlock()
	offered := regexp.MustCompile(`msg="session: offered" session=([0-9a-f]{64})`).FindStringSubmatch(p.stderr.String())
	require.NotNil(t, offered)
	id := offered[1]
	var root *trace.Span
	names := map[string]*trace.Span{}
	for _, s := range spans {
		names[s.Name] = s
		if s.Name == "session" {
			root = s
		}
	}
	require.NotNil(t, root)
	require.Equal(t, id[:32], hex.EncodeToString(root.TraceId), "the trace is named as the session is")
	allowed := map[string]*regexp.Regexp{
		"blindmatch.session":        regexp.MustCompile("^" + id + "$"),
		"blindmatch.mode":           regexp.MustCompile("^count$"),
		"blindmatch.dataset":        regexp.MustCompile("^users$"),
		"blindmatch.step":           regexp.MustCompile("^(request|session|mask|evaluate|sentinels|debit|count|ledger [a-z.]+)$"),
		"http.request.method":       regexp.MustCompile("^(GET|PUT|POST|DELETE)$"),
		"http.route":                regexp.MustCompile("^/v1/[a-z{}./]*$"),
		"http.response.status_code": regexp.MustCompile("^$"), // a number
		"error.type":                regexp.MustCompile("^unknown_session$"),
	}
	for _, s := range spans {
		for _, a := range s.Attributes {
			require.Contains(t, allowed, a.Key, s.Name)
			require.Regexp(t, allowed[a.Key], a.Value.GetStringValue(), "%s: %s", s.Name, a.Key)
		}
		require.Empty(t, s.Events)
	}
	for _, key := range resource {
		require.Contains(t, []string{"service.name", "service.version", "telemetry.sdk.language", "telemetry.sdk.name", "telemetry.sdk.version"}, key)
	}
	for _, name := range []string{
		"evaluate", "sentinels", "debit", "count", "ledger session.offer", "ledger session.commit", "ledger session.result",
		"POST /v1/sessions", "POST /v1/sessions/{id}/list", "PUT /v1/sessions/{id}/list/{offset}", "POST /v1/sessions/{id}/tags/close", "GET /v1/sessions/{id}/result",
	} {
		s := names[name]
		require.NotNil(t, s, name)
		require.Equal(t, root.TraceId, s.TraceId, name)
		require.Equal(t, root.SpanId, s.ParentSpanId, name)
		have := map[string]string{}
		for _, a := range s.Attributes {
			have[a.Key] = a.Value.GetStringValue()
		}
		require.Equal(t, id, have["blindmatch.session"], name)
		require.Equal(t, "count", have["blindmatch.mode"], name)
		require.Equal(t, "users", have["blindmatch.dataset"], name)
		require.GreaterOrEqual(t, s.EndTimeUnixNano, s.StartTimeUnixNano)
	}
	require.NotNil(t, names["mask"])
	require.NotEqual(t, root.TraceId, names["mask"].TraceId, "a set is masked for all sessions")
	for _, never := range []string{"acme", "tests", "mail.example", chosen, "127.0.0.1"} {
		require.NotContains(t, raw.String(), never)
	}
}
