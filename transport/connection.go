package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"time"

	"github.com/blindmatch/blindmatch/internal/secretfile"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// connectionFormat marks a connection file and its version.
const connectionFormat = "blindmatch-connection-v1"

// MaxMirrors is the most mirrors that a connection has.
const MaxMirrors = 16

// Connection is everything that an advertiser needs to reach a platform: one JSON file, as secret as the client key in
// it. SPEC.md §8. URL, Platform and Advertiser are mandatory; whatever else is "" has the default that is said of it.
// A connection file has a LogKey, too; without it nothing that the platform says of its ledger can be verified.
type Connection struct {
	Format     string `json:"format"`     // of the file; Encode fills it in, and a Connection that was made needn't have it
	URL        string `json:"url"`        // mandatory: https://HOST[:PORT][/PREFIX]
	Platform   string `json:"platform"`   // mandatory: the platform's identity, as platform.Platform.Identity has it
	Advertiser string `json:"advertiser"` // mandatory: the name by which the platform knows this client
	// LogKey is the verifier key of the platform's ledger. "" means that the client can't verify receipts.
	LogKey string `json:"log_key,omitempty"`

	// ServerCA is the PEM certificate of the CA that must have signed the server's; "" means the system's CAs.
	// ServerName is the name that must be in the server's certificate; "" means the URL's host.
	ServerCA   string `json:"server_ca,omitempty"`
	ServerName string `json:"server_name,omitempty"`

	// Mirrors are addresses like URL of hosts that serve the platform's epoch files, too. They are asked first and told
	// nothing of who asks.
	Mirrors []string `json:"mirrors,omitempty"`

	// ClientCertificate and ClientKey are PEM. Both are "" if the platform identifies its clients in another way.
	ClientCertificate string `json:"client_certificate,omitempty"`
	ClientKey         string `json:"client_key,omitempty"`
}

// ReadConnection reads and checks a connection file. It refuses one that others on the machine can read.
func ReadConnection(path string) (*Connection, error) {
	b, err := secretfile.Read(path, "a secret key", MaxMessage)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("connection file %s does not exist: ask the platform for one", path)
	}
	if err != nil {
		return nil, fmt.Errorf("connection file: %w", err)
	}
	return ParseConnection(path, b)
}

// ParseConnection reads and checks what a connection file holds. Errors name it by where it comes from.
func ParseConnection(from string, b []byte) (*Connection, error) {
	c := new(Connection)
	if err := json.Unmarshal(b, c, json.RejectUnknownMembers(true)); err != nil || c.Format != connectionFormat {
		return nil, fmt.Errorf("%s is damaged or not a connection file (format %q): ask the platform for a new one", from, connectionFormat)
	}
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("connection file %s: %w", from, err)
	}
	return c, nil
}

// Encode returns the connection file's contents.
func (c *Connection) Encode() ([]byte, error) {
	c.Format = connectionFormat
	if err := c.Check(); err != nil {
		return nil, err
	}
	b, err := json.Marshal(c, jsontext.WithIndent("  "))
	return append(b, '\n'), err
}

// Check says what is wrong with c, if anything.
func (c *Connection) Check() error {
	for _, x := range []struct{ name, value, is string }{
		{"url", c.URL, "the platform's address, https://HOST[:PORT][/PREFIX]"},
		{"platform", c.Platform, "the platform's name: the platform says it, as Platform.Identity"},
		{"advertiser", c.Advertiser, "the name by which the platform knows this client"},
	} {
		if x.value == "" {
			return fmt.Errorf("%s is missing: it is %s", x.name, x.is)
		}
	}
	for _, u := range append([]string{c.URL}, c.Mirrors...) {
		if err := CheckURL(u); err != nil {
			return err
		}
	}
	if len(c.Mirrors) > MaxMirrors {
		return fmt.Errorf("%d mirrors: want at most %d", len(c.Mirrors), MaxMirrors)
	}
	for name, id := range map[string]string{"platform": c.Platform, "advertiser": c.Advertiser} {
		if err := psi.CheckIdentity(id); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if c.LogKey != "" {
		if _, err := ledger.NewVerifier(c.LogKey); err != nil {
			return fmt.Errorf("log_key: %w", err)
		}
	}
	_, err := c.TLSConfig()
	return err
}

// CheckURL says whether u can be a platform's URL.
func CheckURL(u string) error {
	p, err := url.Parse(u)
	if err != nil || p.Scheme != "https" || p.Host == "" || p.RawQuery != "" || p.Fragment != "" || p.User != nil {
		return fmt.Errorf("url %.100q: want https://HOST[:PORT][/PREFIX]", u)
	}
	return nil
}

// Expires is when the client's certificate ends; zero if there is none.
func (c *Connection) Expires() time.Time {
	tc, err := c.TLSConfig()
	if err != nil || len(tc.Certificates) == 0 {
		return time.Time{}
	}
	return tc.Certificates[0].Leaf.NotAfter
}

// RenewalDue says whether it is time to renew the client's certificate: in the last 30 days before its end, or in the
// second half of its life if that is later.
func (c *Connection) RenewalDue(now time.Time) bool {
	tc, err := c.TLSConfig()
	if err != nil || len(tc.Certificates) == 0 {
		return false
	}
	leaf := tc.Certificates[0].Leaf
	return leaf.NotAfter.Sub(now) < min(30*24*time.Hour, leaf.NotAfter.Sub(leaf.NotBefore)/2)
}

// TLSConfig is how a client connects with c: by TLS 1.3, with the client's certificate, to the server that c names.
func (c *Connection) TLSConfig() (*tls.Config, error) {
	tc := &tls.Config{MinVersion: tls.VersionTLS13, ServerName: c.ServerName}
	if c.ServerCA != "" {
		tc.RootCAs = x509.NewCertPool()
		if !tc.RootCAs.AppendCertsFromPEM([]byte(c.ServerCA)) {
			return nil, errors.New("server_ca is not a PEM certificate")
		}
	}
	if (c.ClientCertificate == "") != (c.ClientKey == "") {
		return nil, errors.New("client_certificate and client_key go together: both, or neither if the platform knows its clients in another way")
	}
	if c.ClientCertificate != "" {
		cert, err := tls.X509KeyPair([]byte(c.ClientCertificate), []byte(c.ClientKey))
		if err != nil {
			return nil, errors.New("client_certificate and client_key are not a PEM pair")
		}
		tc.Certificates = []tls.Certificate{cert}
	}
	return tc, nil
}
