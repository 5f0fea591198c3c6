package link

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sink is a server that answers each thousand bytes of a connection with one.
func sink(t *testing.T) string {
	t.Helper()
	in, err := net.Listen("tcp", "localhost:0")
	require.NoError(t, err)
	t.Cleanup(func() { in.Close() })
	go func() {
		for {
			c, err := in.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for {
					if _, err := io.CopyN(io.Discard, c, 1000); err != nil {
						return
					}
					_, _ = c.Write([]byte{1})
				}
			}()
		}
	}()
	return in.Addr().String()
}

func dial(t *testing.T, l *Link) net.Conn {
	t.Helper()
	addr, stop, err := l.Listen()
	require.NoError(t, err)
	t.Cleanup(stop)
	c, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

// A line takes no less than its rate and its delay, and sends back all that comes.
func TestRate(t *testing.T) {
	t.Parallel()
	c := dial(t, &Link{Target: sink(t), Rate: 1e6, Delay: 50 * time.Millisecond})
	began := time.Now()
	_, err := c.Write(make([]byte, 1000))
	require.NoError(t, err)
	_, err = io.ReadFull(c, make([]byte, 1))
	require.NoError(t, err)
	require.GreaterOrEqual(t, time.Since(began), 100*time.Millisecond)
	began = time.Now()
	go func() { _, _ = c.Write(make([]byte, 200_000)) }()
	_, err = io.ReadFull(c, make([]byte, 200))
	require.NoError(t, err)
	require.GreaterOrEqual(t, time.Since(began), 300*time.Millisecond)
}

// A line breaks each connection after so many bytes.
func TestBreaks(t *testing.T) {
	t.Parallel()
	l := &Link{Target: sink(t), Most: 5000}
	c := dial(t, l)
	_, err := c.Write(make([]byte, 4000))
	require.NoError(t, err)
	_, err = io.ReadFull(c, make([]byte, 4))
	require.NoError(t, err)
	_, _ = c.Write(make([]byte, 4000))
	_, err = io.ReadAll(io.LimitReader(c, 10)) // an end or a reset
	if err == nil {
		_, err = c.Read(make([]byte, 1))
	}
	require.Error(t, err)
	require.Equal(t, 1, l.Connections())
}
