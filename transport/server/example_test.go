package server_test

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
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

	list, err := customers(dir)
	if err != nil {
		log.Fatal(err)
	}
	number, err := match(ctx, list, transport.Connection{
		URL: "https://" + listener.Addr().String(), Platform: "platform.example", Advertiser: "acme",
		ServerCA: string(ca.CertificatePEM()), ServerName: authority.ServerName,
	})
	stop()
	if err := errors.Join(err, <-stopped); err != nil {
		log.Fatal(err)
	}
	// 400 are users; the released number has noise with the default ε.
	fmt.Printf("%s noise, near 400: %t\n", number.Noise, 100 < *number.People && *number.People < 700)
	// Output: laplace 1/10 noise, near 400: true
}

// match is an advertiser's main: it counts how many of its customers are users of the platform.
func match(ctx context.Context, customers string, c transport.Connection) (*advertiser.Number, error) {
	client, err := client.New(&c, client.Config{Header: http.Header{"Authorization": {"Bearer acme-token"}}})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	list, err := dataset.OpenFile(customers, dataset.TableConfig{}, dataset.ListConfig{})
	if err != nil {
		return nil, err
	}
	defer list.Close()
	outcome, err := advertiser.Count(ctx, client, list, advertiser.Options{Dataset: "users", State: filepath.Dir(customers)})
	if err != nil {
		return nil, err
	}
	return outcome.Number()
}

// customers writes an advertiser's list, and returns its name.
func customers(dir string) (string, error) {
	var list strings.Builder
	list.WriteString("Customer,Email\n")
	for i := 900; i < 1800; i++ {
		fmt.Fprintf(&list, "c%d,User%d@Example.com\n", i, i)
	}
	name := filepath.Join(dir, "customers.csv")
	return name, os.WriteFile(name, []byte(list.String()), 0o600)
}

// importUsers fills a data directory as psi-server import does.
func importUsers(dir string) error {
	file := filepath.Join(dir, "users.csv")
	if err := os.WriteFile(file, users(0, 1300), 0o600); err != nil {
		return err
	}
	store, err := platform.OpenDirectory(dir, platform.DirectoryConfig{})
	if err != nil {
		return err
	}
	defer store.Close()
	return importFile(context.Background(), store, file)
}

// importFile imports a file in any format.
func importFile(ctx context.Context, store *platform.Directory, file string) error {
	policy, err := purpose.Parse([]byte(policyYAML))
	if err != nil {
		return err
	}
	table, err := dataset.OpenTable(file, dataset.TableConfig{})
	if err != nil {
		return err
	}
	defer table.Close()
	_, err = store.Import(ctx, table, platform.ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy})
	return err
}

// users are a platform's, with the numbers [from, to).
func users(from, to int) []byte {
	b := []byte("user_id,email,collection_context\n")
	for i := from; i < to; i++ {
		b = fmt.Appendf(b, "u%d,user%d@example.com,newsletter\n", i, i)
	}
	return b
}
