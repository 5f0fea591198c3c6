//go:build unix

package e2e

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/transport/authority"
)

// evidence is all that a run wrote anywhere, by where.
type evidence struct {
	mu   sync.Mutex
	all  map[string][]byte
	seen map[[32]byte]bool // of snapshots
}

func newEvidence() *evidence {
	return &evidence{all: map[string][]byte{}, seen: map[[32]byte]bool{}}
}

func (e *evidence) add(where string, b []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all[where] = append(e.all[where], b...)
}

// snapshot keeps what lies in a folder now, once for each content.
func (e *evidence) snapshot(dir string) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // it is gone already
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		sum := sha256.Sum256(append([]byte(path+"\x00"), b...)) // a file that was renamed counts again
		e.mu.Lock()
		defer e.mu.Unlock()
		if !e.seen[sum] {
			e.seen[sum] = true
			e.all["file "+path] = append(e.all["file "+path], b...)
		}
		return nil
	})
}

// reach says how much evidence there is of a kind.
func (e *evidence) reach(kind string) (n int) {
	for where, b := range e.all {
		if strings.Contains(where, kind) {
			n += len(b)
		}
	}
	return n
}

// eavesdrop stands between the client and the server with the keys of both, and
// records the plaintext. It runs look before and after every exchange, and
// change on every answer, unless they are nil.
func eavesdrop(t *testing.T, p *platform, connection string, e *evidence, look func(), change func(*http.Response)) (addr string) {
	t.Helper()
	var c struct {
		ServerCA   string `json:"server_ca"`
		ServerName string `json:"server_name"`
		Cert       string `json:"client_certificate"`
		Key        string `json:"client_key"`
	}
	b, err := os.ReadFile(connection)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair([]byte(c.Cert), []byte(c.Key))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(c.ServerCA))
	ca, err := authority.Open(filepath.Join(p.dir, "data", "tls"))
	if err != nil {
		t.Fatal(err)
	}
	target := &url.URL{Scheme: "https", Host: p.addr}
	upstream := &http.Transport{ForceAttemptHTTP2: true, DisableCompression: true, TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: c.ServerName, Certificates: []tls.Certificate{pair}}}
	proxy := &httputil.ReverseProxy{
		Transport: upstream,
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error {
			head, err := httputil.DumpResponse(r, false)
			e.add("wire down", head)
			if change != nil {
				change(r)
			}
			r.Body = tee(r.Body, "wire down", e)
			return err
		},
	}
	server := &http.Server{TLSConfig: ca.ServerConfig(), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if look != nil {
			look()
			defer look()
		}
		head, _ := httputil.DumpRequest(r, false)
		e.add("wire up", head)
		r.Body = tee(r.Body, "wire up", e)
		proxy.ServeHTTP(w, r)
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.ServeTLS(l, "", "") }()
	t.Cleanup(func() { server.Close(); <-done; upstream.CloseIdleConnections() })
	return l.Addr().String()
}

