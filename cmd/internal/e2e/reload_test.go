//go:build unix

package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
)

// write writes a file that only we can read.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs a command to its end and returns what it wrote.
func (p *platform) run(t *testing.T, code int, name string, args ...string) (stdout, stderr string) {
	t.Helper()
	c := start(p.dir, name, args...)
	if got := c.wait(); got != code {
		t.Fatalf("%s %v: exit code %d, want %d: %s", name, args, got, code, c.stderr.String())
	}
	return c.stdout.String(), c.stderr.String()
}

// A client renews a certificate that ends soon by itself, in its file, in one step. Several at once do it once.
func TestRenewal(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t)
	ca, err := authority.Open(filepath.Join(p.dir, "data", "tls"))
	if err != nil {
		t.Fatal(err)
	}
	// Ten minutes are less than half of its life, which began an hour ago.
	cert, key, _, err := ca.IssueClient("short", 10*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	write(t, p.dir, "cert.pem", string(cert))
	write(t, p.dir, "key.pem", string(key))
	p.run(t, 0, "psi-server", "client", "add", "short", "--data", "data", "--url", "https://"+p.addr, "--client-cert", "cert.pem", "--client-key", "key.pem", "-o", "unused.json")
	info, _ := p.run(t, 0, "psi", "info", "-c", "acme.json", "--dataset", "users", "--json")
	_, rest, _ := strings.Cut(info, `"platform":"`)
	identity, _, _ := strings.Cut(rest, `"`)
	conn := transport.Connection{
		URL: "https://" + p.addr, Platform: identity, Advertiser: "short", ServerCA: string(ca.CertificatePEM()), ServerName: authority.ServerName,
		ClientCertificate: string(cert), ClientKey: string(key),
	}
	b, err := conn.Encode()
	if err != nil {
		t.Fatal(err)
	}
	write(t, p.dir, "short.json", string(b))
	if err := os.Symlink("short.json", filepath.Join(p.dir, "link.json")); err != nil {
		t.Fatal(err)
	}

	// On standard input there is nothing to replace: a warning, and the work goes on.
	in := exec.Command("sh", "-c", "exec "+filepath.Join(bin, "psi")+" info -c - --dataset users <short.json")
	in.Dir = p.dir
	out, err := in.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "the certificate of the connection file ends on ") || !strings.Contains(string(out), "it is not in a file") {
		t.Fatalf("%v: %s", err, out)
	}

	var all []*process
	for range 4 {
		all = append(all, start(p.dir, "psi", "info", "-c", "link.json", "--dataset", "users"))
	}
	renewed := 0
	for _, c := range all {
		if code := c.wait(); code != 0 {
			t.Fatalf("exit code %d: %s", code, c.stderr.String())
		}
		renewed += strings.Count(c.stderr.String(), "was renewed")
	}
	if renewed != 1 {
		t.Fatalf("renewed %d times", renewed)
	}
	next, err := transport.ReadConnection(filepath.Join(p.dir, "short.json"))
	if err != nil {
		t.Fatal(err)
	}
	if next.ClientKey == conn.ClientKey || time.Until(next.Expires()) < 300*24*time.Hour {
		t.Fatalf("the certificate ends on %s", next.Expires())
	}
	if info, err := os.Lstat(filepath.Join(p.dir, "link.json")); err != nil || info.Mode().IsRegular() {
		t.Fatalf("the link was replaced: %v", err)
	}
	if _, stderr := p.run(t, 0, "psi", "info", "-c", "short.json", "--dataset", "users"); stderr != "" {
		t.Fatal(stderr)
	}
	left, err := filepath.Glob(filepath.Join(p.dir, ".blindmatch-*"))
	if err != nil || len(left) > 0 {
		t.Fatal(left, err)
	}
}

// SIGHUP reloads the server's policy. One that can't be used leaves the old one in force.
func TestReload(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	dir := t.TempDir()
	if err := copyShared(dir); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "d.yaml", "epsilon: 1/10\n")
	s, err := serve(dir, "", "--disclosure", "d.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	if err := addClient(dir, "acme", s.addr); err != nil {
		t.Fatal(err)
	}
	costs := func(most string) {
		t.Helper()
		if out, _ := s.run(t, 0, "psi", "info", "-c", "acme.json", "--dataset", "users"); !strings.Contains(out, "numbers   cost ε "+most+" ") {
			t.Fatalf("want ε %s: %s", most, out)
		}
	}
	reload := func(policy, says string) {
		t.Helper()
		write(t, dir, "d.yaml", policy)
		if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		if err := s.said(says); err != nil {
			t.Fatal(err)
		}
	}
	costs("0.1")
	reload("epsilon: 1/20\n", "disclosure: read again")
	costs("0.05")
	reload("epsilon: [\n", "the old one stays in force")
	costs("0.05")
	// A client that has paid does not get another owner.
	s.run(t, 0, "psi", "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "list.csv")
	reload("owners: {fresh: {clients: [acme]}}\n", "a client keeps its owner")
	costs("0.05")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
}

