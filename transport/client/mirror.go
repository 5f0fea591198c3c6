package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// mirrors are hosts that serve a platform's epoch files, too: SPEC.md §8.5. They are told nothing of who asks, and
// believed nothing: every leaf is checked before it is handed out. What a mirror fails at is taken from the next one,
// and in the end from the platform.
type mirrors struct {
	all  []*mirror
	http *http.Client

	mu     sync.Mutex
	leaves *psi.Leaves // of the set with the digest of
	raw    []byte      // the same
	of     psi.Digest
}

type mirror struct {
	base   string
	failed atomic.Bool // in this process, which doesn't ask it again
}

// newMirrors returns nil if c names no mirrors. Their certificates are checked as other web servers' are, or by the
// connection's CA; the client's own certificate is not shown.
func newMirrors(c *transport.Connection, own *http.Transport) *mirrors {
	if len(c.Mirrors) == 0 {
		return nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	roots.AppendCertsFromPEM([]byte(c.ServerCA))
	t := own.Clone()
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	t.ResponseHeaderTimeout = 10 * time.Second
	m := &mirrors{http: &http.Client{Transport: t, CheckRedirect: noRedirect}}
	for _, i := range rand.Perm(len(c.Mirrors)) {
		m.all = append(m.all, &mirror{base: strings.TrimSuffix(c.Mirrors[i], "/")})
	}
	return m
}

func (m *mirrors) close() {
	if m != nil {
		m.http.CloseIdleConnections()
	}
}

// get asks one mirror for the bytes of a file from one (inclusive) to another (exclusive).
func (m *mirrors) get(ctx context.Context, x *mirror, f file, from, to uint64) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, x.base+f.path, nil)
	if err != nil {
		return nil, err
	}
	want := http.StatusOK
	if from > 0 || to < f.size {
		want = http.StatusPartialContent
		req.Header.Set("Range", "bytes="+strconv.FormatUint(from, 10)+"-"+strconv.FormatUint(to-1, 10))
	}
	resp, err := m.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != want {
		resp.Body.Close()
		return nil, fmt.Errorf("a mirror answers %q", resp.Status)
	}
	return resp.Body, nil
}

// next is a mirror that hasn't failed yet, or nil.
func (m *mirrors) next() *mirror {
	for _, x := range m.all {
		if !x.failed.Load() {
			return x
		}
	}
	return nil
}

// leavesOf are the hashes of a set's leaves, checked against its digest, as they came; nil if no mirror has them.
func (m *mirrors) leavesOf(ctx context.Context, path string, set psi.Set) (*psi.Leaves, []byte) {
	if m == nil {
		return nil, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.leaves != nil && m.of == set.Digest {
		return m.leaves, m.raw
	}
	size := set.Leaves() * uint64(len(psi.Digest{}))
	for x := m.next(); x != nil && ctx.Err() == nil; x = m.next() {
		body, err := m.get(ctx, x, file{path + transport.Leaves, transport.TypeLeaves, size}, 0, size)
		if err == nil {
			var raw bytes.Buffer
			m.leaves, err = psi.ReadLeaves(io.TeeReader(body, &raw), set)
			body.Close()
			if err == nil {
				m.of, m.raw = set.Digest, raw.Bytes()
				return m.leaves, m.raw
			}
		}
		if ctx.Err() == nil {
			x.failed.Store(true)
		}
	}
	return nil, nil
}

// open reads whole leaves of a set from mirrors, and from the platform what they fail at. It returns nil if no mirror
// has the set's leaves, or the bytes don't begin with one.
func (m *mirrors) open(ctx context.Context, c *Client, f file, set psi.Set, from, to uint64) io.ReadCloser {
	leaves, _ := m.leavesOf(ctx, f.path, set)
	if leaves == nil {
		return nil
	}
	if size, _ := leaves.At(from); size == 0 {
		return nil
	}
	return &mirrored{ctx: ctx, client: c, mirrors: m, file: f, leaves: leaves, at: from, to: to}
}

// mirrored is a download from mirrors.
type mirrored struct {
	ctx     context.Context
	client  *Client
	mirrors *mirrors
	file    file
	leaves  *psi.Leaves
	at, to  uint64 // what is left of it
	from    *mirror
	body    io.ReadCloser // of from; of the platform if that is nil; nil before the first byte
	buf     []byte
	rest    []byte // of a leaf in buf that was checked
}

func (d *mirrored) Read(p []byte) (int, error) {
	if len(d.rest) == 0 {
		if d.at == d.to {
			return 0, io.EOF
		}
		if err := d.fill(); err != nil {
			return 0, err
		}
		if len(d.rest) == 0 { // the platform answers, whose leaves are checked by who reads them
			n, err := d.body.Read(p)
			d.at += uint64(n)
			return n, err
		}
	}
	n := copy(p, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// fill reads a leaf from a mirror, or turns to the platform.
func (d *mirrored) fill() (err error) {
	for d.body == nil || d.from != nil {
		if d.body == nil {
			if d.from = d.mirrors.next(); d.from == nil {
				d.body, err = d.client.openRange(d.ctx, d.file, d.at, d.to)
				return err
			}
			if d.body, err = d.mirrors.get(d.ctx, d.from, d.file, d.at, d.to); err != nil {
				d.body = nil
			}
		}
		if d.body != nil && d.leaf() {
			return nil
		}
		if d.ctx.Err() != nil {
			return context.Cause(d.ctx)
		}
		d.from.failed.Store(true)
		d.Close()
	}
	return nil
}

// leaf reads a leaf and says whether it is the set's.
func (d *mirrored) leaf() bool {
	size, is := d.leaves.At(d.at)
	if size == 0 || size > d.to-d.at {
		return false
	}
	if uint64(cap(d.buf)) < size {
		d.buf = make([]byte, size)
	}
	d.buf = d.buf[:size]
	if _, err := io.ReadFull(d.body, d.buf); err != nil || !is(d.buf) {
		return false
	}
	d.rest, d.at = d.buf, d.at+size
	return true
}

// Close ends what is being read.
func (d *mirrored) Close() error {
	if d.body == nil {
		return nil
	}
	err := d.body.Close()
	d.body = nil
	return err
}
