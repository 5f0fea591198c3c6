package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/blindmatch/blindmatch/transport/server"
)

// contracts are a disclosure policy: acme has exact numbers.
const contracts = `floors: {list: 100, dataset: 1000}
owners:
  acme: {clients: [acme], noise: none, contract: "2026-07"}
`

// running is a platform that serves, in this process, clients that it knows by their certificates.
type running struct {
	*platform.Platform
	dir  string
	url  string
	ca   *authority.Authority
	stop func() error
}

// run starts one with 1,300 users.
func run(cfg platform.Config, answered func(server.Answered)) (*running, error) {
	dir, err := os.MkdirTemp("", "blindmatch-example-")
	if err != nil {
		return nil, err
	}
	if err := importUsers(dir); err != nil {
		return nil, err
	}
	if cfg.Disclosure, err = disclosure.Parse([]byte(contracts)); err != nil {
		return nil, err
	}
	r := &running{dir: dir}
	if r.ca, err = authority.Open(filepath.Join(dir, "tls")); err != nil {
		return nil, err
	}
	if r.Platform, err = platform.Open(dir, cfg); err != nil {
		return nil, err
	}
	h := server.NewHandler(r.Platform, server.HandlerConfig{Answered: answered, Renew: server.RenewBy(r.ca, r.Store())})
	srv := server.NewServer(h, r.ca.ServerConfig())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r.url = "https://" + l.Addr().String()
	served := make(chan struct{})
	go func() { defer close(served); _ = srv.ServeTLS(l, "", "") }()
	r.stop = func() error {
		r.EndSessions()
		err := srv.Close()
		<-served
		return errors.Join(err, r.Close(), os.RemoveAll(dir))
	}
	return r, nil
}

// add registers an advertiser and returns its side of the connection.
func (r *running) add(ctx context.Context, name string) (*client.Client, error) {
	conn, err := server.AddClient(ctx, r.Store(), server.Client{Name: name, URL: r.url, Authority: r.ca})
	if err != nil {
		return nil, err
	}
	return client.New(conn, client.Config{})
}

// open opens the advertiser's list.
func (r *running) open() (*dataset.File, error) {
	name, err := customers(r.dir)
	if err != nil {
		return nil, err
	}
	return dataset.OpenFile(name, dataset.TableConfig{}, dataset.ListConfig{})
}

// asked is a platform, and an advertiser who is about to ask it with a list.
func asked(ctx context.Context, cfg platform.Config) (r *running, acme *client.Client, list *dataset.File, err error) {
	if r, err = run(cfg, nil); err != nil {
		return nil, nil, nil, err
	}
	if acme, err = r.add(ctx, "acme"); err != nil {
		return nil, nil, nil, err
	}
	list, err = r.open()
	return r, acme, list, err
}

// options are an advertiser's.
func (r *running) options() advertiser.Options {
	return advertiser.Options{Dataset: "users", State: filepath.Join(r.dir, "state")}
}

// An advertiser asks what a count costs and gives before it agrees to it.
func ExampleAddClient() {
	ctx := context.Background()
	r, acme, list, err := asked(ctx, platform.Config{})
	if err != nil {
		log.Fatal(err)
	}
	o := r.options()
	o.Agree = func(p *advertiser.Proposal) error {
		fmt.Println("exact, by contract:", p.Price.Exact)
		return nil
	}
	outcome, err := advertiser.Count(ctx, acme, list, o)
	if err != nil {
		log.Fatal(err)
	}
	number, err := outcome.Number()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*number.People, "of", list.Report().RowsUsed, "customers are users; proven by the ledger:", outcome.Witnessed)
	if err := errors.Join(list.Close(), r.stop()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// exact, by contract: true
	// 400 of 900 customers are users; proven by the ledger: true
}

// An audience is filled by its advertiser, and read by the platform's ad system, in the same process.
func ExampleHandler_audience() {
	ctx := context.Background()
	changed := make(chan platform.AudienceChange, 1)
	cfg := platform.Config{
		Modes:           []psi.Mode{psi.Count, psi.Activate},
		AudienceChanged: func(c platform.AudienceChange) { changed <- c },
	}
	r, acme, list, err := asked(ctx, cfg)
	if err != nil {
		log.Fatal(err)
	}
	vips := psi.Audience{
		Action: psi.CreateAudience, Name: "vips", Use: psi.Include, Expires: time.Now().Add(14 * 24 * time.Hour).UTC().Format(time.RFC3339),
	}
	if _, err := advertiser.Activate(ctx, acme, list, vips, r.options()); err != nil {
		log.Fatal(err)
	}
	c := <-changed
	members := 0
	for _, err := range r.Audience(ctx, "acme", "users", "audience-matching", "vips") {
		if err != nil {
			log.Fatal(err)
		}
		members++
	}
	fmt.Println(c.Name, c.Action, "with", members, "members")
	if err := errors.Join(list.Close(), r.stop()); err != nil {
		log.Fatal(err)
	}
	// Output: vips create with 400 members
}

