package cli

import (
	"context"
	"fmt"
	"net"
	"net/netip"
)

// Loopback is an address to listen on, host and port, with the host as a number: localhost is what this machine says
// that it is. It fails unless the host, and each address of its name, is this machine's loopback.
func Loopback(ctx context.Context, listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("want HOST:PORT")
	}
	if _, err := net.DefaultResolver.LookupPort(ctx, "tcp", port); err != nil {
		return "", fmt.Errorf("%.20q is no port", port)
	}
	addrs := []netip.Addr{}
	if a, err := netip.ParseAddr(host); err == nil {
		addrs = append(addrs, a)
	} else if addrs, err = net.DefaultResolver.LookupNetIP(ctx, "ip", host); host == "localhost" && err != nil {
		addrs = append(addrs, netip.AddrFrom4([4]byte{127, 0, 0, 1})) // RFC 6761, where no file says so
	}
	if len(addrs) == 0 {
		return "", fmt.Errorf("%.60q has no address", host)
	}
	at := addrs[0].Unmap()
	for _, a := range addrs {
		a = a.Unmap()
		if !a.IsLoopback() {
			return "", fmt.Errorf("%.60q is not this machine's loopback", host)
		}
		if a.Is4() {
			at = a // programs try it first
		}
	}
	return net.JoinHostPort(at.String(), port), nil
}
