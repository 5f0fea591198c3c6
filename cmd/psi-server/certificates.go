package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/secretfile"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/spf13/cobra"
)

// certificates are what the server shows, and whose clients it trusts. They are read again when their files change: with
// one that can't be read, the server goes on as it was, and says so.
type certificates struct {
	cert, key, clientCA string // "" for the authority in the data directory
	dir                 string // of that
	log                 *slog.Logger

	mu     sync.Mutex
	inUse  *tls.Config
	ca     *authority.Authority // nil without one
	ends   time.Time            // of the server's certificate, or of the authority's
	seen   string               // of the files, when they were read
	looked time.Time
}

func (c *certificates) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.cert, "tls-cert", "", "server certificate chain, PEM (default: one of the server's own CA)")
	cmd.Flags().StringVar(&c.key, "tls-key", "", "its key, PEM")
	cmd.Flags().StringVar(&c.clientCA, "client-ca", "", "CA that signed the clients' certificates, PEM")
}

// check refuses flags that don't go together. Without TLS of its own, a server has no certificate but the clients' CA.
func (c *certificates) check(withoutTLS bool) error {
	if (c.cert == "") != (c.key == "") {
		return cli.Usagef("--tls-cert and --tls-key go together")
	}
	if withoutTLS && c.cert != "" {
		return cli.Usagef("--tls-cert is for --listen: with --plain-listen alone the proxy has the certificate")
	}
	if !withoutTLS && (c.cert == "") != (c.clientCA == "") {
		return cli.Usagef("--tls-cert and --client-ca go together: use your own certificates for both or for neither")
	}
	return nil
}

// open reads the certificates for the first time.
func (c *certificates) open(data string) error {
	c.dir = tlsDir(data)
	return c.read()
}

// Config is a configuration that follows the files.
func (c *certificates) Config() *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS13,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return c.Current(), nil },
	}
}

// Current is what is in force, after a look at the files, at most once a second.
func (c *certificates) Current() *tls.Config {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) < time.Second {
		return c.inUse
	}
	c.looked = time.Now()
	if c.look() != c.seen {
		c.reread()
	}
	return c.inUse
}

// reload reads the files again.
func (c *certificates) reload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reread()
}

func (c *certificates) reread() {
	if err := c.read(); err != nil {
		c.log.Error("certificates: the new ones can't be used, the old ones stay in force", "error", err)
		return
	}
	c.log.Info("certificates: read again")
}

// look is what can be seen of the files from outside.
func (c *certificates) look() string {
	var all strings.Builder
	for _, path := range c.files() {
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintln(&all, info.Size(), info.ModTime().UnixNano(), info.Mode())
		} else {
			fmt.Fprintln(&all, "missing")
		}
	}
	return all.String()
}

// own says whether the authority in the data directory signs.
func (c *certificates) own() bool { return c.clientCA == "" }

func (c *certificates) files() []string {
	switch {
	case c.own():
		return []string{filepath.Join(c.dir, "ca.pem")}
	case c.cert == "":
		return []string{c.clientCA}
	}
	return []string{c.cert, c.key, c.clientCA}
}

// read reads the files. If it fails, what was in force stays so until they change again.
func (c *certificates) read() error {
	c.seen, c.looked = c.look(), time.Now()
	var next *tls.Config
	var err error
	var ends time.Time
	ca := c.ca
	if c.own() {
		if ca == nil {
			ca, err = authority.Open(c.dir)
		} else {
			ca, err = authority.OpenExisting(c.dir)
		}
		if err == nil {
			next, ends = ca.ServerConfig(), ca.Certificate().NotAfter
			c.seen = c.look() // it may have been made
		}
	} else {
		next, ends, err = c.readOwn()
	}
	if err != nil {
		return err
	}
	next.NextProtos = []string{"h2", "http/1.1"}
	c.inUse, c.ca, c.ends = next, ca, ends
	return nil
}

// readOwn reads certificates that are not the server's own.
func (c *certificates) readOwn() (next *tls.Config, ends time.Time, err error) {
	next = &tls.Config{MinVersion: tls.VersionTLS13, ClientAuth: tls.RequireAndVerifyClientCert}
	if c.cert != "" {
		if err := secretfile.Check(c.key, "a secret key"); err != nil {
			return nil, time.Time{}, fmt.Errorf("--tls-key: %w", err)
		}
		cert, err := tls.LoadX509KeyPair(c.cert, c.key)
		if err != nil {
			return nil, time.Time{}, fmt.Errorf("--tls-cert, --tls-key: %w", err)
		}
		next.Certificates, ends = []tls.Certificate{cert}, cert.Leaf.NotAfter
	}
	b, err := os.ReadFile(c.clientCA)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("--client-ca: %w", err)
	}
	if next.ClientCAs = x509.NewCertPool(); !next.ClientCAs.AppendCertsFromPEM(b) {
		return nil, time.Time{}, fmt.Errorf("--client-ca: %s holds no PEM certificate", c.clientCA)
	}
	return next, ends, nil
}

// renewer signs clients' next certificates, if the server has an authority of its own.
func (c *certificates) renewer(store *platform.Directory) server.Renew {
	if !c.own() {
		return nil
	}
	return func(ctx context.Context, client string, request *x509.CertificateRequest) ([]byte, error) {
		c.mu.Lock()
		ca := c.ca
		c.mu.Unlock()
		return server.RenewBy(ca, store)(ctx, client, request)
	}
}

// end is when the server's own certificate ends.
func (c *certificates) end() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ends
}

// watchExpiry warns in the log, at once and then every day, of certificates that end soon.
func (c *certificates) watchExpiry(ctx context.Context, store *platform.Directory) {
	for {
		if end := c.end(); !end.IsZero() && time.Until(end) < platform.ExpiryNotice {
			c.log.Warn("the server's certificate ends soon", "end", end.UTC().Format(time.RFC3339))
		}
		all, err := store.Clients(ctx)
		if err != nil && ctx.Err() == nil {
			c.log.Error("ends of clients' certificates", "error", err)
		}
		for _, x := range all {
			if end, soon := platform.Ends(&x); soon && !end.IsZero() {
				c.log.Warn("a client's certificate ends soon, or has ended: client renew", "client", x.Name, "end", end.UTC().Format(time.RFC3339))
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(24 * time.Hour):
		}
	}
}

// lostAuthority says that clients were registered with a certificate authority that is gone. A new one would lock all of
// them out without a word.
func lostAuthority(ctx context.Context, store *platform.Directory, data string) error {
	if _, err := os.Stat(filepath.Join(tlsDir(data), "ca.pem")); err == nil || !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	all, err := store.Clients(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	return fmt.Errorf("%s is lost, and %s with certificates of it are registered: restore it from a copy; if there is none, serve --new-ca makes a new one, and each client needs client renew. If they are of a CA of your own, give --tls-cert, --tls-key and --client-ca",
		filepath.Join(tlsDir(data), "ca.pem"), cli.Counted(len(all), "client"))
}
