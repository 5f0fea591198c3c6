package server

import (
	"net"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// from is a connection that comes from an address.
type from struct {
	net.Conn
	address net.Addr
}

func (f *from) RemoteAddr() net.Addr { return f.address }
func (f *from) Close() error         { return nil }

// Who has a network of IPv6 addresses is one stranger, and an IPv4 address is one however it is written.
func TestAddresses(t *testing.T) {
	t.Parallel()
	d := NewDoors(DoorsConfig{Strangers: 100, Address: 2})
	arrive := func(address string) {
		c := &from{address: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address))}
		d.arrive(c, addressOf(c))
	}
	for _, address := range []string{"[2001:db8:1:2::1]:1", "[2001:db8:1:2:ffff::9]:2", "[2001:db8:1:2:3:4:5:6]:3", "[2001:db8:1:2:8000::]:4"} {
		arrive(address)
	}
	require.EqualValues(t, 2, d.Counts().Displaced, "one network")
	arrive("[2001:db8:1:3::1]:5")
	arrive("[fe80::1%eth0]:6")
	arrive("[fe80::2%eth1]:7")
	require.EqualValues(t, 2, d.Counts().Displaced, "other networks")
	arrive("192.0.2.1:8")
	arrive("[::ffff:192.0.2.1]:9")
	arrive("[::ffff:192.0.2.2]:10")
	require.EqualValues(t, 2, d.Counts().Displaced, "two addresses")
	arrive("192.0.2.1:11")
	require.EqualValues(t, 3, d.Counts().Displaced, "one address in two spellings")
}
