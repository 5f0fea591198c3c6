package traces

import (
	"context"
	"crypto/rand"

	"go.opentelemetry.io/otel/trace"
)

// ids names traces after sessions, and everything else at random.
type ids struct{}

type traceKey struct{}

// named is ctx for a root of a session's trace.
func named(ctx context.Context, session string) context.Context {
	if id, ok := traceOf(session); ok {
		return context.WithValue(ctx, traceKey{}, id)
	}
	return ctx
}

// NewIDs names a root.
func (ids) NewIDs(ctx context.Context) (id trace.TraceID, span trace.SpanID) {
	id, ok := ctx.Value(traceKey{}).(trace.TraceID)
	for !ok {
		rand.Read(id[:])
		ok = id.IsValid()
	}
	return id, ids{}.NewSpanID(ctx, id)
}

// NewSpanID names a span.
func (ids) NewSpanID(context.Context, trace.TraceID) (span trace.SpanID) {
	for !span.IsValid() {
		rand.Read(span[:])
	}
	return span
}
