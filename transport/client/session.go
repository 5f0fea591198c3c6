package client

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// Info implements advertiser.Platform.
func (c *Client) Info(ctx context.Context, dataset, purpose, idType string) (*psi.DatasetInfo, error) {
	q := url.Values{"purpose": {purpose}, "type": {idType}}
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

// SendList implements advertiser.Platform.
func (c *Client) SendList(ctx context.Context, session string, open psi.OpenList, list io.ReaderAt) error {
	return c.send(ctx, transport.At(transport.PathList, session), open, transport.TypeElements, psi.ElementSize, open.List.Size, list)
}

// SendTags implements advertiser.Platform.
func (c *Client) SendTags(ctx context.Context, session string, open psi.OpenTags, tags io.ReaderAt) error {
	return c.send(ctx, transport.At(transport.PathTags, session), open, transport.TypeTags, psi.TagSize, open.Tags.Size, tags)
}

// send announces records, sends them in chunks and closes the part.
func (c *Client) send(ctx context.Context, path string, open any, mediaType string, width, size uint64, records io.ReaderAt) error {
	if err := c.call(ctx, http.MethodPost, path, open, http.StatusNoContent, nil); err != nil {
		return err
	}
	chunk := psi.ChunkBytes(width)
	buf := make([]byte, min(chunk, width*size))
	for i := uint64(0); i*chunk < width*size; i++ {
		b := buf[:min(chunk, width*size-i*chunk)]
		if _, err := records.ReadAt(b, int64(i*chunk)); err != nil && err != io.EOF {
			return fmt.Errorf("scratch file: %w", err)
		}
		resp, err := c.do(ctx, request{
			method: http.MethodPut, path: transport.At(path+transport.Chunk, strconv.FormatUint(i, 10)), mediaType: mediaType,
			body: b, digest: transport.FormatDigest(sha256.Sum256(b)), status: []int{http.StatusNoContent},
		})
		if err != nil {
			return err
		}
		resp.Body.Close()
	}
	return c.call(ctx, http.MethodPost, path+transport.Close, nil, http.StatusNoContent, nil)
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

// A path that could lead out of the platform, with the client's certificate, is none: SPEC.md §8.2.
var (
	pathRE = regexp.MustCompile(`^` + transport.Root + `(?:[A-Za-z0-9._-]+/)*[A-Za-z0-9._-]+$`)
	dotsRE = regexp.MustCompile(`/\.\.?(?:/|$)`)
)

// Download implements advertiser.Platform.
func (c *Client) Download(ctx context.Context, s *psi.Status) (io.ReadCloser, error) {
	if s.PlatformSet == nil || !pathRE.MatchString(s.Path) || dotsRE.MatchString(s.Path) {
		return nil, fmt.Errorf("the platform gives no path under %s for its set", transport.Root)
	}
	return c.open(ctx, s.Path, transport.TypeElements, int64(s.PlatformSet.Size*psi.ElementSize))
}

// Handles implements advertiser.Platform.
func (c *Client) Handles(ctx context.Context, session string, set psi.Set) (io.ReadCloser, error) {
	return c.open(ctx, transport.At(transport.PathHandles, session), transport.TypeHandles, int64(set.Size*psi.HandleSize))
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
