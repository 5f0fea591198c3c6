// Package behind lets a server stand behind proxies: those that pass TLS on and say by the PROXY protocol from where, and
// those that end TLS themselves and pass the client's certificate on in a header.
package behind

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/spf13/pflag"
	"golang.org/x/net/http/httpguts"
)

// Flags say where a server listens.
type Flags struct {
	listen, plain, header string
	proxied               bool
	from, plainFrom       []string

	proxies, plainProxies []netip.Prefix // of from and plainFrom
}

// RegisterListen adds the flag for TLS.
func (f *Flags) RegisterListen(fs *pflag.FlagSet) {
	fs.StringVar(&f.listen, "listen", "", "address to listen on, such as :8443 (required, unless there is --plain-listen)")
}

// Register adds the flags for proxies.
func (f *Flags) Register(fs *pflag.FlagSet) {
	fs.BoolVar(&f.proxied, "proxy-protocol", false, "connections to --listen begin with a PROXY header, version 1 or 2: see docs/proxies.md")
	fs.StringSliceVar(&f.from, "proxy-protocol-from", nil, "addresses of the proxies that send it, such as 10.0.0.0/24; from others no connection is taken (repeatable)")
	fs.StringVar(&f.plain, "plain-listen", "", "loopback address, or unix:PATH, for a proxy that ends TLS and sends the client's certificate in a header: see docs/proxies.md")
	fs.StringSliceVar(&f.plainFrom, "plain-from", nil, "address of that proxy, such as 127.0.0.1; others are refused (repeatable; not with unix:PATH)")
	fs.StringVar(&f.header, "client-cert-header", server.ClientCertHeader, "header with the certificate, as in RFC 9440 or as PEM in percent encoding")
}

// OnlyPlain says that there is no TLS here, and so no need of a certificate for it.
func (f *Flags) OnlyPlain() bool { return f.listen == "" }

// Plain says that something listens without TLS.
func (f *Flags) Plain() bool { return f.plain != "" }

// Required are the flags that a server can't do without.
func (f *Flags) Required() []string {
	if f.plain != "" {
		return nil
	}
	return []string{"listen"}
}

// Check refuses flags that don't go together.
func (f *Flags) Check() (err error) {
	if _, _, wrong := net.SplitHostPort(f.listen); f.listen != "" && wrong != nil {
		return cli.Usagef("--listen %q: want a port, such as :8443, with an address before it or without", f.listen)
	}
	switch {
	case f.proxied != (len(f.from) > 0):
		return cli.Usagef("--proxy-protocol and --proxy-protocol-from go together: anybody else could name any address as his")
	case f.proxied && f.listen == "":
		return cli.Usagef("--proxy-protocol is for --listen")
	case f.plain == "" && (len(f.plainFrom) > 0 || f.header != server.ClientCertHeader):
		return cli.Usagef("--plain-from and --client-cert-header are for --plain-listen")
	case !httpguts.ValidHeaderFieldName(f.header):
		return cli.Usagef("--client-cert-header %q: not a header's name", f.header)
	}
	if f.proxies, err = Prefixes("proxy-protocol-from", f.from); err != nil || f.plain == "" {
		return err
	}
	if _, ok := f.socket(); ok {
		if len(f.plainFrom) > 0 {
			return cli.Usagef("--plain-from: the mode of a Unix socket says who may connect")
		}
		return nil
	}
	at, err := cli.Loopback(context.Background(), f.plain)
	if err != nil {
		return cli.Usagef("--plain-listen %q: %w: want a loopback address such as 127.0.0.1:8080, or unix:PATH: what is sent there is not encrypted", f.plain, err)
	}
	f.plain = at
	if len(f.plainFrom) == 0 {
		return cli.Usagef("--plain-listen needs --plain-from, the address that the proxy connects from")
	}
	f.plainProxies, err = Prefixes("plain-from", f.plainFrom)
	return err
}

func (f *Flags) socket() (path string, ok bool) { return strings.CutPrefix(f.plain, "unix:") }

