package server

import (
	"net/http"
	"strconv"

	"github.com/blindmatch/blindmatch/transport"
)

// logFile serves the ledger's files under the names of C2SP tlog-tiles.
func (h *Handler) logFile(client string, w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	b, err := h.platform.LogFile(r.Context(), client, name)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "max-age=86400, immutable")
	if name == "checkpoint" {
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
