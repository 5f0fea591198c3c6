package client

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/stretchr/testify/require"
)

// line is a platform behind a line that takes no bodies of more than most bytes: it breaks the connection, or answers
// as a proxy does.
type line struct {
	most  int
	proxy bool
	mu    sync.Mutex
	got   map[uint64][]byte
	tries []string
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPut {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	at := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	l.tries = append(l.tries, fmt.Sprint(at, "+", r.ContentLength))
	if int(r.ContentLength) > l.most {
		if !l.proxy {
			panic(http.ErrAbortHandler)
		}
		http.Error(w, "<p>too large", http.StatusRequestEntityTooLarge)
		return
	}
	b, err := io.ReadAll(r.Body)
	if err != nil || r.Header.Get(transport.DigestHeader) != transport.FormatDigest(sha256.Sum256(b)) {
		http.Error(w, "damaged", http.StatusBadRequest)
		return
	}
	offset, _ := strconv.ParseUint(at, 10, 64)
	l.got[offset] = b
	w.WriteHeader(http.StatusNoContent)
}

func (l *line) client(t *testing.T) *Client {
	srv := httptest.NewTLSServer(l)
	t.Cleanup(srv.Close)
	c, err := New(&transport.Connection{URL: srv.URL, Platform: "platform", Advertiser: "acme"}, Config{HTTP: srv.Client()})
	require.NoError(t, err)
	return c
}

// Chunks are halved until the line takes them, begin at multiples of their length, and grow again.
func TestChunks(t *testing.T) {
	t.Parallel()
	const size = 9<<20 + 64 // in elements of 32 bytes
	list := make([]byte, size)
	for i := range list {
		list[i] = byte(i / 7)
	}
	open := psi.OpenList{List: psi.Set{Parts: []psi.Part{{Width: 1, Size: size / 32}}}}
	for _, x := range []struct {
		most  int
		proxy bool
		tries []string // the first
	}{
		{psi.MaxChunk, false, []string{"0+262144"}},
		{1 << 20, false, []string{"0+262144"}},
		{1 << 20, true, []string{"0+262144"}},
		{200_000, true, []string{"0+262144", "0+131072", "131072+131072", "262144+131072"}},
	} {
		l := &line{most: x.most, proxy: x.proxy, got: map[uint64][]byte{}}
		c := l.client(t)
		c.reached.Store(true)
		require.NoError(t, c.SendList(context.Background(), strings.Repeat("5e", 32), open, bytes.NewReader(list)))
		require.Equal(t, x.tries, l.tries[:len(x.tries)])
		longest := 0
		for _, b := range l.got {
			longest = max(longest, len(b))
		}
		require.LessOrEqual(t, longest, x.most)
		require.GreaterOrEqual(t, longest, min(x.most/2, 1<<20))
		var all []byte
		for len(all) < size {
			b := l.got[uint64(len(all))]
			require.NotEmpty(t, b, len(all))
			if len(all)+len(b) < size {
				require.Zero(t, len(all)%len(b), "a chunk begins at a multiple of its length")
				require.Zero(t, len(b)&(len(b)-1))
			}
			all = append(all, b...)
		}
		require.True(t, bytes.Equal(list, all))
	}
}

// On a line whose answers take long, chunks are under way together: the next begins before all of the last is sent. What
// one set has shown of the line, the next one starts with.
func TestChunksUnderWay(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now, most := 0, 0
	together := make(chan struct{})
	var longest []int64 // first chunks
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			first := strings.HasSuffix(r.URL.Path, "/0")
			mu.Lock()
			now++
			if now == underWay && most < underWay {
				close(together)
			}
			most = max(most, now)
			if first {
				longest = append(longest, r.ContentLength)
			}
			mu.Unlock()
			half := min(r.ContentLength, lead)
			_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength-half)
			if !first { // the rest is read, and answered, when there are as many as there may be
				select {
				case <-together:
				case <-r.Context().Done():
				}
			}
			_, _ = io.Copy(io.Discard, r.Body)
			mu.Lock()
			now--
			mu.Unlock()
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer srv.Close()
	c, err := New(&transport.Connection{URL: srv.URL, Platform: "platform", Advertiser: "acme"}, Config{HTTP: srv.Client()})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	open := psi.OpenList{List: psi.Set{Parts: []psi.Part{{Width: 1, Size: 40 << 20 / 32}}}}
	require.NoError(t, c.SendList(ctx, strings.Repeat("5e", 32), open, bytes.NewReader(make([]byte, 40<<20))))
	require.Equal(t, underWay, most)
	tags := psi.OpenTags{Tags: psi.Set{Parts: []psi.Part{{Width: 1, Size: 10 << 20 / 10}}}}
	require.NoError(t, c.SendTags(ctx, strings.Repeat("5e", 32), tags, bytes.NewReader(make([]byte, 10<<20))))
	require.Len(t, longest, 2)
	require.EqualValues(t, firstChunk, longest[0])
	require.Greater(t, longest[1], longest[0])
}

