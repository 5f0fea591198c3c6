package transport

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is mandatory is named when it is missing, and so is what goes together.
func TestConnection(t *testing.T) {
	t.Parallel()
	whole := Connection{URL: "https://psi.example", Platform: "platform.example", Advertiser: "acme"}
	require.NoError(t, whole.Check())
	for _, x := range []struct {
		change func(*Connection)
		want   string
	}{
		{func(c *Connection) { c.URL = "" }, "url is missing: it is the platform's address"},
		{func(c *Connection) { c.Platform = "" }, "platform is missing: it is the platform's name"},
		{func(c *Connection) { c.Advertiser = "" }, "advertiser is missing: it is the name by which the platform knows this client"},
		{func(c *Connection) { c.URL = "http://psi.example" }, "want https://HOST"},
		{func(c *Connection) { c.Mirrors = []string{"https://cdn.example/psi", "http://psi.example"} }, "want https://HOST"},
		{func(c *Connection) { c.Mirrors = slices.Repeat([]string{"https://cdn.example"}, 17) }, "17 mirrors: want at most 16"},
		{func(c *Connection) { c.Platform = "a b" }, "platform: identity"},
		{func(c *Connection) { c.Advertiser = "é" }, "advertiser: identity"},
		{func(c *Connection) { c.LogKey = "x" }, "log_key: "},
		{func(c *Connection) { c.ServerCA = "x" }, "server_ca is not a PEM certificate"},
		{func(c *Connection) { c.ClientKey = "x" }, "client_certificate and client_key go together"},
		{func(c *Connection) { c.ClientCertificate = "x" }, "client_certificate and client_key go together"},
		{func(c *Connection) { c.ClientCertificate, c.ClientKey = "x", "y" }, "not a PEM pair"},
	} {
		c := whole
		x.change(&c)
		require.ErrorContains(t, c.Check(), x.want)
	}
}