// The server's certificates follow their files, without a restart or a signal.
func TestCertificatesFollow(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	dir := t.TempDir()
	if err := copyShared(dir); err != nil {
		t.Fatal(err)
	}
	var all []*authority.Authority
	for _, name := range []string{"one", "two"} {
		ca, err := authority.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, ca)
	}
	install := func(ca *authority.Authority) {
		t.Helper()
		cert, err := ca.ServerConfig().GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
		if err != nil {
			t.Fatal(err)
		}
		for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: cert.Certificate[0]}, "key.pem": {Type: "PRIVATE KEY", Bytes: key}} {
			write(t, dir, name+".new", string(pem.EncodeToMemory(block)))
			if err := os.Rename(filepath.Join(dir, name+".new"), filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		write(t, dir, "ca.pem", string(ca.CertificatePEM()))
	}
	install(all[0])
	s, err := serve(dir, "", "--tls-cert", "cert.pem", "--tls-key", "key.pem", "--client-ca", "ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	knocks := func(ca *authority.Authority) error {
		cert, key, _, err := ca.IssueClient("anybody", time.Hour)
		if err != nil {
			return err
		}
		pair, err := tls.X509KeyPair(cert, key)
		if err != nil {
			return err
		}
		roots := x509.NewCertPool()
		roots.AddCert(ca.Certificate())
		conn, err := tls.Dial("tcp", s.addr, &tls.Config{RootCAs: roots, ServerName: authority.ServerName, Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2"}})
		if err != nil {
			return err
		}
		defer conn.Close()
		if p := conn.ConnectionState().NegotiatedProtocol; p != "h2" {
			t.Fatalf("protocol %q", p)
		}
		return nil
	}
	if err := knocks(all[0]); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "cert.pem", "half of a file")
	time.Sleep(1100 * time.Millisecond)
	if err := knocks(all[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.said("the old ones stay in force"); err != nil {
		t.Fatal(err)
	}
	install(all[1])
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		if err := knocks(all[1]); err == nil {
			break
		} else if time.Now().After(end) {
			t.Fatal(err)
		}
	}
	if err := s.said("certificates: read again"); err != nil {
		t.Fatal(err)
	}
}

// SIGHUP ends psi as SIGTERM does, with nothing left; what a killed one leaves, the next one removes.
func TestHangup(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t)
	// waits is a psi that waits for the rest of its list, once its scratch folder is there.
	waits := func() (*process, io.WriteCloser) {
		t.Helper()
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		c := &process{cmd: exec.Command(filepath.Join(bin, "psi"), "count", "-c", "acme.json", "--dataset", "users", "--type", "email", "-"), ended: make(chan struct{})}
		c.cmd.Dir, c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = p.dir, r, &c.stdout, &c.stderr
		c.cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+filepath.Join(p.dir, "config"), "TMPDIR="+filepath.Join(p.dir, "tmp"))
		if err := c.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		r.Close()
		go func() { c.err = c.cmd.Wait(); close(c.ended) }()
		if _, err := w.WriteString("email\n" + strings.Repeat("anna@mail.example\n", 20_000)); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(time.Minute); len(scratchOf(t, p.dir)) == 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("there is no scratch folder")
			}
		}
		return c, w
	}
	c, w := waits()
	defer w.Close()
	if err := c.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	w.Close() // it reads what it waits for
	if code := c.wait(); code != 1 || !strings.Contains(c.stderr.String(), "interrupted") {
		t.Fatalf("exit code %d: %s", code, c.stderr.String())
	}
	if left := scratchOf(t, p.dir); len(left) > 0 {
		t.Fatalf("left: %v", left)
	}
	c, w = waits()
	defer w.Close()
	c.kill()
	if left := scratchOf(t, p.dir); len(left) != 1 {
		t.Fatalf("a killed psi leaves %v", left)
	}
	p.count(t)
	if left := scratchOf(t, p.dir); len(left) > 0 {
		t.Fatalf("left: %v", left)
	}
}

func scratchOf(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "tmp", "blindmatch-*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}
