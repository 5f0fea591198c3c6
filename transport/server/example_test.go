package server_test

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/blindmatch/blindmatch/transport/server"
)

// serve is a platform's main: Blindmatch runs beside the platform's other routes, and the platform's own middleware
// says who is asking.
func serve(ctx context.Context, data string, listener net.Listener, tc *tls.Config) error {
	rules, err := disclosure.Default().WithFloors(psi.Floors{List: 100, Dataset: 1000})
	if err != nil {
		return err
	}
	p, err := platform.Open(data, platform.Config{Identity: "platform.example", Disclosure: rules})
	if err != nil {
		return err
	}
	defer p.Close()
	routes := http.NewServeMux()
	routes.Handle(transport.Root, server.NewHandler(p, server.HandlerConfig{Identify: whoAsks}))
	srv := server.NewServer(routes, tc)
	context.AfterFunc(ctx, func() { srv.Close() })
	if err := srv.ServeTLS(listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// whoAsks stands in for the platform's own authentication.
func whoAsks(r *http.Request) (string, error) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer acme-token")) == 1 {
		return "acme", nil
	}
	return "", errors.New("this token is not known here")
}

// A platform embeds the server with its own authentication; an advertiser embeds the client.
func Example() {
	dir, err := os.MkdirTemp("", "blindmatch-example-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := importUsers(dir); err != nil {
		log.Fatal(err)
	}
	ca, err := authority.Open(filepath.Join(dir, "tls"))
	if err != nil {
		log.Fatal(err)
	}
	tc := ca.ServerConfig()
	tc.ClientAuth = tls.NoClientCert // clients are known by their tokens
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error)
	go func() { stopped <- serve(ctx, dir, listener, tc) }()

	out, err := match(ctx, transport.Connection{
		URL: "https://" + listener.Addr().String(), Platform: "platform.example", Advertiser: "acme",
		ServerCA: string(ca.CertificatePEM()), ServerName: authority.ServerName,
	})
	stop()
	if err := errors.Join(err, <-stopped); err != nil {
		log.Fatal(err)
	}
	// 400 are users; the released number has noise with the default ε.
	released := *out.Released.Value
	fmt.Printf("%d on the list; %s noise, near 400: %t\n", out.Size(), out.Released.Noise, 100 < released && released < 700)
	// Output: 900 on the list; laplace 1/10 noise, near 400: true
}

// match is an advertiser's main.
func match(ctx context.Context, c transport.Connection) (*advertiser.Outcome, error) {
	client, err := client.New(&c, client.Config{Header: http.Header{"Authorization": {"Bearer acme-token"}}})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	cfg := advertiser.Config{
		Mode: psi.Count, Dataset: "users", Advertiser: c.Advertiser, Platform: c.Platform,
		Params: psi.Params{Purpose: "audience-matching", Profile: "default-v1"},
	}
	info, err := advertiser.Info(ctx, client, &cfg)
	if err != nil {
		return nil, err
	}
	list := func(yield func(psi.Item, error) bool) {
		normaliser, err := identity.Default().Normaliser(identity.Email, identity.Options{})
		for i := 900; i < 1800; i++ {
			key, _ := normaliser.Key(fmt.Appendf(nil, "User%d@Example.com", i))
			if !yield(psi.Item{Type: info.Types.Index("email"), Key: key}, err) {
				return
			}
		}
	}
	return advertiser.Run(ctx, client, cfg, info, list, io.Discard)
}

// importUsers fills a data directory as psi-server import does.
func importUsers(dir string) error {
	policy, err := purpose.Parse([]byte(`contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`))
	if err != nil {
		return err
	}
	var users strings.Builder
	users.WriteString("user_id,email,phone,collection_context,grants\n")
	for i := range 1300 {
		fmt.Fprintf(&users, "u%d,user%d@example.com,,newsletter,\n", i, i)
	}
	file := filepath.Join(dir, "users.csv")
	if err := os.WriteFile(file, []byte(users.String()), 0o600); err != nil {
		return err
	}
	table, err := dataset.OpenTable(file, dataset.TableConfig{})
	if err != nil {
		return err
	}
	defer table.Close()
	store, err := platform.OpenDirectory(dir, platform.DirectoryConfig{})
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = store.Import(context.Background(), table, platform.ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy})
	return err
}
