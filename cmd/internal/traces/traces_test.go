package traces

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/stretchr/testify/require"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// memory is a tracer that keeps what it would send.
func memory() (*Tracer, *tracetest.InMemoryExporter) {
	kept := tracetest.NewInMemoryExporter()
	t := &Tracer{sessions: map[string]*session{}, provider: sdk.NewTracerProvider(sdk.WithSyncer(kept), sdk.WithIDGenerator(ids{}))}
	t.tracer = t.provider.Tracer("test")
	return t, kept
}

func attributesOf(s tracetest.SpanStub) map[string]string {
	all := map[string]string{}
	for _, a := range s.Attributes {
		all[string(a.Key)] = a.Value.String()
	}
	return all
}

// Of an error there is its code, never its text: that may hold numbers.
func TestErrors(t *testing.T) {
	t.Parallel()
	x, spans := memory()
	x.Trace()(platform.Step{Name: platform.StepEvaluate, Session: strings.Repeat("ab", 32)})(psi.Errorf(psi.CodeListTooSmall, "a list of 12345 elements"))
	x.Trace()(platform.Step{Name: platform.StepMask, Dataset: "users"})(errors.New("disk 12345"))
	x.Answered(server.Answered{Route: "GET /v1/sessions/{id}", Status: 500, Code: psi.CodeInternal, Took: time.Second})
	all := spans.GetSpans()
	require.Len(t, all, 3)
	for i, code := range []psi.Code{psi.CodeListTooSmall, psi.CodeInternal, psi.CodeInternal} {
		require.Equal(t, string(code), all[i].Status.Description)
		require.Equal(t, string(code), attributesOf(all[i])["error.type"])
		require.Empty(t, all[i].Events)
	}
	require.Equal(t, time.Second, all[2].EndTime.Sub(all[2].StartTime))
}

// A session is one trace, before and after its end and in another process.
func TestSessions(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("0123456789abcdef", 4)
	x, spans := memory()
	end := x.Trace()(platform.Step{Name: platform.StepSession, Session: id, Mode: psi.Count, Dataset: "users"})
	x.Trace()(platform.Step{Name: platform.StepLedger + "session.result", Session: id})(nil)
	end(nil)
	x.Answered(server.Answered{Route: "GET /v1/sessions/{id}/result", Status: 200, Session: id})
	other, later := memory()
	other.Trace()(platform.Step{Name: platform.StepCount, Session: id, Mode: psi.Count, Dataset: "users"})(nil)
	for _, s := range append(spans.GetSpans(), later.GetSpans()...) {
		require.Equal(t, id[:32], s.SpanContext.TraceID().String(), s.Name)
		require.Equal(t, map[string]string{"blindmatch.session": id, "blindmatch.mode": "count", "blindmatch.dataset": "users"}, only(attributesOf(s), "blindmatch.session", "blindmatch.mode", "blindmatch.dataset"), s.Name)
	}
	require.Len(t, spans.GetSpans(), 3)
	require.Len(t, later.GetSpans(), 1)

	// A session that is open when the process ends is sent too.
	x.Trace()(platform.Step{Name: platform.StepSession, Session: strings.Repeat("f", 64), Mode: psi.Count})
	x.Close(time.Second)
	require.Empty(t, x.ended[1:])

	// What is remembered of those that have ended is bounded.
	for i := range 2 * kept {
		id := strings.Repeat("0", 59) + string(rune('a'+i%6)) + "0000"
		x.Trace()(platform.Step{Name: platform.StepSession, Session: id})(nil)
	}
	require.Len(t, x.ended, kept)
}

func only(all map[string]string, keys ...string) map[string]string {
	out := map[string]string{}
	for _, k := range keys {
		out[k] = all[k]
	}
	return out
}

// Nothing is sent that nobody asked for, and what can't be done is said.
func TestOpen(t *testing.T) {
	open := func(env ...string) (*Tracer, error) {
		for _, name := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
			t.Setenv(name, "")
		}
		for _, x := range env {
			name, value, _ := strings.Cut(x, "=")
			t.Setenv(name, value)
		}
		return Open(context.Background(), "v", slog.New(slog.DiscardHandler))
	}
	const there = "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1"
	for _, env := range [][]string{nil, {there, "OTEL_SDK_DISABLED=true"}, {there, "OTEL_TRACES_EXPORTER=none"}} {
		x, err := open(env...)
		require.NoError(t, err)
		require.Nil(t, x)
		require.Nil(t, x.Trace())
		x.Answered(server.Answered{})
		x.Close(time.Second)
	}
	x, err := open(there)
	require.NoError(t, err)
	require.NotNil(t, x)
	x.Close(time.Second)
	_, err = open(there, "OTEL_EXPORTER_OTLP_PROTOCOL=grpc")
	require.ErrorContains(t, err, "there is only http/protobuf")
	_, err = open(there, "OTEL_TRACES_EXPORTER=zipkin")
	require.ErrorContains(t, err, "there is only otlp")
}

// The page for operators names all steps.
func TestPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/operations/README.md")
	require.NoError(t, err)
	for _, name := range []string{
		platform.StepSession, platform.StepMask, platform.StepEvaluate, platform.StepSentinels, platform.StepDebit, platform.StepCount, platform.StepLedger + "TYPE",
	} {
		require.Contains(t, string(page), "`"+name+"`")
	}
}

// Only psi-server links what serves behind proxies and what sends traces: psi and the library don't grow.
func TestLinks(t *testing.T) {
	t.Parallel()
	const own = "github.com/blindmatch/blindmatch/"
	deps := func(of string) string {
		out, err := exec.Command("go", "list", "-deps", of).Output()
		require.NoError(t, err)
		return string(out)
	}
	for _, of := range []string{"cmd/psi", "cmd/psi-vectors", "psi/platform", "transport/server", "transport/client"} {
		all := deps(own + of)
		for _, no := range []string{"go.opentelemetry.io/", "google.golang.org/grpc", "github.com/pires/go-proxyproto", "github.com/prometheus/"} {
			require.Falsef(t, strings.Contains(all, no), "%s links %s", of, no)
		}
	}
	require.Contains(t, deps(own+"cmd/psi-server"), "go.opentelemetry.io/otel/sdk")
}
