package transport

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
)

// cosignature is the message by which a client gives the platform a checkpoint
// that it has signed as a witness.
type cosignature struct {
	Witness    string `json:"witness"`    // its verifier key
	Checkpoint string `json:"checkpoint"` // with the platform's signature and its own
}

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
	m, err := readJSON[cosignature](w, r)
	if err != nil {
		return err
	}
	return noContent(w, h.platform.Cosign(r.Context(), client, m.Witness, m.Checkpoint))
}

var _ advertiser.LogReader = (*Client)(nil)

// maxLogFile is the largest file of a ledger: a full bundle of entries.
const maxLogFile = 256 * (2 + 1<<16)

// LogFile implements advertiser.LogReader.
func (c *Client) LogFile(ctx context.Context, name string) ([]byte, error) {
	resp, err := c.do(ctx, request{method: http.MethodGet, path: "/v1/log/" + name, message: !strings.HasPrefix(name, "tile/entries/")})
	if psi.CodeOf(err) == psi.CodeUnknownDataset {
		return nil, fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(io.LimitReader(resp.Body, maxLogFile))
}

// Cosign implements advertiser.LogReader.
func (c *Client) Cosign(ctx context.Context, witness, checkpoint string) error {
	return c.call(ctx, http.MethodPost, "/v1/log/cosignatures", cosignature{witness, checkpoint}, nil)
}
