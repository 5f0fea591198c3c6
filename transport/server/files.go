package server

import (
	"net/http"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

func (h *Handler) epochFile(_ string, w http.ResponseWriter, r *http.Request) error {
	return h.serveEpoch(w, r, h.platform.EpochFile, transport.TypeElements, "")
}

func (h *Handler) leavesFile(_ string, w http.ResponseWriter, r *http.Request) error {
	return h.serveEpoch(w, r, h.platform.LeavesFile, transport.TypeLeaves, transport.Leaves)
}

// serveEpoch serves a file of an epoch. suffix tells its tag from that of the epoch's set.
func (h *Handler) serveEpoch(w http.ResponseWriter, r *http.Request, find func(psi.Digest) (string, error), mediaType, suffix string) error {
	var digest psi.Digest
	if err := digest.UnmarshalText([]byte(r.PathValue("digest"))); err != nil {
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	path, err := find(digest)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", transport.Lasting)
	return serveFile(w, r, path, mediaType, digest.String()+suffix)
}

func (h *Handler) handles(client string, w http.ResponseWriter, r *http.Request) error {
	path, err := h.platform.HandlesFile(client, r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return serveFile(w, r, path, transport.TypeHandles, r.PathValue("id"))
}
