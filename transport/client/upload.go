package client

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// SendList implements advertiser.Platform.
func (c *Client) SendList(ctx context.Context, session string, open psi.OpenList, list io.ReaderAt) error {
	u := upload{c, session, transport.At(transport.PathList, session), transport.TypeElements, open.List.Items() * psi.ElementSize, list}
	return u.send(ctx, open)
}

// SendTags implements advertiser.Platform.
func (c *Client) SendTags(ctx context.Context, session string, open psi.OpenTags, tags io.ReaderAt) error {
	u := upload{c, session, transport.At(transport.PathTags, session), transport.TypeTags, open.Tags.Items() * psi.TagSize, tags}
	return u.send(ctx, open)
}

// upload is a set that is sent in chunks, which are named by where they begin. Their length is a power of two, and they
// begin at a multiple of it, except that the last one ends with the set.
type upload struct {
	client    *Client
	session   string
	path      string
	mediaType string
	bytes     uint64
	records   io.ReaderAt
}

// The first chunk is short, so that a slow line need not send much of it in vain. While chunks arrive quickly, they
// double; when one has taken slow, they halve. After a failure, calm chunks in a row must arrive before longer ones are
// tried again.
const (
	firstChunk = 256 << 10
	quick      = 2 * time.Second
	slow       = 10 * time.Second
	calm       = 16
)

// send announces the set, sends what the platform does not have yet, and closes it. If chunks are missing then, as after
// a power cut over there, it sends these again.
func (u *upload) send(ctx context.Context, open any) error {
	if err := u.client.call(ctx, http.MethodPost, u.path, open, http.StatusNoContent, nil); err != nil {
		return err
	}
	from := u.received(ctx)
	for {
		if err := u.chunks(ctx, from); err != nil {
			return err
		}
		err := u.client.call(ctx, http.MethodPost, u.path+transport.Close, nil, http.StatusNoContent, nil)
		if psi.CodeOf(err) != psi.CodeWrongState {
			return err
		}
		again := u.received(ctx)
		if again <= from || again >= u.bytes {
			return err
		}
		from = again
	}
}

// received is how much of the set the platform has, in whole first chunks; 0 if it doesn't say.
func (u *upload) received(ctx context.Context) uint64 {
	st, err := u.client.Status(ctx, u.session)
	if err != nil {
		return 0
	}
	return min(st.Received, u.bytes) / firstChunk * firstChunk
}

// chunks sends the set from an offset on. A chunk is halved when its connection breaks, so that a bad line gets through
// what it can.
func (u *upload) chunks(ctx context.Context, from uint64) error {
	chunk, well := uint64(firstChunk), calm
	for offset := from; offset < u.bytes; {
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
		began := time.Now()
		resp, err := u.client.do(ctx, r)
		if err != nil {
			return err
		}
		resp.Body.Close()
		offset += n
		switch took := time.Since(began); {
		case took > slow && chunk > psi.MinChunk:
			chunk /= 2
		case took < quick && well >= calm && chunk < psi.MaxChunk && offset%(2*chunk) == 0:
			chunk *= 2
		}
	}
	return nil
}

// send makes b the body of r.
func (r *request) send(b []byte) { r.body, r.digest = b, transport.FormatDigest(sha256.Sum256(b)) }
