package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/spf13/cobra"
)

func newClient() *cobra.Command {
	c := &cobra.Command{
		Use:   "client",
		Short: "manage the advertisers that may connect",
	}
	c.AddCommand(newClientAdd(), newClientRenew(), newClientList(), newClientRestrict(), newClientRevoke(), newClientRemove(), newStrike())
	return c
}

// tlsDir is the folder of the reference server's certificate authority in a data directory.
func tlsDir(data string) string { return filepath.Join(data, "tls") }

type clientAdd struct {
	data, url, output, identity     string
	serverCA, clientCert, clientKey string
	mirrors                         []string
	days                            int
	force                           bool
	grant                           grantFlags
	renew, atOnce                   bool // renew instead of add
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
and --server-ca if systems don't know the server's CA by default. If a proxy ends TLS
(serve --plain-listen), --server-ca is the CA of the proxy's certificate, or "system".`,
		Example: `  psi-server client add acme --data data --url https://psi.example.com:8443`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	f.register(c)
	f.grant.register(c)
	return c
}

func newClientRenew() *cobra.Command {
	f := clientAdd{renew: true}
	c := &cobra.Command{
		Use:   "renew NAME --data DIR --url URL",
		Short: "write a client a new connection file: a new key, the same client",
		Long: `Write a new connection file for a client whose certificate ends or was lost. It has a
new key and certificate. The client stays the same, and so do its owner and what that
owner has spent.

Its other certificates go on until they end. --at-once refuses them from now on, as
after a theft, and lets a client connect again that was revoked or removed.

psi renews the certificate of a connection file by itself, from 30 days before its
end, if the server has its own CA and the file can be written.`,
		Example: `  psi-server client renew acme --data data --url https://psi.example.com:8443 --force`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	f.register(c)
	c.Flags().BoolVar(&f.atOnce, "at-once", false, "refuse the client's other certificates from now on")
	return c
}

func (f *clientAdd) register(c *cobra.Command) {
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.data, "data", "", "data directory (required)")
	fs.StringVar(&f.url, "url", "", "the server's address for the advertiser: https://HOST[:PORT][/PREFIX] (required)")
	fs.StringVarP(&f.output, "output", "o", "", "connection file to write, or - for standard output (default NAME.json)")
	fs.StringVar(&f.identity, "identity", "", "the platform's name, as in serve --identity (default: one that the data directory keeps)")
	fs.IntVar(&f.days, "days", 365, "how long the client certificate is valid")
	fs.StringVar(&f.clientCert, "client-cert", "", "client certificate signed by your own CA, PEM")
	fs.StringVar(&f.clientKey, "client-key", "", "its key, PEM")
	fs.StringVar(&f.serverCA, "server-ca", "", "CA of the server's own certificate, or its proxy's, PEM; system for those that systems know")
	fs.StringSliceVar(&f.mirrors, "mirror", nil, "address of a host that serves the epochs' sets, too: https://HOST[:PORT][/PREFIX]; clients ask it first (repeatable)")
	fs.BoolVar(&f.force, "force", false, "replace the connection file if it exists")
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
	for _, u := range f.mirrors {
		if err := transport.CheckURL(u); err != nil {
			return cli.Usagef("--mirror: %w", err)
		}
	}
	if len(f.mirrors) > transport.MaxMirrors {
		return cli.Usagef("--mirror: %d addresses: want %d at most", len(f.mirrors), transport.MaxMirrors)
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
	if err := f.grant.parse(); err != nil {
		return err
	}
	store, err := datadir.Write(c.Context(), f.data)
	if err != nil {
		return err
	}
	defer store.Close()
	x, err := f.client(c.Context(), store, name)
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
	if err := out.Reserve(transport.MaxMessage); err != nil {
		return err
	}
	undo := func() error { return nil }
	var conn *transport.Connection
	switch {
	case f.atOnce:
		conn, err = server.ReplaceClient(c.Context(), store, x)
	case f.renew:
		conn, err = server.RenewClient(c.Context(), store, x)
	default:
		conn, err = server.AddClient(c.Context(), store, x)
		undo = func() error { return store.RemoveClient(c.Context(), name) }
	}
	if err != nil {
		return datadir.Meant(c.Context(), store, err)
	}
	if err := deliver(out, conn); err != nil {
		return errors.Join(err, undo())
	}
	return cli.Tell(cli.Beside(c.OutOrStdout(), c.ErrOrStderr(), f.output), map[string]any{"client": name, "output": f.output},
		"client %s: send %s to the advertiser over a private channel\n", name, f.output)
}

// deliver puts a connection file in place.
func deliver(out *cli.Output, conn *transport.Connection) error {
	b, err := conn.Encode()
	if err != nil {
		return err
	}
	if _, err := out.Write(b); err != nil {
		return err
	}
	return out.Commit()
}

// client is whom the flags describe.
func (f *clientAdd) client(ctx context.Context, store *platform.Directory, name string) (x server.Client, err error) {
	x = server.Client{Name: name, URL: f.url, Mirrors: f.mirrors, Platform: f.identity, Days: f.days, May: f.grant.grant}
	if err := f.readFiles(&x); err != nil {
		return x, err
	}
	if f.clientCert != "" {
		if _, err := tls.X509KeyPair([]byte(x.Certificate), []byte(x.Key)); err != nil {
			return x, fmt.Errorf("--client-cert and --client-key: %w", err)
		}
		return x, nil
	}
	if f.renew { // before an authority is made
		if _, err := store.ClientNamed(ctx, name); err != nil {
			return x, datadir.Meant(ctx, store, err)
		}
	}
	if err := lostAuthority(ctx, store, f.data); err != nil {
		return x, err
	}
	x.Authority, err = authority.Open(tlsDir(f.data))
	return x, err
}

// readFiles fills in what the flags name.
func (f *clientAdd) readFiles(x *server.Client) error {
	for _, file := range []struct {
		path string
		dst  *string
	}{{f.clientCert, &x.Certificate}, {f.clientKey, &x.Key}, {f.serverCA, &x.ServerCA}} {
		if file.path == server.SystemCA && file.dst == &x.ServerCA {
			*file.dst = server.SystemCA
		} else if file.path != "" {
			b, err := os.ReadFile(file.path)
			if err != nil {
				return err
			}
			*file.dst = string(b)
		}
	}
	return nil
}
