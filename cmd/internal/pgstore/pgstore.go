// Package pgstore is the flag --store of psi-server: where the database of the data directory is. It links the driver of
// PostgreSQL, so that nothing below has to.
package pgstore

import (
	"database/sql/driver"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/spf13/cobra"
)

const name = "store"

// Flag adds --store to all commands of a program. Settings have to be added before.
func Flag(root *cobra.Command) {
	var v value
	root.PersistentFlags().Var(&v, name, "PostgreSQL database of the data directory, postgres://USER@HOST/DATABASE, as on every command since the first; a password is taken from BLINDMATCH_STORE, the file with settings, PGPASSWORD or ~/.pgpass")
	then := root.PersistentPreRunE
	root.PersistentPreRunE = func(c *cobra.Command, args []string) error {
		if c.Flags().Changed(name) && v.hasPassword() { // not from settings yet
			return cli.Usagef("--%s: others on the machine see a password on the command line: give it in the variable BLINDMATCH_STORE, the file with settings, PGPASSWORD or ~/.pgpass", name)
		}
		if err := then(c, args); err != nil {
			return err
		}
		if v == "" {
			return nil
		}
		connector, err := v.connector()
		if err == nil {
			c.SetContext(datadir.WithStore(c.Context(), connector))
		}
		return err
	}
}

// value is a URL, which is never shown with a password. It is checked when it is used, since errors of flags show what
// was given.
type value string

func (v *value) Set(text string) error { *v = value(text); return nil }
func (v *value) Type() string          { return "string" }
func (v *value) String() string        { return v.Shown(string(*v)) }

// Shown is a text as it may be shown.
func (v *value) Shown(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" {
		return "(not a URL)"
	}
	q := u.Query()
	for key := range q {
		if strings.Contains(key, "pass") && key != "passfile" {
			q.Set(key, "xxxxx")
		}
	}
	u.RawQuery = q.Encode()
	return u.Redacted()
}

func (v *value) hasPassword() bool {
	u, err := url.Parse(string(*v))
	if err != nil {
		return false
	}
	_, has := u.User.Password()
	return has || u.Query().Has("password") || u.Query().Has("sslpassword")
}

func (v *value) connector() (driver.Connector, error) {
	cfg, err := v.config()
	if err != nil {
		return nil, err
	}
	return stdlib.GetConnector(*cfg), nil
}

// config is what the URL says. Over a network connections are encrypted and the server's certificate is checked, unless
// the URL says otherwise.
func (v *value) config() (*pgx.ConnConfig, error) {
	malformed := cli.Usagef("--%s: want postgres://USER@HOST:PORT/DATABASE", name)
	u, err := url.Parse(string(*v))
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, malformed
	}
	q := u.Query()
	if !q.Has("sslmode") && os.Getenv("PGSSLMODE") == "" && !local(u.Hostname(), q.Get("host")) {
		q.Set("sslmode", "verify-full")
		u.RawQuery = q.Encode()
	}
	cfg, err := pgx.ParseConfig(u.String())
	if err != nil {
		return nil, malformed // what the library says of it may have parts of the password
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 10 * time.Second
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "blindmatch"
	}
	return cfg, nil
}

// local says whether a server is on this machine: a socket, or a loopback address.
func local(host, socket string) bool {
	if host == "" {
		return socket == "" || strings.HasPrefix(socket, "/")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
