package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/transport"
)

// witnesses is how many read or sign the ledger at once: that is the platform's work for nobody's answer.
const witnesses = 8

// witness serves a request about the ledger when few others are being served.
func witness(places chan struct{}, serve func(string, http.ResponseWriter, *http.Request) error) func(string, http.ResponseWriter, *http.Request) error {
	return func(client string, w http.ResponseWriter, r *http.Request) error {
		patience := time.NewTimer(bodyPatience)
		defer patience.Stop()
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			return serve(client, w, r)
		case <-patience.C:
			return busy("%d clients read the ledger", cap(places))
		case <-r.Context().Done():
			return context.Cause(r.Context())
		}
	}
}

// logFile serves the ledger's files under the names of C2SP tlog-tiles.
func (h *Handler) logFile(client string, w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	b, err := h.platform.LogFile(r.Context(), client, name)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", transport.Lasting)
	if name == "checkpoint" || name == "acknowledged" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
	return nil
}

func (h *Handler) cosign(client string, w http.ResponseWriter, r *http.Request) error {
	m, err := readJSON[transport.Cosignature](w, r)
	if err != nil {
		return err
	}
	return noContent(w, h.platform.Cosign(r.Context(), client, m.Witness, m.Checkpoint))
}
