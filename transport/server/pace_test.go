package server

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The handshakes of an address have a rate, whose first seconds it may have at once; those of another one don't wait for
// them. Who waits for longer than a handshake may last is sent away.
func TestPace(t *testing.T) {
	t.Parallel()
	d := NewDoors(DoorsConfig{Handshakes: 10, Strangers: 1000, Address: 1000})
	now := time.Now()
	begin := func(address string) time.Duration {
		c := &from{}
		d.arrive(c, address)
		return d.hello(c, now)
	}
	for i := range 40 {
		require.LessOrEqual(t, begin("192.0.2.1"), time.Duration(0), i)
	}
	for i := range 30 {
		require.Equal(t, time.Duration(i)*100*time.Millisecond, begin("192.0.2.1"))
	}
	require.Equal(t, paceMost, begin("192.0.2.1"))
	for range 3 { // not counted: nobody waits for them
		require.Greater(t, begin("192.0.2.1"), paceMost)
	}
	require.LessOrEqual(t, begin("192.0.2.2"), time.Duration(0))
	now = now.Add(time.Second)
	require.Equal(t, 2100*time.Millisecond, begin("192.0.2.1"))
	now = now.Add(time.Hour)
	for range 40 {
		require.LessOrEqual(t, begin("192.0.2.1"), time.Duration(0))
	}
	require.Equal(t, time.Duration(0), begin("192.0.2.1"))
}

// A stranger that has begun a handshake is not displaced while there are some that say nothing.
func TestSilentAreDisplacedFirst(t *testing.T) {
	t.Parallel()
	d := NewDoors(DoorsConfig{Address: 2})
	var guests []*guest
	arrive := func() net.Conn {
		c := &from{}
		guests = append(guests, d.arrive(c, "192.0.2.1"))
		return c
	}
	displaced := func() (all []int) {
		for i, g := range guests {
			if g.place == gone {
				all = append(all, i)
			}
		}
		return all
	}
	d.hello(arrive(), time.Now())
	arrive()
	third := arrive()
	require.Equal(t, []int{1}, displaced())
	d.hello(third, time.Now())
	arrive()
	require.Equal(t, []int{0, 1}, displaced())
}
