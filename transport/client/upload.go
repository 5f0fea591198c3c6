package client

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// SendList implements advertiser.Platform.
func (c *Client) SendList(ctx context.Context, session string, open psi.OpenList, list io.ReaderAt) error {
	u := upload{c, transport.At(transport.PathList, session), transport.TypeElements, open.List.Items() * psi.ElementSize, list}
	return u.send(ctx, open)
}

// SendTags implements advertiser.Platform.
func (c *Client) SendTags(ctx context.Context, session string, open psi.OpenTags, tags io.ReaderAt) error {
	u := upload{c, transport.At(transport.PathTags, session), transport.TypeTags, open.Tags.Items() * psi.TagSize, tags}
	return u.send(ctx, open)
}

// upload is a set that is sent in chunks, which are named by where they begin. Their length is a power of two, and they
// begin at a multiple of it, except that the last one ends with the set.
type upload struct {
	client    *Client
	path      string
	mediaType string
	bytes     uint64
	records   io.ReaderAt
}

// calm is how many chunks in a row must arrive before longer ones are tried again.
const calm = 16

// send announces the set, sends it and closes it. A chunk is halved when its connection breaks, so that a bad line gets
// through what it can.
func (u *upload) send(ctx context.Context, open any) error {
	if err := u.client.call(ctx, http.MethodPost, u.path, open, http.StatusNoContent, nil); err != nil {
		return err
	}
	chunk, well := uint64(psi.MaxChunk), 0
	for offset := uint64(0); offset < u.bytes; {
		n := min(chunk, u.bytes-offset)
		buf := make([]byte, n) // not used again: a request that was answered early may still be read from
		if _, err := u.records.ReadAt(buf, int64(offset)); err != nil && err != io.EOF {
			return fmt.Errorf("scratch file: %w", err)
		}
		r := request{
			method: http.MethodPut, path: transport.At(u.path+transport.Chunk, strconv.FormatUint(offset, 10)), mediaType: u.mediaType,
			status: []int{http.StatusNoContent},
		}
		r.send(buf)
		well++
		r.shorten = func(r *request) bool {
			for chunk > psi.MinChunk {
				chunk, well = chunk/2, 0
				if chunk < n {
					n = chunk
					r.send(buf[:n])
					return true
				}
			}
			return false
		}
		resp, err := u.client.do(ctx, r)
		if err != nil {
			return err
		}
		resp.Body.Close()
		offset += n
		if well >= calm && chunk < psi.MaxChunk && offset%(2*chunk) == 0 {
			chunk, well = 2*chunk, 0
		}
	}
	return u.client.call(ctx, http.MethodPost, u.path+transport.Close, nil, http.StatusNoContent, nil)
}

// send makes b the body of r.
func (r *request) send(b []byte) { r.body, r.digest = b, transport.FormatDigest(sha256.Sum256(b)) }