// Prefixes reads a flag's addresses, or ranges of them.
func Prefixes(flag string, all []string) (out []netip.Prefix, err error) {
	for _, s := range all {
		p, err := netip.ParsePrefix(s)
		if a, addrErr := netip.ParseAddr(s); addrErr == nil {
			p, err = netip.PrefixFrom(a.Unmap().WithZone(""), a.Unmap().BitLen()), nil
		}
		if err != nil || p.Addr().Is4In6() {
			return nil, cli.Usagef("--%s %q: want an address or a range, such as 10.0.0.0/24", flag, s)
		}
		out = append(out, p)
	}
	return out, nil
}

// Front is where a server listens.
type Front struct {
	flags      *Flags
	tls, plain net.Listener // nil if not
	stepped    bool         // tls reads PROXY headers already
	servers    []*http.Server
}

// Open listens. Nobody is answered before Serve.
func (f *Flags) Open() (x *Front, err error) {
	x = &Front{flags: f}
	if f.listen != "" {
		if x.tls, err = net.Listen("tcp", f.listen); err != nil {
			return nil, fmt.Errorf("--listen: %w", err)
		}
	}
	if path, ok := f.socket(); ok {
		x.plain, err = listenUnix(path)
	} else if f.plain != "" {
		x.plain, err = net.Listen("tcp", f.plain)
	}
	if err != nil {
		x.Close()
		return nil, fmt.Errorf("--plain-listen: %w", err)
	}
	return x, nil
}

// listenUnix listens on a socket that its owner and its group may connect to. It takes the place of one that nobody
// listens on any more.
func listenUnix(path string) (net.Listener, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() == fs.ModeSocket {
		if c, err := net.Dial("unix", path); err == nil {
			c.Close()
		} else if errors.Is(err, syscall.ECONNREFUSED) {
			if err := os.Remove(path); err != nil {
				return nil, err
			}
		}
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o660); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Addresses are where it listens, for the log.
func (x *Front) Addresses() (all []any) {
	if x.tls != nil {
		all = append(all, "address", x.tls.Addr().String())
	}
	if x.plain != nil {
		all = append(all, "plain", x.plain.Addr().String())
	}
	return all
}

// Certificates are what a server shows, and whose clients it trusts. Current is what is in force now.
type Certificates interface {
	Config() *tls.Config
	Current() *tls.Config
}

// Step puts a step between --listen, which there has to be, and Serve: step gets connections, and where they come from is
// known by then; the listener that it returns hands out those that are to be served.
func (x *Front) Step(errors *log.Logger, step func(net.Listener) net.Listener) {
	x.tls, x.stepped = step(x.withHeaders(errors)), true
}

// withHeaders is tls after the PROXY headers of proxies, if they send any.
func (x *Front) withHeaders(errors *log.Logger) net.Listener {
	if !x.flags.proxied || x.stepped {
		return x.tls
	}
	return WithHeaders(x.tls, "proxy-protocol-from", x.flags.proxies, errors)
}

// Serve answers through doors until Shutdown or a fault, which it sends. More are listeners beside --listen.
func (x *Front) Serve(doors *server.Doors, h http.Handler, certs Certificates, more ...net.Listener) <-chan error {
	stopped := make(chan error, 2+len(more))
	if x.tls != nil {
		srv := doors.NewServer(h, certs.Config())
		x.servers = append(x.servers, srv)
		for _, l := range append(more, x.withHeaders(srv.ErrorLog)) {
			go func() { stopped <- srv.ServeTLS(l, "", "") }()
		}
	}
	if x.plain != nil {
		srv := doors.NewPlainServer(h, server.Forwarded{
			Header: x.flags.header, From: x.flags.plainProxies, Clients: func() *x509.CertPool { return certs.Current().ClientCAs },
		})
		x.servers = append(x.servers, srv)
		go func() { stopped <- srv.Serve(x.plain) }()
	}
	return stopped
}

// Shutdown lets requests finish for a while, then ends them.
func (x *Front) Shutdown(grace time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	errs := make([]error, len(x.servers))
	var wg sync.WaitGroup
	for i, srv := range x.servers {
		wg.Go(func() {
			if errs[i] = srv.Shutdown(ctx); errors.Is(errs[i], context.DeadlineExceeded) {
				errs[i] = srv.Close()
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// Close stops listening.
func (x *Front) Close() {
	for _, l := range []net.Listener{x.tls, x.plain} {
		if l != nil {
			l.Close()
		}
	}
}
