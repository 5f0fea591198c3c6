// Package replica lets several servers on one data directory take connections. One of them serves; the others pass what
// they accept on to it, byte for byte, after a PROXY header that says where it comes from. TLS ends at the one that
// serves, whose address is in the store.
package replica

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/behind"
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/spf13/pflag"
)

// Flags say where the other servers reach this one while it serves.
type Flags struct {
	listen, address string
	from            []string

	peers []netip.Prefix // of from
}

// Register adds the flags.
func (f *Flags) Register(fs *pflag.FlagSet) {
	fs.StringVar(&f.listen, "replica-listen", "", "with --standby: listen while waiting, and pass connections on to the server that serves; while serving take those of the others at this address, such as 10.0.0.5:8444: see docs/replicas.md")
	fs.StringSliceVar(&f.from, "replica-from", nil, "addresses of the other servers, such as 10.0.0.6; from others no connection is taken at --replica-listen (repeatable)")
	fs.StringVar(&f.address, "replica-address", "", "where the others reach --replica-listen (default: that address)")
}

// On says that there are other servers to pass connections to.
func (f *Flags) On() bool { return f.listen != "" }

// Address is where the others reach this server, "" if nowhere.
func (f *Flags) Address() string { return f.address }

// Check refuses flags that don't go together.
func (f *Flags) Check(standby bool, front *behind.Flags) (err error) {
	switch {
	case f.listen == "" && (f.address != "" || len(f.from) > 0):
		return cli.Usagef("--replica-from and --replica-address are for --replica-listen")
	case f.listen == "":
		return nil
	case !standby:
		return cli.Usagef("--replica-listen is for --standby")
	case front.Plain():
		return cli.Usagef("--replica-listen does not go with --plain-listen: what is sent there is not encrypted, and stays on the machine; let the proxy pass TLS on to --listen")
	case len(f.from) == 0:
		return cli.Usagef("--replica-listen needs --replica-from, the addresses of the other servers: who connects there may say that it comes from any address")
	}
	if f.peers, err = behind.Prefixes("replica-from", f.from); err != nil {
		return err
	}
	if f.address == "" {
		f.address = f.listen
	}
	host, port, err := net.SplitHostPort(f.address)
	if ip, ipErr := netip.ParseAddr(host); err != nil || host == "" || ipErr == nil && ip.IsUnspecified() || port == "" || port == "0" || strings.ContainsAny(f.address, " \t\n") {
		return cli.Usagef("--replica-listen %q, --replica-address %q: want an address and a port at which the other servers reach this one, such as 10.0.0.5:8444", f.listen, f.address)
	}
	return nil
}

// Open listens for the other servers. They are answered when Serving is called.
func (f *Flags) Open() (*Peers, error) {
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return nil, fmt.Errorf("--replica-listen: %w", err)
	}
	return &Peers{in: l, from: f.peers}, nil
}

var errNobody = errors.New("no server is known that serves")
