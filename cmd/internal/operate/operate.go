// Package operate shows operators how a platform is: metrics for Prometheus, and whether it is up and ready. No label is
// one that a client chooses, and no value says exactly how large a list, a set or a match is.
package operate

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Platform is what is asked of a platform.
type Platform interface {
	Load() platform.Load
	Ready(context.Context) error
}

// Metrics collects what a server says about itself.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	errors   *prometheus.CounterVec
	sessions *prometheus.CounterVec
}

// New returns metrics without anything to show yet: Answered and Ended are for the configuration of what Show is given
// later.
func New() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "blindmatch_requests_total", Help: "Requests that were answered.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "blindmatch_request_seconds", Help: "How long answers took. Waiting for a result is in it: up to half a minute.",
			Buckets: []float64{.01, .05, .25, 1, 2, 5, 15, 60},
		}, []string{"route"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "blindmatch_errors_total", Help: "Requests that were answered with an error, by its code.",
		}, []string{"code"}),
		sessions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "blindmatch_sessions_total", Help: "Sessions that were offered, and how they ended: done, or a code.",
		}, []string{"mode", "outcome"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.errors, m.sessions,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, mode := range []psi.Mode{psi.Count, psi.Activate, psi.Blinded} {
		for _, outcome := range []string{platform.Offered, platform.Done} {
			m.sessions.WithLabelValues(string(mode), outcome)
		}
	}
	return m
}

// Answered counts a request: see server.HandlerConfig.
func (m *Metrics) Answered(a server.Answered) {
	m.requests.WithLabelValues(a.Route, strconv.Itoa(a.Status)).Inc()
	m.seconds.WithLabelValues(a.Route).Observe(a.Took.Seconds())
	if a.Code != "" {
		m.errors.WithLabelValues(string(a.Code)).Inc()
	}
}

// Session counts what became of a session: see platform.Config.
func (m *Metrics) Session(mode psi.Mode, outcome string) {
	m.sessions.WithLabelValues(string(mode), outcome).Inc()
}

// Show adds what a platform and its server hold now.
func (m *Metrics) Show(p Platform, doors *server.Doors, h *server.Handler) {
	gauge := func(name, help string, labels prometheus.Labels, value func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels}, value))
	}
	counter := func(name, help string, labels prometheus.Labels, value func() float64) {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels}, value))
	}
	gauge("blindmatch_ready", "1 if the platform can take sessions on all of its datasets.", nil, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), readyTime)
		defer cancel()
		if p.Ready(ctx) != nil {
			return 0
		}
		return 1
	})
	gauge("blindmatch_sessions_open", "Sessions that are open.", nil, func() float64 { return float64(p.Load().Sessions) })
	for state, value := range map[string]func(platform.Load) int{
		"waiting": func(l platform.Load) int { return l.Waiting },
		"running": func(l platform.Load) int { return l.Running },
	} {
		gauge("blindmatch_jobs", "Sets that are masked, evaluated or counted now, or wait for their turn.",
			prometheus.Labels{"state": state}, func() float64 { return float64(value(p.Load())) })
	}
	for state, value := range map[string]func(server.DoorCounts) int{
		"stranger": func(c server.DoorCounts) int { return c.Strangers },
		"seated":   func(c server.DoorCounts) int { return c.Seated },
	} {
		gauge("blindmatch_connections", "Connections before the end of their handshake (stranger) and after it (seated).",
			prometheus.Labels{"state": state}, func() float64 { return float64(value(doors.Counts())) })
	}
	for reason, value := range map[string]func(server.DoorCounts) uint64{
		"displaced":   func(c server.DoorCounts) uint64 { return c.Displaced },
		"certificate": func(c server.DoorCounts) uint64 { return c.Refused },
		"full":        func(c server.DoorCounts) uint64 { return c.Full },
		"expired":     func(c server.DoorCounts) uint64 { return c.Expired },
		"handshake":   func(c server.DoorCounts) uint64 { return c.Handshakes },
	} {
		counter("blindmatch_connections_refused_total",
			"Connections that were closed: displaced by other strangers, too many of a certificate, no place, its certificate ended, its handshake failed.",
			prometheus.Labels{"reason": reason}, func() float64 { return float64(value(doors.Counts())) })
	}
	gauge("blindmatch_body_mebibytes", "Bodies of requests that are held, in whole MiB.", nil,
		func() float64 { return float64((h.Bodies().Held + 1<<20 - 1) >> 20) })
	for reason, value := range map[string]func(server.BodyCounts) uint64{
		"dropped": func(c server.BodyCounts) uint64 { return c.Dropped },
		"refused": func(c server.BodyCounts) uint64 { return c.Refused },
	} {
		counter("blindmatch_bodies_refused_total", "Bodies that were given up for those of others (dropped) or not let in (refused).",
			prometheus.Labels{"reason": reason}, func() float64 { return float64(value(h.Bodies())) })
	}
}

// readyTime is how long the platform may take to say whether it is ready.
const readyTime = 2 * time.Second

// Server serves /metrics, /healthz and /readyz, for those who operate the platform: over plain HTTP and to everybody who
// can connect. ready says whether the platform is.
func (m *Metrics) Server(ready func(context.Context) error, log *slog.Logger) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		say(w, ready(ctx))
	})
	return &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// say answers a probe. Why the platform is not ready is in its log: here anybody may ask.
func say(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("not ready: the platform's log says why\n"))
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}
