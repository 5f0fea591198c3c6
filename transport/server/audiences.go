package server

import (
	"net/http"

	"github.com/blindmatch/blindmatch/psi"
)

func (h *Handler) audiences(client string, w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	all, err := h.platform.Audiences(r.Context(), client, q.Get("dataset"), q.Get("purpose"))
	if err != nil {
		return err
	}
	if all == nil {
		all = []psi.AudienceInfo{}
	}
	writeJSON(w, http.StatusOK, psi.Audiences{Audiences: all})
	return nil
}

func (h *Handler) deleteAudience(client string, w http.ResponseWriter, r *http.Request) error {
	return noContent(w, h.platform.DeleteAudience(r.Context(), client, r.PathValue("dataset"), r.URL.Query().Get("purpose"), r.PathValue("name")))
}

func (h *Handler) renewAudience(client string, w http.ResponseWriter, r *http.Request) error {
	m, err := readJSON[psi.RenewAudience](w, r)
	if err != nil {
		return err
	}
	until, err := m.ExpiresAt()
	if err != nil {
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	return noContent(w, h.platform.RenewAudience(r.Context(), client, r.PathValue("dataset"), r.URL.Query().Get("purpose"), r.PathValue("name"), until))
}
