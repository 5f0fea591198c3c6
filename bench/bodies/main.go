// Command bodies says how much memory psi-server takes while many connections send large bodies and don't finish them:
// by default 60 connections by HTTP/2, each with two chunks of 4 MiB of which the last byte never comes. Linux.
//
//	go run ./bodies                        # of this source
//	go run ./bodies -server OLD/psi-server # of another build
//
// It fails if the server takes more than it was told to keep to.
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

var (
	server      = flag.String("server", "", "psi-server to measure (default: built of this source)")
	connections = flag.Int("connections", 60, "connections, of three clients")
	memory      = flag.Int("memory", 512, "MiB that the server is told to keep to; 0 for one that can't be told")
	lasts       = flag.Duration("for", 20*time.Second, "how long they are held")
)

// Of the bodies: a chunk has 4 MiB at most, and a client holds 32 connections.
const (
	chunk   = 4 << 20
	clients = 3
)

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bodies:", err)
		os.Exit(1)
	}
}

const address = "localhost:18453"

const policy = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

func run() error {
	dir, err := os.MkdirTemp("", "bodies-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if *server == "" {
		*server = filepath.Join(dir, "psi-server")
		if err := command("..", "go", "build", "-o", *server, "./cmd/psi-server").Run(); err != nil {
			return err
		}
	} else if *server, err = filepath.Abs(*server); err != nil {
		return err
	}
	var users bytes.Buffer
	users.WriteString("user_id,email,collection_context\n")
	for i := range 20_000 {
		fmt.Fprintf(&users, "u%d,person%d@mail.example,newsletter\n", i, i)
	}
	for name, text := range map[string]string{"users.csv": users.String(), "policy.yaml": policy} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	if err := command(dir, *server, "import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", "users.csv").Run(); err != nil {
		return err
	}
	args := []string{"serve", "--data", "data", "--listen", address, "--anchor", "none"}
	if *memory > 0 {
		args = append(args, fmt.Sprint("--memory=", *memory))
	}
	serve := command(dir, *server, args...)
	serve.Stderr = nil
	if err := serve.Start(); err != nil {
		return err
	}
	defer serve.Wait()
	defer serve.Process.Kill()
	var sessions []*session
	for i := range clients {
		s, err := open(dir, fmt.Sprint("client", i))
		if err != nil {
			return err
		}
		sessions = append(sessions, s)
	}
	before, _, err := resident(serve.Process.Pid)
	if err != nil {
		return err
	}
	sent, refused := hold(sessions)
	after, peak, err := resident(serve.Process.Pid)
	if err != nil {
		return err
	}
	fmt.Printf("%d connections, each with two bodies of %d MiB: %d MiB sent, bodies refused %d times\n", *connections, chunk>>20, sent>>20, refused)
	fmt.Printf("memory of the server: %d MiB before, %d MiB then, %d MiB at most; it was to keep to %d MiB\n", before, after, peak, *memory)
	if *memory > 0 && peak > *memory {
		return errors.New("that is more")
	}
	return nil
}

// hold sends the bodies for a while, each but for its last byte.
func hold(sessions []*session) (sent, refused int64) {
	ctx, cancel := context.WithTimeout(context.Background(), *lasts)
	defer cancel()
	var all sync.WaitGroup
	var bytesSent, busy atomic.Int64
	for i := range *connections {
		s := sessions[i%len(sessions)]
		hc := s.client()
		for range 2 {
			all.Go(func() {
				for ctx.Err() == nil {
					if s.stall(ctx, hc, &bytesSent) {
						busy.Add(1)
					}
					time.Sleep(100 * time.Millisecond)
				}
			})
		}
	}
	all.Wait()
	return bytesSent.Load(), busy.Load()
}

// stall sends a chunk without its end, and says whether it was refused before that was over.
func (s *session) stall(ctx context.Context, hc *http.Client, sent *atomic.Int64) bool {
	r, w := io.Pipe()
	defer r.Close()
	go func() {
		part := make([]byte, 16<<10)
		for n := 0; n < chunk-len(part); n += len(part) {
			if _, err := w.Write(part); err != nil {
				return
			}
			sent.Add(int64(len(part)))
		}
		<-ctx.Done()
		w.CloseWithError(ctx.Err())
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, s.url(transport.At(transport.PathList+transport.Chunk, s.id, "0")), r)
	if err != nil {
		return false
	}
	req.ContentLength = chunk
	req.Header.Set("Content-Type", transport.TypeElements)
	req.Header.Set(transport.DigestHeader, transport.FormatDigest(psi.Digest{}))
	resp, err := hc.Do(req)
	if err != nil {
		return false
	}
	return resp.Body.Close() == nil
}

// resident is the memory that a process has, and the most that it has had, in MiB.
func resident(pid int) (now, most int, err error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		kilobytes, _ := strconv.Atoi(f[1])
		switch f[0] {
		case "VmRSS:":
			now = kilobytes >> 10
		case "VmHWM:":
			most = kilobytes >> 10
		}
	}
	return now, most, err
}

func command(dir, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir, c.Stderr = dir, os.Stderr
	return c
}

// client is one connection to the platform.
func (s *session) client() *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(s.conn.ServerCA))
	return &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, DisableCompression: true, TLSClientConfig: &tls.Config{
		MinVersion: tls.VersionTLS13, RootCAs: roots, ServerName: s.conn.ServerName, Certificates: []tls.Certificate{s.pair},
	}}}
}