// redirect changes the address in a connection file.
func redirect(t *testing.T, connection, from, to string) {
	t.Helper()
	b, err := os.ReadFile(connection)
	if err == nil {
		err = os.WriteFile(connection, []byte(strings.Replace(string(b), from, to, 1)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func tee(body io.ReadCloser, where string, e *evidence) io.ReadCloser {
	return struct {
		io.Reader
		io.Closer
	}{io.TeeReader(body, writerFunc(func(b []byte) (int, error) { e.add(where, b); return len(b), nil })), body}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// canary is a person that must not be recognised anywhere.
type canary struct{ email, phone, spelledEmail, spelledPhone string }

func newCanary(r *rand.Rand, i int) canary {
	token := hex.EncodeToString(binaryToken(r))
	n := fmt.Sprintf("%08d", r.IntN(100_000_000))
	c := canary{email: fmt.Sprintf("canary%d.%s@canary.example", i, token), phone: "+49151" + n}
	c.spelledEmail = "  " + strings.ToUpper(c.email[:8]) + c.email[8:]
	c.spelledPhone = "+49 (151) " + n[:4] + "-" + n[4:]
	return c
}

func binaryToken(r *rand.Rand) []byte {
	b := make([]byte, 5)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func (c canary) addTo(f *finder) {
	f.addIdentifier(c.email, "e-mail")
	f.addIdentifier(c.spelledEmail, "e-mail as in the list")
	f.addIdentifier(strings.TrimSpace(c.spelledEmail), "e-mail as in the list, trimmed")
	f.addIdentifier(strings.TrimSuffix(c.email, "@canary.example"), "local part")
	f.addIdentifier(c.phone, "phone")
	f.addIdentifier(c.phone[1:], "phone, digits")
	f.addIdentifier("0"+c.phone[3:], "phone, national")
	f.addIdentifier(c.spelledPhone, "phone as in the list")
}

// A whole run over identifiers that can be recognised, in all modes, with runs
// that fail in between: none of them, in any form, is in anything that either
// side wrote or sent, but the files that they were read from. SPEC M8
func TestCanaries(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	r := rand.New(rand.NewPCG(2019, 140))
	dir := t.TempDir()
	source := t.TempDir() // the files that the canaries are in
	f := newFinder()
	e := newEvidence()

	var users, broken, noHeader, list, badList strings.Builder
	users.WriteString("user_id,email,phone,collection_context,grants\n")
	list.WriteString("First Name,Email,Phone\r\n")
	for i := range 1300 {
		c := newCanary(r, i)
		c.addTo(f)
		context := "newsletter"
		switch {
		case i >= 1200: // rejected by both sides
			c.email, c.spelledEmail = c.email+"@twice", c.spelledEmail+"@twice"
			c.phone, c.spelledPhone = c.phone+"000000", c.spelledPhone+"000000"
		case i >= 1100: // kept out by the gate
			context = "two_factor"
		}
		fmt.Fprintf(&users, "u%d,%s,%s,%s,\n", i, c.email, c.phone, context)
		fmt.Fprintf(&noHeader, "%s,%s\n", c.email, c.phone)
		if i < 1000 || i >= 1200 {
			fmt.Fprintf(&list, "x,%s,%s\r\n", c.spelledEmail, c.spelledPhone)
			fmt.Fprintf(&badList, "x,%s,%s\r\n", c.spelledEmail, c.spelledPhone)
		}
	}
	broken.WriteString(users.String() + "u9999,\"canary9999@canary.example,+4915199999999,newsletter,\n")
	for name, text := range map[string]string{
		"users.csv": users.String(), "broken.csv": broken.String(), "noheader.csv": noHeader.String(),
		"list.csv": list.String(), "unclosed.csv": list.String() + "x,\"" + badList.String(), "short.csv": list.String()[:2000],
	} {
		if err := os.WriteFile(filepath.Join(source, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(filepath.Join(shared, "policy.yaml"), filepath.Join(dir, "policy.yaml")); err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(source, name) }

	// run runs a command while its files are watched.
	command := func(want int, name string, args ...string) *process {
		t.Helper()
		p := start(dir, name, args...)
		watched := make(chan struct{})
		go func() {
			defer close(watched)
			for {
				e.snapshot(filepath.Join(dir, "tmp"))
				select {
				case <-p.ended:
					return
				case <-time.After(5 * time.Millisecond):
				}
			}
		}()
		code := p.wait()
		<-watched
		e.snapshot(dir)
		e.add("stdout of "+name, []byte(p.stdout.String()))
		e.add("stderr of "+name, []byte(p.stderr.String()))
		if code != want {
			t.Fatalf("%s %q: exit code %d, want %d: %s", name, args, code, want, p.stderr.String())
		}
		return p
	}
	imports := func(want int, file string) {
		t.Helper()
		command(want, "psi-server", "import", "--data", "data", "--dataset", "users", "--policy", "policy.yaml", in(file))
	}
	imports(1, "broken.csv")
	imports(1, "noheader.csv")
	imports(0, "users.csv")

	p, err := serve(dir, "", "--mode", "count", "--mode", "blinded")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	command(0, "psi-server", "client", "add", "acme", "--data", "data", "--url", "https://"+p.addr)
	connection := filepath.Join(dir, "acme.json")
	addr := eavesdrop(t, p, connection, e, func() { e.snapshot(dir) }, nil)
	redirect(t, connection, p.addr, addr)
	session := func(want int, mode, idType, list string, args ...string) string {
		t.Helper()
		return command(want, "psi", append([]string{mode, "-c", "acme.json", "--dataset", "users", "--type", idType, in(list)}, args...)...).stdout.String()
	}
	command(0, "psi", "check", in("list.csv"))
	command(0, "psi", "check", "--json", in("list.csv"))
	for _, s := range []string{
		session(0, "count", "email", "list.csv"),
		session(0, "count", "phone", "list.csv", "--json"),
	} {
		if !strings.Contains(s, "1,000") && !strings.Contains(s, `"value":1000,`) {
			t.Errorf("the run did not count 1,000: %s", s)
		}
	}
	session(0, "blinded", "email", "list.csv", "-o", "handles.txt")
	session(1, "count", "email", "unclosed.csv")
	session(1, "count", "email", "noheader.csv")
	session(1, "blinded", "email", "list.csv", "-o", "handles.txt") // exists
	session(3, "count", "phone", "short.csv")
	imports(0, "users.csv") // anew, while it is served
	imports(1, "broken.csv")
	session(0, "count", "email", "list.csv")
	command(0, "psi-server", "status", "--data", "data", "--json")
	for user, want := range map[string]string{"u7": "learned in 1", "u1150": "no record that", "nobody": "nothing is known"} {
		if s := command(0, "psi-server", "subject", user, "--data", "data", "--html", user+".html").stdout.String(); !strings.Contains(s, want) {
			t.Errorf("the answer to %s is %s", user, s)
		}
		command(0, "psi-server", "subject", user, "--data", "data")
		command(0, "psi-server", "subject", user, "--data", "data", "--json")
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	e.snapshot(dir)
	e.add("server log", []byte(p.stderr.String()+p.stdout.String()))

	// The evidence is what it should be.
	for kind, least := range map[string]int{
		"wire up": 5*1000*32 + 5*1100*10, "wire down": 3 * 1100 * 32, "server log": 2000, "stdout of psi": 500, "stderr of psi": 100,
		"/config/blindmatch/kept-": 100_000, "/data/blindmatch.db": 10_000, "blindmatch.db-wal": 1000, "/data/epochs/": 1100 * 32, "/data/sessions/": 1000 * 32,
		"/data/datasets/": 1100 * 32, "/data/matches/": 30_000, "handles.txt": 33_000, "u7.html": 4000, "/data/subjects/": 1000,
	} {
		if got := e.reach(kind); got < least {
			t.Errorf("%d bytes of evidence of %q: want at least %d", got, kind, least)
		}
	}
	search := func(where string, b []byte) (hits int) {
		f.find(b, func(what string, at int) {
			if hits++; hits < 4 {
				t.Logf("%s at byte %d of %s", what, at, where)
			}
		})
		return hits
	}
	total := 0
	for _, where := range slices.Sorted(func(yield func(string) bool) {
		for where := range e.all {
			if !yield(where) {
				return
			}
		}
	}) {
		total += len(e.all[where])
		if n := search(where, e.all[where]); n > 0 {
			t.Errorf("%d canaries in %s", n, where)
		}
		if n := search(where+" in lower case", bytes.ToLower(e.all[where])); n > 0 {
			t.Errorf("%d canaries in %s, in lower case", n, where)
		}
	}
	t.Logf("%d bytes in %d places, %d beginnings of patterns", total, len(e.all), len(f.patterns))

	// The control: what they were read from is full of them.
	for _, name := range []string{"users.csv", "list.csv"} {
		b, err := os.ReadFile(in(name))
		if err != nil {
			t.Fatal(err)
		}
		hits := 0
		f.find(b, func(string, int) { hits++ })
		if hits < 2000 {
			t.Errorf("only %d canaries are found in %s, which is full of them", hits, name)
		}
	}
}
