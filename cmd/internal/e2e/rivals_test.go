//go:build unix

package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
)

// rival is a client that wants no answer. It reports nothing: what counts is what the platform does for others.
type rival struct {
	conn transport.Connection
	http *http.Client // of HTTP/2
	psi  *client.Client
	list *rivalList

	dialer net.Dialer
}

// rivalList is a masked list that is sent again and again.
type rivalList struct {
	Set   psi.Set
	Bytes []byte
}

// rivals are the kinds of issue 12. Each is done over and over by each rival, until ctx ends.
var rivals = []struct {
	name string
	do   func(ctx context.Context, r *rival)
}{
	{"offers that are deleted", func(ctx context.Context, r *rival) {
		if id, _ := r.offer(ctx, r.list.Set); id != "" {
			r.abort(ctx, id)
		}
	}},
	{"lists that are evaluated, then deleted", func(ctx context.Context, r *rival) {
		if id := r.send(ctx); id != "" {
			pause(ctx, 2*time.Second)
			r.abort(ctx, id)
		}
	}},
	{"evaluations that are aborted", func(ctx context.Context, r *rival) {
		if id := r.send(ctx); id != "" {
			r.abort(ctx, id)
		}
	}},
	{"lists of 100 million that are begun", func(ctx context.Context, r *rival) {
		huge := psi.Set{Parts: []psi.Part{{Width: 1, Size: 100_000_000}}, Digest: r.list.Set.Digest}
		if id, c := r.offer(ctx, huge); id != "" {
			open := psi.OpenList{List: huge, Salt: c.salt, Context: c.Digest()}
			short, stop := context.WithTimeout(ctx, 5*time.Second)
			_ = r.psi.SendList(short, id, open, endless{})
			stop()
			r.abort(ctx, id)
		}
	}},
	{"silent sockets", func(ctx context.Context, r *rival) {
		var all sync.WaitGroup
		for range 300 {
			all.Go(func() {
				if conn, err := r.dialer.DialContext(ctx, "tcp", r.addr()); err == nil {
					r.closes(ctx, conn)
				}
			})
		}
		all.Wait()
	}},
	{"connections of a revoked certificate", func(ctx context.Context, r *rival) { // they were revoked before
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				conn, err := r.dial(ctx, "http/1.1")
				if err != nil {
					return
				}
				_, _ = io.WriteString(conn, "GET /v1/log/checkpoint HTTP/1.1\r\nHost: x\r\n\r\n")
				r.closes(ctx, conn)
			})
		}
		all.Wait()
	}},
	{"two bodies of 4 MiB on each of six connections", func(ctx context.Context, r *rival) {
		id, _ := r.offer(ctx, r.list.Set)
		if id == "" {
			return
		}
		var all sync.WaitGroup
		for range 6 {
			one := r.newHTTP()
			for range 2 {
				all.Go(func() {
					for i := range 20 {
						body := io.LimitReader(endless{}, 4<<20)
						if i%2 == 0 {
							body = &slowly{ctx: ctx, left: 4 << 20, step: 1 << 20}
						}
						r.put(ctx, one, transport.At(transport.PathList+transport.Chunk, id, "0"), body, 4<<20)
					}
				})
			}
		}
		all.Wait()
		r.abort(ctx, id)
	}},
	{"slow readers and writers", func(ctx context.Context, r *rival) {
		var all sync.WaitGroup
		id, _ := r.offer(ctx, r.list.Set)
		status, err := r.psi.Status(ctx, id)
		for i := range 16 {
			all.Go(func() {
				short, stop := context.WithTimeout(ctx, time.Minute)
				defer stop()
				if i%2 == 0 {
					r.put(short, r.http, transport.At(transport.PathList+transport.Chunk, id, "0"), &slowly{ctx: short, left: 1 << 20, step: 10}, 1<<20)
					return
				}
				if err != nil || status.PlatformSet == nil {
					return
				}
				if body, err := r.psi.Download(short, status); err == nil {
					defer body.Close()
					for b := make([]byte, 100); err == nil; pause(short, 100*time.Millisecond) {
						_, err = body.Read(b)
					}
				}
			})
		}
		all.Wait()
		r.abort(ctx, id)
	}},
	{"witnesses that are asked over and over", func(ctx context.Context, r *rival) {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 50 {
					b, err := r.psi.LogFile(ctx, "checkpoint")
					if err == nil {
						_ = r.psi.Cosign(ctx, "rival+00000000+AAAA", string(b))
					}
				}
			})
		}
		all.Wait()
	}},
}

// rivalEnv names the kind, and the connection files, for a process of this test binary that is all rivals.
const rivalEnv = "BLINDMATCH_TEST_RIVALS"

// beRivals is that process's whole life: from the line that it writes until its input ends. Each rival has an address.
func beRivals(spec string) {
	args := strings.Split(spec, "\n")
	kind, listFile, connections := args[0], args[1], args[2:]
	list := new(rivalList)
	if b, err := os.ReadFile(listFile); err != nil || json.Unmarshal(b, list) != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for _, k := range rivals {
		for i := 0; k.name == kind && i < len(connections); i++ {
			c, err := transport.ReadConnection(connections[i])
			if err != nil {
				panic(err)
			}
			r := &rival{conn: *c, list: list, dialer: net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+i))}}}
			r.http = r.newHTTP()
			if r.psi, err = client.New(c, client.Config{HTTP: r.http, Patience: time.Second}); err != nil {
				panic(err)
			}
			all.Go(func() {
				for ctx.Err() == nil {
					k.do(ctx, r)
					pause(ctx, 20*time.Millisecond)
				}
			})
		}
	}
	fmt.Println("there")
	_, _ = io.Copy(io.Discard, os.Stdin)
	cancel()
	time.AfterFunc(5*time.Second, func() { os.Exit(0) })
	all.Wait()
	os.Exit(0)
}

