package failing

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/server"
	"golang.org/x/mod/sumdb/note"
)

// Platform is a platform that lies to each of its clients in another way.
type Platform struct {
	dir      string
	platform *platform.Platform
	handler  http.Handler
	book     *book
	keys     [][32]byte // match keys of the list
	servers  []*http.Server
	stopped  sync.WaitGroup
	said     func(string)

	visits []*visit

	mu    sync.Mutex
	drawn drawn
}

// Config says where a Platform is, and what it is of.
type Config struct {
	Dir    string // gets the files for clients, and the platform's own
	Listen string // host and port; "" means a free port of this machine
	Suite  string // "" means ristretto255
	Lies   []*Lie
	Said   func(string) // hears of each client that is caught, or that refuses; nil means nobody
}

// Start makes the platform, and the files LIST and NAME.json of each lie.
func Start(ctx context.Context, cfg Config) (p *Platform, err error) {
	p = &Platform{dir: cfg.Dir, said: cfg.Said}
	if p.said == nil {
		p.said = func(string) {}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	csv, keys, err := list()
	if err != nil {
		return p, err
	}
	p.keys = keys
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return p, err
	}
	if err := os.WriteFile(p.List(), []byte(csv), 0o600); err != nil {
		return p, err
	}
	data := filepath.Join(cfg.Dir, "platform")
	if err := importUsers(ctx, cfg.Dir, data, cfg.Suite); err != nil {
		return p, err
	}
	if p.platform, err = open(data, cfg.Lies); err != nil {
		return p, err
	}
	for _, l := range cfg.Lies {
		p.visits = append(p.visits, &visit{p: p, lie: l, second: make(chan struct{})})
	}
	p.handler = server.NewHandler(p.platform, server.HandlerConfig{Identify: identify})
	if err := p.readLedger(ctx, data); err != nil {
		return p, err
	}
	return p, p.listen(ctx, cfg.Listen, data)
}

// List is the file with the advertiser's list.
func (p *Platform) List() string { return filepath.Join(p.dir, "list.csv") }

// Connection is the connection file of a lie.
func (p *Platform) Connection(l *Lie) string { return filepath.Join(p.dir, l.Name+".json") }

func open(data string, lies []*Lie) (*platform.Platform, error) {
	var owners strings.Builder
	owners.WriteString("spacing: 1m\nowners:\n")
	for _, l := range lies {
		fmt.Fprintf(&owners, "  %s: {clients: [%s], noise: none, contract: conformance}\n", clientOf(l), clientOf(l))
	}
	rules, err := disclosure.Parse([]byte(owners.String()))
	if err != nil {
		return nil, err
	}
	if rules, err = rules.WithFloors(psi.Floors{List: 500, Dataset: 1000, Report: 100}); err != nil {
		return nil, err
	}
	return platform.Open(data, platform.Config{
		Identity: "platform.example", Disclosure: rules,
		Limits: platform.Limits{Sessions: 10_000, ClientSessions: 100, Reserve: -1},
	})
}

// clientOf is a lie's own client: each is another owner, so that none stands in another's way.
func clientOf(l *Lie) string { return "client-" + strings.ReplaceAll(l.Name, ".", "-") }

// readLedger takes the ledger's key, and waits for the epoch.
func (p *Platform) readLedger(ctx context.Context, data string) error {
	key, err := os.ReadFile(filepath.Join(data, "ledger", "key"))
	if err != nil {
		return err
	}
	l, err := p.platform.Store().Ledger(ctx)
	if err != nil {
		return err
	}
	p.book = &book{proof: l.Receipt}
	if p.book.signer, err = note.NewSigner(strings.TrimSpace(string(key))); err != nil {
		return err
	}
	for {
		info, err := p.platform.Info(ctx, clientOf(p.visits[0].lie), Dataset, Purpose)
		if err != nil {
			return err
		}
		if info.State.Ready {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	p.book.first, err = p.platform.LogFile(ctx, clientOf(p.visits[0].lie), headFile)
	return err
}

// listen opens the doors that the lies need, and writes their connection files.
func (p *Platform) listen(ctx context.Context, address, data string) error {
	ca, err := authority.Open(filepath.Join(data, "tls"))
	if err != nil {
		return err
	}
	stranger, err := authority.Open(filepath.Join(data, "another-authority"))
	if err != nil {
		return err
	}
	l, err := p.platform.Store().Ledger(ctx)
	if err != nil {
		return err
	}
	if address == "" {
		address = "localhost:0"
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("the address to listen on, %q: want HOST:PORT", address)
	}
	urls := map[door]string{}
	for _, d := range []door{honestDoor, oldTLS, otherCA} {
		if !slices.ContainsFunc(p.visits, func(v *visit) bool { return v.lie.door == d }) && d != honestDoor {
			continue
		}
		tc := ca.ServerConfig()
		if d == otherCA {
			tc = stranger.ServerConfig()
		}
		tc.ClientAuth = tls.VerifyClientCertIfGiven
		if d == oldTLS {
			tc.MinVersion, tc.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
		}
		at := address
		if d != honestDoor {
			at = net.JoinHostPort(host, "0")
		}
		if urls[d], err = p.serve(at, host, tc); err != nil {
			return err
		}
	}
	urls[otherName] = urls[honestDoor]
	for _, v := range p.visits {
		if err := p.connection(v.lie, urls[v.lie.door], ca, l.VerifierKey()); err != nil {
			return err
		}
	}
	return nil
}

func (p *Platform) serve(address, host string, tc *tls.Config) (url string, err error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "", err
	}
	// One client may have all lies at once, and all from one address.
	s := server.NewDoors(server.DoorsConfig{Handshakes: 1000, Address: 200, Client: 512}).NewServer(p, tc)
	p.servers = append(p.servers, s)
	p.stopped.Go(func() { _ = s.ServeTLS(l, "", "") })
	_, port, err := net.SplitHostPort(l.Addr().String())
	return "https://" + net.JoinHostPort(host, port), err
}

// connection writes a lie's connection file.
func (p *Platform) connection(l *Lie, url string, ca *authority.Authority, logKey string) error {
	cert, key, _, err := ca.IssueClient(clientOf(l), 7*24*time.Hour)
	if err != nil {
		return err
	}
	c := transport.Connection{
		URL: url + "/" + l.Name, Platform: p.platform.Identity(), Advertiser: clientOf(l),
		ServerCA: string(ca.CertificatePEM()), ServerName: authority.ServerName,
		ClientCertificate: string(cert), ClientKey: string(key),
	}
	if l.door == otherName {
		c.ServerName = "another-platform"
	}
	if l.Log {
		c.LogKey = logKey
	}
	b, err := c.Encode()
	if err != nil {
		return err
	}
	return os.WriteFile(p.Connection(l), b, 0o600)
}

// Close ends the platform. Its files stay.
func (p *Platform) Close() error {
	if p.platform != nil {
		p.platform.EndSessions()
	}
	for _, s := range p.servers {
		s.Close()
	}
	p.stopped.Wait()
	if p.platform == nil {
		return nil
	}
	return p.platform.Close()
}

// clientKey is where identify finds a request's client.
type clientKey struct{}

func identify(r *http.Request) (string, error) {
	name, ok := r.Context().Value(clientKey{}).(string)
	if !ok {
		return "", errors.New("nobody's")
	}
	return name, nil
}
