package behind

import (
	"context"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	parse := func(args ...string) error {
		var f Flags
		fs := pflag.NewFlagSet("x", pflag.ContinueOnError)
		f.RegisterListen(fs)
		f.Register(fs)
		require.NoError(t, fs.Parse(args))
		return f.Check()
	}
	for _, args := range [][]string{
		{"--listen", ":0"},
		{"--listen", ":0", "--proxy-protocol", "--proxy-protocol-from", "10.0.0.0/8,2001:db8::1"},
		{"--plain-listen", "127.0.0.1:0", "--plain-from", "127.0.0.1", "--client-cert-header", "X-Client-Cert"},
		{"--plain-listen", "[::1]:0", "--plain-from", "::1", "--listen", ":0"},
		{"--plain-listen", "localhost:0", "--plain-from", "127.0.0.1"},
		{"--plain-listen", "unix:psi.sock"},
	} {
		require.NoError(t, parse(args...), args)
	}
	for want, args := range map[string][]string{
		"go together":                {"--listen", ":0", "--proxy-protocol"},
		"as his":                     {"--listen", ":0", "--proxy-protocol-from", "10.0.0.1"},
		"is for --listen":            {"--plain-listen", "unix:psi.sock", "--proxy-protocol", "--proxy-protocol-from", "10.0.0.1"},
		"want an address or a range": {"--listen", ":0", "--proxy-protocol", "--proxy-protocol-from", "proxy.example"},
		"such as 10.0.0.0/24":        {"--listen", ":0", "--proxy-protocol", "--proxy-protocol-from", "::ffff:10.0.0.0/120"},
		"is not encrypted":           {"--plain-listen", "0.0.0.0:0", "--plain-from", "127.0.0.1"},
		"want a loopback address":    {"--plain-listen", ":8080", "--plain-from", "127.0.0.1"},
		"unix:PATH":                  {"--plain-listen", "127.0.0.1", "--plain-from", "127.0.0.1"},
		"needs --plain-from":         {"--plain-listen", "127.0.0.1:0"},
		"mode of a Unix socket":      {"--plain-listen", "unix:psi.sock", "--plain-from", "127.0.0.1"},
		"are for --plain-listen":     {"--listen", ":0", "--plain-from", "127.0.0.1"},
		"and --client-cert-header":   {"--listen", ":0", "--client-cert-header", "X-Client-Cert"},
		"not a header's name":        {"--plain-listen", "unix:psi.sock", "--client-cert-header", "X Client"},
	} {
		require.ErrorContains(t, parse(args...), want)
	}
}

// A socket is for its owner and its group. One that nobody listens on is in nobody's way.
func TestUnixSocket(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no modes")
	}
	path := filepath.Join(t.TempDir(), "psi.sock")
	stale, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	require.NoError(t, err)
	stale.SetUnlinkOnClose(false)
	require.NoError(t, stale.Close())

	f := &Flags{plain: "unix:" + path, header: server.ClientCertHeader}
	h := open(t, f, server.DoorsConfig{})
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o660), info.Mode().Perm())
	_, err = (&Flags{plain: "unix:" + path}).Open()
	require.ErrorContains(t, err, "address already in use")

	over := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}}}
	defer over.CloseIdleConnections()
	ask := func(header string) (int, string) {
		r, err := http.NewRequest(http.MethodGet, "http://x/", nil)
		require.NoError(t, err)
		r.Header.Set(server.ClientCertHeader, header)
		resp, err := over.Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(b)
	}
	status, body := ask(":" + base64.StdEncoding.EncodeToString(h.client.Certificates[0].Certificate[0]) + ":")
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, body, " 1")
	status, _ = ask("")
	require.Equal(t, http.StatusForbidden, status)

	// A file that is not a socket is not ours to remove.
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, []byte("x"), 0o600))
	_, err = (&Flags{plain: "unix:" + file}).Open()
	require.Error(t, err)
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "x", string(b))
}