// A line that takes not even the smallest chunk ends the upload.
func TestNoChunk(t *testing.T) {
	t.Parallel()
	l := &line{most: 1000, proxy: true, got: map[uint64][]byte{}}
	open := psi.OpenTags{Tags: psi.Set{Parts: []psi.Part{{Width: 1, Size: 10_000}}}}
	err := l.client(t).SendTags(context.Background(), strings.Repeat("5e", 32), open, bytes.NewReader(make([]byte, 100_000)))
	require.ErrorContains(t, err, "413")
	require.ErrorContains(t, err, "not from the platform's own server: it does not take a body of 16384 bytes; ask whoever runs it to allow bodies of 4 MiB")
	require.Equal(t, []string{"0+100000", "0+65536", "0+32768", "0+16384"}, l.tries)
}

// A range is resumed where it broke off, and nothing else is taken for it.
func TestDownloadRange(t *testing.T) {
	t.Parallel()
	set := make([]byte, 64*32)
	for i := range set {
		set[i] = byte(i)
	}
	var asked []string
	var answer func(w http.ResponseWriter, from, to int)
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("Range"))
		var from, to int
		_, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &from, &to)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("ETag", `"x"`)
		w.Header().Set("Content-Type", transport.TypeElements)
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to, len(set)))
		w.Header().Set("Content-Length", strconv.Itoa(to-from+1))
		answer(w, from, to)
	}))
	defer srv.Close()
	c, err := New(&transport.Connection{URL: srv.URL, Platform: "platform", Advertiser: "acme"}, Config{HTTP: srv.Client()})
	require.NoError(t, err)
	c.reached.Store(true)
	status := &psi.Status{Path: "/v1/epochs/ab", PlatformSet: &psi.Set{Parts: []psi.Part{{Width: 2, Size: 32}}}}
	read := func(off, size uint64) ([]byte, error) {
		body, err := c.DownloadRange(context.Background(), status, off, size)
		if err != nil {
			return nil, err
		}
		defer body.Close()
		return io.ReadAll(body)
	}

	answer = func(w http.ResponseWriter, from, to int) {
		w.WriteHeader(http.StatusPartialContent)
		_, _ = w.Write(set[from : from+(to-from+1)/2+1]) // half of what is left: it breaks off, but for the last byte
	}
	got, err := read(64, 256)
	require.NoError(t, err)
	require.Equal(t, set[64:320], got)
	require.Equal(t, []string{"bytes=64-319", "bytes=193-319", "bytes=257-319"}, asked[:3])

	for name, a := range map[string]func(w http.ResponseWriter, from, to int){
		"the whole": func(w http.ResponseWriter, from, to int) {
			w.Header().Del("Content-Range")
			w.WriteHeader(http.StatusOK)
			_, _ = w.Write(set[from : to+1])
		},
		"another range": func(w http.ResponseWriter, from, to int) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from+32, to+32, len(set)))
			w.WriteHeader(http.StatusPartialContent)
			_, _ = w.Write(set[from : to+1])
		},
		"another file": func(w http.ResponseWriter, from, to int) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to, len(set)+32))
			w.WriteHeader(http.StatusPartialContent)
			_, _ = w.Write(set[from : to+1])
		},
	} {
		answer = a
		_, err = read(64, 256)
		require.ErrorContains(t, err, "the range of its set that it was asked for", name)
	}
	for _, x := range [][2]uint64{{0, 0}, {2048, 1}, {0, 2049}, {2047, 2}, {1, 1<<64 - 1}} {
		_, err = read(x[0], x[1])
		require.ErrorContains(t, err, "of a set of 2048")
	}
}
