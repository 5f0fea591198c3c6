package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// A path that could lead out of the platform, with the client's certificate, is none: SPEC.md §8.2.
var (
	pathRE = regexp.MustCompile(`^` + transport.Root + `(?:[A-Za-z0-9._-]+/)*[A-Za-z0-9._-]+$`)
	dotsRE = regexp.MustCompile(`/\.\.?(?:/|$)`)
)

// setPath is where the platform's set of a status is.
func setPath(s *psi.Status) (string, error) {
	if s.PlatformSet == nil || !pathRE.MatchString(s.Path) || dotsRE.MatchString(s.Path) {
		return "", fmt.Errorf("the platform gives no path under %s for its set", transport.Root)
	}
	return s.Path, nil
}

// Leaves implements advertiser.Platform.
func (c *Client) Leaves(ctx context.Context, s *psi.Status) (io.ReadCloser, error) {
	path, err := setPath(s)
	if err != nil {
		return nil, err
	}
	if leaves, raw := c.mirrors.leavesOf(ctx, path, *s.PlatformSet); leaves != nil {
		return io.NopCloser(bytes.NewReader(raw)), nil
	}
	return c.open(ctx, file{path + transport.Leaves, transport.TypeLeaves, s.PlatformSet.Leaves() * uint64(len(psi.Digest{}))})
}

// Download implements advertiser.Platform.
func (c *Client) Download(ctx context.Context, s *psi.Status) (io.ReadCloser, error) {
	path, err := setPath(s)
	if err != nil {
		return nil, err
	}
	size := s.PlatformSet.Items() * psi.ElementSize
	return openSet(ctx, c, s, file{path, transport.TypeElements, size}, 0, size)
}

// DownloadRange implements advertiser.Platform.
func (c *Client) DownloadRange(ctx context.Context, s *psi.Status, off, size uint64) (io.ReadCloser, error) {
	path, err := setPath(s)
	if err != nil {
		return nil, err
	}
	f := file{path, transport.TypeElements, s.PlatformSet.Items() * psi.ElementSize}
	if size == 0 || off >= f.size || size > f.size-off {
		return nil, fmt.Errorf("%d bytes from byte %d on of a set of %d", size, off, f.size)
	}
	return openSet(ctx, c, s, f, off, off+size)
}

// openSet begins a download of bytes of the set of a status.
func openSet(ctx context.Context, c *Client, s *psi.Status, f file, from, to uint64) (io.ReadCloser, error) {
	if body := c.mirrors.open(ctx, c, f, *s.PlatformSet, from, to); body != nil {
		return body, nil
	}
	return c.openRange(ctx, f, from, to)
}

// Handles implements advertiser.Platform.
func (c *Client) Handles(ctx context.Context, session string, set psi.Set) (io.ReadCloser, error) {
	return c.open(ctx, file{transport.At(transport.PathHandles, session), transport.TypeHandles, set.Items() * psi.HandleSize})
}

// file is a file that the platform must have.
type file struct {
	path      string
	mediaType string
	size      uint64
}

// download reads a file, or a range of it, and resumes where a connection broke.
type download struct {
	client *Client
	ctx    context.Context
	file
	etag   string
	at, to uint64 // what is left of it
	body   io.ReadCloser
	broken int // failures since the last byte
}

// open begins a download of a whole file.
func (c *Client) open(ctx context.Context, f file) (io.ReadCloser, error) {
	return c.openRange(ctx, f, 0, f.size)
}

// openRange begins a download of the bytes of a file from one (inclusive) to another (exclusive).
func (c *Client) openRange(ctx context.Context, f file, from, to uint64) (io.ReadCloser, error) {
	d := &download{client: c, ctx: ctx, file: f, at: from, to: to}
	resp, err := d.request()
	if err != nil {
		return nil, err
	}
	if got := resp.Header.Get("Content-Type"); got != f.mediaType || resp.ContentLength != int64(to-from) {
		resp.Body.Close()
		return nil, fmt.Errorf("the platform sends %d bytes of type %.60q; want %d bytes of %s", resp.ContentLength, got, to-from, f.mediaType)
	}
	if !d.isRange(resp) {
		resp.Body.Close()
		return nil, errors.New("the platform does not send the range of its set that it was asked for")
	}
	d.etag = resp.Header.Get("ETag")
	return d, nil
}

// whole says whether the rest of the download is all of the file.
func (d *download) whole() bool { return d.at == 0 && d.to == d.size }

// span is the range that is left.
func (d *download) span() string {
	return strconv.FormatUint(d.at, 10) + "-" + strconv.FormatUint(d.to-1, 10)
}

// isRange says whether an answer is what is left of the download, and of a file of the right size.
func (d *download) isRange(resp *http.Response) bool {
	if d.whole() {
		return resp.StatusCode == http.StatusOK
	}
	return resp.StatusCode == http.StatusPartialContent && resp.Header.Get("Content-Range") == "bytes "+d.span()+"/"+strconv.FormatUint(d.size, 10)
}

// request asks for what is left.
func (d *download) request() (*http.Response, error) {
	r := request{method: http.MethodGet, path: d.path, header: http.Header{}, status: []int{http.StatusOK}}
	if !d.whole() {
		r.status = append(r.status, http.StatusPartialContent)
		r.header.Set("Range", "bytes="+d.span())
		if d.etag != "" {
			r.header.Set("If-Range", d.etag)
		}
	}
	resp, err := d.client.do(d.ctx, r)
	if err != nil {
		return nil, err
	}
	d.body = resp.Body
	return resp, nil
}

func (d *download) Read(p []byte) (int, error) {
	for {
		if d.at == d.to {
			return 0, io.EOF
		}
		n, err := d.body.Read(p)
		d.at += uint64(n)
		if n > 0 {
			d.broken = 0
			return n, nil
		}
		if err == nil {
			continue
		}
		if d.ctx.Err() != nil {
			return 0, context.Cause(d.ctx)
		}
		if err := d.resume(err); err != nil {
			return 0, err
		}
	}
}

// resume asks for the rest after a failure.
func (d *download) resume(cause error) error {
	d.body.Close()
	d.broken++
	if d.broken > 5 || d.etag == "" {
		return unreached(fmt.Errorf("download broke off with %d of %d bytes left: %w", d.to-d.at, d.size, d.client.way.explain(cause, d.client.tls, true)))
	}
	resp, err := d.request()
	if err != nil {
		return err
	}
	if !d.isRange(resp) || resp.ContentLength != int64(d.to-d.at) || resp.Header.Get("ETag") != d.etag {
		resp.Body.Close()
		return errors.New("the platform's set changed during the download; run the command again")
	}
	return nil
}

func (d *download) Close() error { return d.body.Close() }