// Both sides get handles; which of the advertiser's are decoys, the platform knows.
func ExampleHandler_blinded() {
	ctx := context.Background()
	r, acme, list, err := asked(ctx, platform.Config{Modes: []psi.Mode{psi.Blinded}})
	if err != nil {
		log.Fatal(err)
	}
	var handles strings.Builder
	outcome, err := advertiser.Blinded(ctx, acme, list, &handles, r.options())
	if err != nil {
		log.Fatal(err)
	}
	theirs := 0
	for _, err := range r.Store().Matches(ctx, outcome.Session, nil) {
		if err != nil {
			log.Fatal(err)
		}
		theirs++
	}
	fmt.Println("each handle has 16 bytes:", uint64(handles.Len()) == 16*outcome.Handles)
	fmt.Println(theirs, "of them stand for users; there are more:", outcome.Handles > uint64(theirs))
	if err := errors.Join(list.Close(), r.stop()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// each handle has 16 bytes: true
	// 400 of them stand for users; there are more: true
}

// Datasets, clients and both policies change while the platform serves, by the methods that the commands call.
func ExampleHandler_manage() {
	ctx := context.Background()
	r, err := run(platform.Config{}, nil)
	if err != nil {
		log.Fatal(err)
	}
	store := r.Store()
	acme, err := r.add(ctx, "acme")
	if err != nil {
		log.Fatal(err)
	}
	ask := func(when string) {
		_, err := acme.Info(ctx, "users", "audience-matching")
		if code := psi.CodeOf(err); err != nil {
			fmt.Println(when, code)
			return
		}
		fmt.Println(when, "welcome")
	}
	ask("added:")

	// Another import: of the whole table, or with ImportConfig.Since of what has changed. A purpose policy comes into
	// force with it.
	file := filepath.Join(r.dir, "users.csv")
	if err := os.WriteFile(file, users(0, 1400), 0o600); err != nil {
		log.Fatal(err)
	}
	if err := importFile(ctx, store, file); err != nil {
		log.Fatal(err)
	}
	ask("imported anew:")

	// Noise, budgets, floors and owners.
	next, err := disclosure.Parse([]byte(contracts + "  globex: {clients: [globex]}\n"))
	if err != nil {
		log.Fatal(err)
	}
	if err := r.SetDisclosure(next); err != nil {
		log.Fatal(err)
	}

	// What a client may use, and whether it is one.
	if err := store.RestrictClient(ctx, "acme", platform.ClientGrant{Datasets: []string{"others"}}); err != nil {
		log.Fatal(err)
	}
	ask("restricted:")
	if err := store.RestrictClient(ctx, "acme", platform.ClientGrant{}); err != nil {
		log.Fatal(err)
	}
	conn, err := server.ReplaceClient(ctx, store, server.Client{Name: "acme", URL: r.url, Authority: r.ca})
	if err != nil {
		log.Fatal(err)
	}
	ask("with the old certificate:")
	if acme, err = client.New(conn, client.Config{}); err != nil {
		log.Fatal(err)
	}
	ask("with the new one:")
	if err := store.RemoveDataset(ctx, "users", "audience-matching"); err != nil {
		log.Fatal(err)
	}
	ask("dataset removed:")
	if err := store.RemoveClient(ctx, "acme"); err != nil {
		log.Fatal(err)
	}
	ask("client removed:")
	if err := r.stop(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// added: welcome
	// imported anew: welcome
	// restricted: unknown_dataset
	// with the old certificate: unauthenticated
	// with the new one: welcome
	// dataset removed: unknown_dataset
	// client removed: unauthenticated
}

// A platform's own metrics and its own audit log hear of what happens, and of nobody's identifiers.
func ExampleHandlerConfig_hooks() {
	ctx := context.Background()
	var mu sync.Mutex
	var heard []string
	hear := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, fmt.Sprintf(format, args...))
	}
	cfg := platform.Config{
		Seen: func(m psi.Mode, outcome string) { hear("metric: session, %s, %s", m, outcome) },
		Recorded: func(e *ledger.Entry) {
			switch e.Type {
			case ledger.TypeOffer:
				hear("audit: %s asks to match against %s for %s", e.Offer.Advertiser, e.Offer.Dataset, e.Offer.Purpose)
			case ledger.TypeResult:
				hear("audit: %s is told %d", e.Result.Advertiser, *e.Result.Released.Value)
			}
		},
	}
	r, err := run(cfg, func(a server.Answered) {
		if a.Route == "POST "+transport.PathSessions {
			hear("metric: %s, %d", a.Route, a.Status)
		}
	})
	if err != nil {
		log.Fatal(err)
	}
	acme, err := r.add(ctx, "acme")
	if err != nil {
		log.Fatal(err)
	}
	list, err := r.open()
	if err != nil {
		log.Fatal(err)
	}
	if _, err := advertiser.Count(ctx, acme, list, r.options()); err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(list.Close(), r.stop()); err != nil {
		log.Fatal(err)
	}
	slices.Sort(heard)
	io.WriteString(os.Stdout, strings.Join(heard, "\n"))
	// Output:
	// audit: acme asks to match against users for audience-matching
	// audit: acme is told 400
	// metric: POST /v1/sessions, 201
	// metric: session, count, done
	// metric: session, count, offered
}
