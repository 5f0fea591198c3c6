package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// download reads a file and resumes where a connection broke.
type download struct {
	client *Client
	ctx    context.Context
	path   string
	etag   string
	offset int64
	size   int64
	body   io.ReadCloser
	broken int // failures since the last byte
}

// open begins a download of a file that must have the given size.
func (c *Client) open(ctx context.Context, path, mediaType string, size int64) (io.ReadCloser, error) {
	d := &download{client: c, ctx: ctx, path: path, size: size}
	resp, err := d.request()
	if err != nil {
		return nil, err
	}
	if got := resp.Header.Get("Content-Type"); got != mediaType || resp.ContentLength != size {
		resp.Body.Close()
		return nil, fmt.Errorf("the platform sends %d bytes of type %.60q; want %d bytes of %s", resp.ContentLength, got, size, mediaType)
	}
	d.etag = resp.Header.Get("ETag")
	return d, nil
}

// request asks for the rest of the file.
func (d *download) request() (*http.Response, error) {
	r := request{method: http.MethodGet, path: d.path, header: http.Header{}, status: []int{http.StatusOK}}
	if d.offset > 0 {
		r.status = append(r.status, http.StatusPartialContent)
		r.header.Set("Range", "bytes="+strconv.FormatInt(d.offset, 10)+"-")
		r.header.Set("If-Range", d.etag)
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
		if d.offset == d.size {
			return 0, io.EOF
		}
		n, err := d.body.Read(p)
		d.offset += int64(n)
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
		return fmt.Errorf("download broke off after %d of %d bytes: %w", d.offset, d.size, d.client.explain(cause))
	}
	resp, err := d.request()
	if err != nil {
		return err
	}
	status := http.StatusPartialContent
	if d.offset == 0 {
		status = http.StatusOK // we asked for the whole file
	}
	if resp.StatusCode != status || resp.ContentLength != d.size-d.offset || resp.Header.Get("ETag") != d.etag {
		resp.Body.Close()
		return errors.New("the platform's set changed during the download; run the command again")
	}
	return nil
}

func (d *download) Close() error { return d.body.Close() }
