package client

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// Info implements advertiser.Platform.
func (c *Client) Info(ctx context.Context, dataset, purpose string) (*psi.DatasetInfo, error) {
	q := url.Values{"purpose": {purpose}}
	info := new(psi.DatasetInfo)
	return info, c.call(ctx, http.MethodGet, transport.At(transport.PathDataset, dataset)+"?"+q.Encode(), nil, http.StatusOK, info)
}

// Offer implements advertiser.Platform.
func (c *Client) Offer(ctx context.Context, o psi.Offer) (*psi.Accept, error) {
	a := new(psi.Accept)
	return a, c.call(ctx, http.MethodPost, transport.PathSessions, o, http.StatusCreated, a)
}

// Status implements advertiser.Platform.
func (c *Client) Status(ctx context.Context, session string) (*psi.Status, error) {
	st := new(psi.Status)
	return st, c.call(ctx, http.MethodGet, transport.At(transport.PathSession, session), nil, http.StatusOK, st)
}

// Result implements advertiser.Platform.
func (c *Client) Result(ctx context.Context, session string) (*psi.Result, error) {
	for {
		resp, err := c.do(ctx, request{
			method: http.MethodGet, path: transport.At(transport.PathResult, session),
			status: []int{http.StatusOK, http.StatusNoContent}, message: true,
		})
		if err != nil {
			return nil, err
		}
		if resp.StatusCode != http.StatusNoContent {
			r := new(psi.Result)
			return r, decode(resp, r)
		}
		resp.Body.Close()
		select { // the platform has already waited; if it didn't, don't ask faster
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Abort implements advertiser.Platform.
func (c *Client) Abort(ctx context.Context, session string) error {
	return c.call(ctx, http.MethodDelete, transport.At(transport.PathSession, session), nil, http.StatusNoContent, nil)
}

// maxLogFile is the size of the largest file of a ledger: a full bundle of entries.
const maxLogFile = 256 * (2 + 1<<16)

// LogFile implements advertiser.LogReader.
func (c *Client) LogFile(ctx context.Context, name string) ([]byte, error) {
	resp, err := c.do(ctx, request{
		method: http.MethodGet, path: transport.At(transport.PathLog, name),
		status: []int{http.StatusOK}, message: !strings.HasPrefix(name, "tile/entries/"),
	})
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
	return c.call(ctx, http.MethodPost, transport.PathCosignatures, transport.Cosignature{Witness: witness, Checkpoint: checkpoint}, http.StatusNoContent, nil)
}