// abort ends a session, also after ctx has ended.
func (r *rival) abort(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_ = r.psi.Abort(ctx, id)
}

func (r *rival) addr() string {
	u, err := url.Parse(r.conn.URL)
	if err != nil {
		panic(err)
	}
	return u.Host
}

func (r *rival) dial(ctx context.Context, proto string) (net.Conn, error) {
	tc, err := r.conn.TLSConfig()
	if err != nil {
		panic(err)
	}
	tc.NextProtos = []string{proto}
	return (&tls.Dialer{NetDialer: &r.dialer, Config: tc}).DialContext(ctx, "tcp", r.addr())
}

func (r *rival) newHTTP() *http.Client {
	tc, err := r.conn.TLSConfig()
	if err != nil {
		panic(err)
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: tc, ForceAttemptHTTP2: true, MaxConnsPerHost: 1, DialContext: r.dialer.DialContext}}
}

// closes waits until the other side closes a connection, or ctx ends.
func (r *rival) closes(ctx context.Context, conn net.Conn) {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	_, _ = io.Copy(io.Discard, conn)
	stop()
	conn.Close()
}

func (r *rival) put(ctx context.Context, hc *http.Client, path string, body io.Reader, size int64) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, r.conn.URL+path, body)
	if err != nil {
		panic(err)
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", transport.TypeElements)
	req.Header.Set(transport.DigestHeader, transport.FormatDigest(psi.Digest{1}))
	if resp, err := hc.Do(req); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// newRivalList masks a list of 50,000.
func newRivalList(c *client.Client) (*rivalList, error) {
	info, err := c.Info(context.Background(), "users", "audience-matching")
	if err != nil {
		return nil, err
	}
	a, err := psi.NewAdvertiser(info.Params, psi.Scratch{})
	if err != nil {
		return nil, err
	}
	defer a.Close()
	var items iter.Seq2[psi.Item, error] = func(yield func(psi.Item, error) bool) {
		for range 50_000 {
			var x psi.Item
			rand.Read(x.Key[:])
			if !yield(x, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	list, err := a.MaskList(context.Background(), items, psi.ListOptions{}, &b)
	return &rivalList{list.Set, b.Bytes()}, err
}

// bound is a context with the salt of its commitment.
type bound struct {
	psi.Context
	salt psi.Nonce
}

// offer opens a session, and waits until its epoch is ready.
func (r *rival) offer(ctx context.Context, list psi.Set) (id string, c bound) {
	info, err := r.psi.Info(ctx, "users", "audience-matching")
	if err != nil || len(list.Parts) == 0 {
		return "", c
	}
	rand.Read(c.salt[:])
	o := psi.Offer{
		Version: psi.Version, Mode: psi.Count, Params: info.Params, Dataset: info.Dataset, Advertiser: info.Advertiser, Platform: info.Platform,
		Commitment: psi.Commitment(c.salt, list), Epsilon: info.Prices.Most, Segments: 1,
	}
	rand.Read(o.Nonce[:])
	a, err := r.psi.Offer(ctx, o)
	if err != nil {
		if os.Getenv(rivalEnv+"_LOG") != "" {
			fmt.Fprintln(os.Stderr, err)
		}
		return "", c
	}
	s := &a.Status
	for s.State == psi.StatePreparing {
		pause(ctx, 100*time.Millisecond)
		if s, err = r.psi.Status(ctx, a.Session); err != nil {
			return "", c
		}
	}
	if s.State != psi.StateOpen {
		return "", c
	}
	c.Context = psi.Context{
		Mode: o.Mode, Params: o.Params, Dataset: o.Dataset, Advertiser: o.Advertiser, Platform: o.Platform, AdvertiserNonce: o.Nonce,
		Epsilon: o.Epsilon, Segments: o.Segments, Audience: o.Asks(), List: list, PlatformNonce: a.Nonce,
		PlatformSet: *s.PlatformSet, PolicyDigest: s.PolicyDigest, Slice: s.Slice,
	}
	return a.Session, c
}

// send opens a session and sends its list.
func (r *rival) send(ctx context.Context) (id string) {
	id, c := r.offer(ctx, r.list.Set)
	if id == "" {
		return ""
	}
	open := psi.OpenList{List: r.list.Set, Salt: c.salt, Context: c.Digest()}
	if err := r.psi.SendList(ctx, id, open, bytes.NewReader(r.list.Bytes)); err != nil {
		r.abort(ctx, id)
		return ""
	}
	return id
}

// endless is a file of random bytes without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error)            { return rand.Read(p) }
func (endless) ReadAt(p []byte, _ int64) (int, error) { return rand.Read(p) }

// slowly is a body that comes in steps, ten a second.
type slowly struct {
	ctx        context.Context
	left, step int
}

func (s *slowly) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	pause(s.ctx, 100*time.Millisecond)
	n := min(len(p), s.step, s.left)
	s.left -= n
	return n, s.ctx.Err()
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
