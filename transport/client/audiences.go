package client

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// Audiences implements advertiser.Audiences.
func (c *Client) Audiences(ctx context.Context, dataset, purpose string) ([]psi.AudienceInfo, error) {
	q := url.Values{"dataset": {dataset}, "purpose": {purpose}}
	var m psi.Audiences
	if err := c.call(ctx, http.MethodGet, transport.PathAudiences+"?"+q.Encode(), nil, http.StatusOK, &m); err != nil {
		return nil, err
	}
	return m.Audiences, nil
}

// DeleteAudience implements advertiser.Audiences.
func (c *Client) DeleteAudience(ctx context.Context, dataset, purpose, name string) error {
	return c.call(ctx, http.MethodDelete, audiencePath(dataset, purpose, name), nil, http.StatusNoContent, nil)
}

// RenewAudience implements advertiser.Audiences.
func (c *Client) RenewAudience(ctx context.Context, dataset, purpose, name string, expires time.Time) error {
	m := psi.RenewAudience{Expires: expires.UTC().Format(time.RFC3339)}
	return c.call(ctx, http.MethodPost, audiencePath(dataset, purpose, name), m, http.StatusNoContent, nil)
}

func audiencePath(dataset, purpose, name string) string {
	return transport.At(transport.PathAudience, dataset, name) + "?" + url.Values{"purpose": {purpose}}.Encode()
}
