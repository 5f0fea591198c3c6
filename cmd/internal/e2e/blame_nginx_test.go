//go:build unix

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A real gateway with a low limit, and then without a platform behind it, is told from the platform.
func TestNginxIsBlamed(t *testing.T) {
	program := needsProxy(t, "nginx")
	s := newStage(t, "nginx, ending TLS")
	s.replace = append(s.replace, "listen 443 ssl", "listen 127.0.0.1:"+s.port+" ssl", "psi.example.com", "localhost", "client_max_body_size 5m;", "client_max_body_size 8k;")
	s.start("--server-ca", s.roots)
	s.nginx(program)
	c := start(s.dir, "psi", "count", "-c", "acme.json", "--dataset", "users", "list.csv")
	require.Equal(t, 1, c.wait())
	require.Regexp(t, `unexpected answer "413 Request Entity Too Large" of type "text/html" from something in front of the platform \("nginx[^"]*"\), not from the platform's own server: it does not take a body of 16384 bytes; ask whoever runs it to allow bodies of 4 MiB \(nginx: client_max_body_size 4m\)`,
		c.stderr.String())

	s.kill()
	c = start(s.dir, "psi", "info", "-c", "acme.json", "--dataset", "users")
	require.Equal(t, 1, c.wait())
	require.Regexp(t, `"502 Bad Gateway" of type "text/html" from something in front of the platform \("nginx[^"]*"\), not from the platform's own server: it could not reach that server`, c.stderr.String())
}
