package cli

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLoopback(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:0": "127.0.0.1:0", "127.1.2.3:80": "127.1.2.3:80", "[::1]:80": "[::1]:80", "localhost:0": "127.0.0.1:0", "[::ffff:127.0.0.1]:1": "127.0.0.1:1",
	} {
		got, err := Loopback(t.Context(), listen)
		require.NoError(t, err, listen)
		require.Equal(t, want, got)
	}
	for listen, why := range map[string]string{
		"0.0.0.0:80": "not this machine's loopback", "[::]:80": "not this machine's loopback", ":80": "has no address", "127.0.0.1": "HOST:PORT", "localhost:x-y": "no port",
		"192.0.2.1:80": "not this machine's loopback", "nobody.invalid:80": "has no address", "": "HOST:PORT",
	} {
		_, err := Loopback(t.Context(), listen)
		require.ErrorContains(t, err, why, listen)
	}
}
