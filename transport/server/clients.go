package server

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
)

// Client is an advertiser to be registered, known by its certificate: see MutualTLS.
type Client struct {
	Name string
	// URL is where the advertiser finds the platform: https://HOST[:PORT][/PREFIX].
	URL string
	// Mirrors are addresses of the same kind, of hosts that serve the platform's epoch files, too.
	Mirrors []string
	// Platform is the platform's name, as in platform.Config.Identity; "" means the one that the data directory keeps.
	Platform string
	// Authority issues the certificate, for so many Days; 0 means 365. nil means that another authority has issued
	// Certificate and Key, which are PEM.
	Authority        *authority.Authority
	Days             int
	Certificate, Key string
	// ServerCA is the PEM certificate of the CA of what the advertiser connects to; "" means Authority, or without one
	// the CAs that systems know. SystemCA means these in any case.
	ServerCA string
	May      platform.ClientGrant // the zero value is all
}

// SystemCA is a Client.ServerCA: the CAs that systems know.
const SystemCA = "system"

// AddClient registers an advertiser and returns its connection, which is a secret of the advertiser's: what
// Connection.Encode returns is its connection file.
func AddClient(ctx context.Context, store *platform.Directory, c Client) (*transport.Connection, error) {
	conn, key, err := c.connection(ctx, store)
	if err != nil {
		return nil, err
	}
	return conn, store.RegisterClient(ctx, c.Name, key, c.days(), c.May)
}

// RenewClient makes another connection for a client, with another key. The client stays the same, and so do its owner and
// what that owner has spent. Its other certificates last until they end. May is not looked at.
func RenewClient(ctx context.Context, store *platform.Directory, c Client) (*transport.Connection, error) {
	return c.again(ctx, store, store.RenewClient)
}

// ReplaceClient is RenewClient, but refuses the client's other certificates from now on, and lets a client that was
// revoked or removed connect again.
func ReplaceClient(ctx context.Context, store *platform.Directory, c Client) (*transport.Connection, error) {
	return c.again(ctx, store, store.ReplaceClientKeys)
}

func (c *Client) again(ctx context.Context, store *platform.Directory, register func(context.Context, string, platform.ClientKey) error) (*transport.Connection, error) {
	if _, err := store.ClientNamed(ctx, c.Name); err != nil {
		return nil, err
	}
	conn, key, err := c.connection(ctx, store)
	if err != nil {
		return nil, err
	}
	return conn, register(ctx, c.Name, key)
}

func (c *Client) days() int { return cmp.Or(c.Days, 365) }

// connection makes a connection, and the key by which its client will be known.
func (c *Client) connection(ctx context.Context, store *platform.Directory) (conn *transport.Connection, key platform.ClientKey, err error) {
	if d := c.days(); d < 1 || d > 3650 {
		return nil, key, fmt.Errorf("a certificate for %d days: want 1 to 3650", d)
	}
	conn = &transport.Connection{URL: c.URL, Mirrors: c.Mirrors, Platform: c.Platform, Advertiser: c.Name, ClientCertificate: c.Certificate, ClientKey: c.Key, ServerCA: c.ServerCA}
	if conn.Platform == "" {
		if conn.Platform, err = store.PlatformIdentity(ctx); err != nil {
			return nil, key, err
		}
	}
	log, err := store.Ledger(ctx)
	if err != nil {
		return nil, key, err
	}
	conn.LogKey = log.VerifierKey()
	if c.Authority != nil && c.ServerCA == "" {
		conn.ServerCA, conn.ServerName = string(c.Authority.CertificatePEM()), authority.ServerName
	}
	if c.ServerCA == SystemCA {
		conn.ServerCA = ""
	}
	if c.Authority != nil {
		cert, secret, spki, err := c.Authority.IssueClient(c.Name, time.Duration(c.days())*24*time.Hour)
		if err != nil {
			return nil, key, err
		}
		conn.ClientCertificate, conn.ClientKey = string(cert), string(secret)
		return conn, platform.ClientKey{SPKI: spki, Expires: conn.Expires()}, conn.Check()
	}
	pair, err := tls.X509KeyPair([]byte(c.Certificate), []byte(c.Key))
	if err != nil {
		return nil, key, errors.New("the client's certificate and key are not a PEM pair")
	}
	return conn, platform.ClientKey{SPKI: pair.Leaf.RawSubjectPublicKeyInfo, Expires: pair.Leaf.NotAfter}, conn.Check()
}
