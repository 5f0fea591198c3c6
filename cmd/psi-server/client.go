package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/spf13/cobra"
)

func newClient() *cobra.Command {
	c := &cobra.Command{
		Use:   "client",
		Short: "manage the advertisers that may connect",
	}
	c.AddCommand(newClientAdd(), newClientRevoke(), newStrike())
	return c
}

// tlsDir is the folder of the reference server's certificate authority in a data directory.
func tlsDir(data string) string { return filepath.Join(data, "tls") }

type clientAdd struct {
	data, url, output, identity     string
	serverCA, clientCert, clientKey string
	days                            int
	force                           bool
}

func newClientAdd() *cobra.Command {
	var f clientAdd
	c := &cobra.Command{
		Use:   "add NAME --data DIR --url URL",
		Short: "register an advertiser and write its connection file",
		Long: `Register an advertiser under NAME and write one connection file for it: the URL,
the CA of this server, and a client certificate with its key. That file is all
that the advertiser needs. It is a secret: it is written with mode 0600; send it
to the advertiser in a way that nobody else can read.

If the server runs with your own certificates (serve --tls-cert, --client-ca),
give a certificate that your CA has signed with --client-cert and --client-key,
and --server-ca if systems don't know the server's CA by default.`,
		Example: `  psi-server client add acme --data data --url https://psi.example.com:8443`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.data, "data", "", "data directory (required)")
	fs.StringVar(&f.url, "url", "", "the server's address for the advertiser: https://HOST[:PORT][/PREFIX] (required)")
	fs.StringVarP(&f.output, "output", "o", "", "connection file to write, or - for standard output (default NAME.json)")
	fs.StringVar(&f.identity, "identity", "", "the platform's name, as in serve --identity (default: one that the data directory keeps)")
	fs.IntVar(&f.days, "days", 365, "how long the client certificate is valid")
	fs.StringVar(&f.clientCert, "client-cert", "", "client certificate signed by your own CA, PEM")
	fs.StringVar(&f.clientKey, "client-key", "", "its key, PEM")
	fs.StringVar(&f.serverCA, "server-ca", "", "CA of the server's own certificate, PEM")
	fs.BoolVar(&f.force, "force", false, "replace the connection file if it exists")
	return c
}

func (f *clientAdd) run(c *cobra.Command, name string) error {
	if err := cli.RequireFlags(c, "data", "url"); err != nil {
		return err
	}
	if err := psi.CheckIdentity(name); err != nil {
		return cli.Usagef("%w", err)
	}
	if err := transport.CheckURL(f.url); err != nil {
		return cli.Usagef("--%w", err)
	}
	if f.days > 3650 {
		return cli.Usagef("--days: want 3650 at most")
	}
	if f.output == "" && strings.ContainsAny(name, `/\:`) {
		return cli.Usagef("%q can't name a file: give --output", name)
	}
	if f.days < 1 || (f.clientCert == "") != (f.clientKey == "") {
		return cli.Usagef("--days must be at least 1, and --client-cert and --client-key go together")
	}
	store, err := datadir.Write(c.Context(), f.data)
	if err != nil {
		return err
	}
	defer store.Close()
	conn := &transport.Connection{URL: f.url, Platform: f.identity, Advertiser: name}
	if conn.Platform == "" {
		if conn.Platform, err = store.PlatformIdentity(c.Context()); err != nil {
			return err
		}
	}
	log, err := store.Ledger(c.Context())
	if err != nil {
		return err
	}
	conn.LogKey = log.VerifierKey()
	spki, err := f.credentials(conn, name)
	if err != nil {
		return err
	}
	b, err := conn.Encode()
	if err != nil {
		return err
	}
	if f.output == "" {
		f.output = name + ".json"
	}
	out, err := cli.NewOutput(f.output, f.force)
	if err != nil {
		return err
	}
	defer out.Discard()
	if _, err := out.Write(b); err != nil {
		return err
	}
	if err := store.AddClient(c.Context(), name, spki); err != nil {
		return err
	}
	if err := out.Commit(); err != nil {
		return errors.Join(err, store.RemoveClient(c.Context(), name))
	}
	fmt.Fprintf(cli.Beside(c.OutOrStdout(), c.ErrOrStderr(), f.output), "client %s: send %s to the advertiser over a private channel\n", name, f.output)
	return nil
}

// credentials fills in the certificates and returns the client's public key.
func (f *clientAdd) credentials(conn *transport.Connection, name string) (spki []byte, err error) {
	if f.clientCert == "" {
		ca, err := authority.Open(tlsDir(f.data))
		if err != nil {
			return nil, err
		}
		cert, key, spki, err := ca.IssueClient(name, time.Duration(f.days)*24*time.Hour)
		if err != nil {
			return nil, err
		}
		conn.ServerCA, conn.ServerName = string(ca.CertificatePEM()), authority.ServerName
		conn.ClientCertificate, conn.ClientKey = string(cert), string(key)
		return spki, nil
	}
	for _, x := range []struct {
		path string
		dst  *string
	}{{f.clientCert, &conn.ClientCertificate}, {f.clientKey, &conn.ClientKey}, {f.serverCA, &conn.ServerCA}} {
		if x.path == "" {
			continue
		}
		b, err := os.ReadFile(x.path)
		if err != nil {
			return nil, err
		}
		*x.dst = string(b)
	}
	pair, err := tls.X509KeyPair([]byte(conn.ClientCertificate), []byte(conn.ClientKey))
	if err != nil {
		return nil, fmt.Errorf("--client-cert and --client-key: %w", err)
	}
	return pair.Leaf.RawSubjectPublicKeyInfo, nil
}

func newClientRevoke() *cobra.Command {
	var data string
	c := &cobra.Command{
		Use:     "revoke NAME --data DIR",
		Short:   "refuse an advertiser from now on",
		Example: `  psi-server client revoke acme --data data`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := cli.RequireFlags(c, "data"); err != nil {
				return err
			}
			store, err := datadir.Write(c.Context(), data)
			if err != nil {
				return err
			}
			defer store.Close()
			return store.RevokeClient(c.Context(), args[0])
		},
	}
	c.Flags().StringVar(&data, "data", "", "data directory (required)")
	return c
}
