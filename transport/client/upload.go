package client

import (
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"sync"
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

// The first chunk of a client is short, so that a slow line need not send much of it in vain. While chunks arrive
// quickly, they grow; when one has taken slow, they halve. After a failure, calm chunks in a row must arrive before longer
// ones are tried again.
//
// Chunks are under way together, or a line with a long way would be idle half the time: the next one begins when no more
// than lead is left to send of the last, since a platform lets that much of one be on its way at once (the window of an
// HTTP/2 stream), and a fast line with a long way holds more. After a failure, and on a slow line, there is nothing to be
// had from that.
const (
	firstChunk = 256 << 10
	quick      = 2 * time.Second
	slow       = 10 * time.Second
	calm       = 16
	underWay   = 4
	lead       = 2 << 20
)

// send announces the set, sends what the platform does not have yet, and closes it. If chunks are missing then, as after
// a power cut over there, it sends these again.
func (u *upload) send(ctx context.Context, open any) error {
	var from uint64
	var asked sync.WaitGroup
	asked.Go(func() { from = u.received(ctx) }) // meanwhile: only what is open already can have received anything
	err := u.client.call(ctx, http.MethodPost, u.path, open, http.StatusNoContent, nil)
	asked.Wait()
	if err != nil {
		return err
	}
	for {
		if err := newChunks(u, from).send(ctx); err != nil {
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

// send makes b the body of r.
func (r *request) send(b []byte) { r.body, r.digest = b, transport.FormatDigest(sha256.Sum256(b)) }
