// Package traces sends OpenTelemetry traces of what a server does to a collector, by OTLP over HTTP. A session is a
// trace, whose id begins the session's name. Attributes say which session it is, its mode and dataset, and which step of
// it; none is one that a client chooses, and none says how large a list, a set or a match is.
package traces

import (
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/go-logr/logr"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// kept is how many sessions that have ended are remembered, for what comes after their end.
const kept = 1024

// Tracer makes traces. nil makes none.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer

	mu       sync.Mutex
	sessions map[string]*session
	ended    []string // oldest first
}

// session is a trace.
type session struct {
	span    trace.Span
	about   []attribute.KeyValue
	isEnded bool
}

// Wanted says whether the environment names a collector, as OpenTelemetry has it.
func Wanted() bool {
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") || os.Getenv("OTEL_TRACES_EXPORTER") == "none" {
		return false
	}
	return os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// Open returns a tracer for the collector that the environment names; nil if it names none.
func Open(ctx context.Context, version string, log *slog.Logger) (*Tracer, error) {
	if !Wanted() {
		return nil, nil
	}
	if x := os.Getenv("OTEL_TRACES_EXPORTER"); x != "" && x != "otlp" {
		return nil, fmt.Errorf("OTEL_TRACES_EXPORTER=%q: there is only otlp, and none", x)
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"} {
		if x := os.Getenv(name); x != "" && x != "http/protobuf" {
			return nil, fmt.Errorf("%s=%q: there is only http/protobuf", name, x)
		}
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	about, err := resource.New(ctx, resource.WithTelemetrySDK(),
		resource.WithAttributes(attribute.String("service.name", "psi-server"), attribute.String("service.version", version)), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("traces: OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	otel.SetErrorHandler(&complaints{log: log})
	otel.SetLogger(logr.FromSlogHandler(log.Handler()))
	t := &Tracer{sessions: map[string]*session{}}
	t.provider = sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(about), sdk.WithIDGenerator(ids{}))
	t.tracer = t.provider.Tracer("github.com/blindmatch/blindmatch")
	return t, nil
}

// Trace is for platform.Config; nil without a tracer.
func (t *Tracer) Trace() func(platform.Step) func(error) {
	if t == nil {
		return nil
	}
	return t.begin
}

// begin begins a step.
func (t *Tracer) begin(s platform.Step) (end func(error)) {
	if s.Name == platform.StepSession {
		return t.open(s)
	}
	ctx, about := t.within(s.Session)
	if about == nil {
		about = attributes(s)
	}
	_, span := t.tracer.Start(ctx, s.Name, trace.WithAttributes(append(about, attribute.String("blindmatch.step", s.Name))...))
	return func(err error) { finish(span, err) }
}

// open begins a session.
func (t *Tracer) open(s platform.Step) (end func(error)) {
	about := attributes(s)
	_, span := t.tracer.Start(named(context.Background(), s.Session), s.Name, trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindInternal),
		trace.WithAttributes(append(about, attribute.String("blindmatch.step", s.Name))...))
	x := &session{span: span, about: about}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sessions[s.Session] = x
	return func(err error) {
		t.mu.Lock()
		defer t.mu.Unlock()
		finish(x.span, err)
		x.isEnded = true
		if t.ended = append(t.ended, s.Session); len(t.ended) > kept {
			delete(t.sessions, t.ended[0])
			t.ended = t.ended[1:]
		}
	}
}

// within is where a session's spans belong, and what is said of them; nil if the session is not known.
func (t *Tracer) within(id string) (context.Context, []attribute.KeyValue) {
	ctx := context.Background()
	if id == "" {
		return ctx, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.sessions[id]
	if x == nil { // it was open when another process was here
		return named(ctx, id), nil
	}
	return trace.ContextWithSpan(ctx, x.span), x.about[:len(x.about):len(x.about)]
}

// attributes are what is said of a step.
func attributes(s platform.Step) (all []attribute.KeyValue) {
	for _, x := range []struct{ name, value string }{{"session", s.Session}, {"mode", string(s.Mode)}, {"dataset", s.Dataset}} {
		if x.value != "" {
			all = append(all, attribute.String("blindmatch."+x.name, x.value))
		}
	}
	return all[:len(all):len(all)]
}

// finish ends a span. Of an error it has the code: texts may hold numbers.
func finish(span trace.Span, err error) {
	if err != nil {
		code := psi.CodeOf(err)
		if code == "" {
			code = psi.CodeInternal
		}
		span.SetStatus(codes.Error, string(code))
		span.SetAttributes(attribute.String("error.type", string(code)))
	}
	span.End()
}

// Answered makes a span of a request: see server.HandlerConfig.
func (t *Tracer) Answered(a server.Answered) {
	if t == nil {
		return
	}
	ctx, about := t.within(a.Session)
	if about == nil && a.Session != "" {
		about = attributes(platform.Step{Session: a.Session})
	}
	method, path, _ := strings.Cut(a.Route, " ")
	now := time.Now()
	_, span := t.tracer.Start(ctx, a.Route, trace.WithSpanKind(trace.SpanKindServer), trace.WithTimestamp(now.Add(-a.Took)), trace.WithAttributes(append(about,
		attribute.String("blindmatch.step", "request"), attribute.String("http.request.method", method), attribute.String("http.route", path),
		attribute.Int("http.response.status_code", a.Status))...))
	if a.Code != "" {
		span.SetAttributes(attribute.String("error.type", string(a.Code)))
	}
	if a.Status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, string(a.Code))
	}
	span.End(trace.WithTimestamp(now))
}

// Close ends the spans of open sessions, which go on in another process, and sends what is left, for a while at most.
func (t *Tracer) Close(grace time.Duration) {
	if t == nil {
		return
	}
	t.mu.Lock()
	for _, x := range t.sessions {
		if !x.isEnded {
			x.span.End()
		}
	}
	t.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		otel.Handle(err)
	}
}

// traceOf is a session's trace: the first half of its name.
func traceOf(session string) (id trace.TraceID, ok bool) {
	b, err := hex.DecodeString(session)
	if err != nil || len(b) < len(id) {
		return id, false
	}
	copy(id[:], b)
	return id, id.IsValid()
}

// complaints logs what OpenTelemetry can't do, at most once a minute.
type complaints struct {
	log *slog.Logger

	mu   sync.Mutex
	last time.Time
}

// Handle takes an error.
func (c *complaints) Handle(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.last) > time.Minute {
		c.last = now
		c.log.Warn("traces: not sent", "error", err)
	}
}
