// Command example is a small platform with a page of its own, in which <blindmatch-match> counts:
//
//	go run ./transport/web/page/example --data data
//
// The data directory is one of psi-server's, with a dataset and a client, which the page signs in as. It listens on
// loopback without TLS, which browsers take for http://localhost only.
package main

import (
	"embed"
	"errors"
	"flag"
	"log"
	"net/http"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/blindmatch/blindmatch/transport/web/page"
)

//go:embed host.html host.css
var files embed.FS

// policy is what the host page needs: its own scripts and styles, the platform's API, and workers.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func main() {
	data := flag.String("data", "data", "data directory, with a dataset and a client")
	client := flag.String("client", "acme", "client that the page signs in as")
	listen := flag.String("listen", "localhost:8080", "address")
	flag.Parse()
	if err := run(*data, *client, *listen); err != nil {
		log.Fatal(err)
	}
}

func run(data, client, listen string) error {
	p, err := platform.Open(data, platform.Config{Modes: []psi.Mode{psi.Count, psi.Activate}, Page: page.Digest()})
	if err != nil {
		return err
	}
	log.Printf("http://%s", listen)
	return errors.Join(http.ListenAndServe(listen, newHandler(p, client)), p.Close())
}

// newHandler serves the host page, and the element's files with the API below /match/.
func newHandler(p *platform.Platform, client string) http.Handler {
	identify := func(r *http.Request) (string, error) {
		if c, err := r.Cookie("session"); err != nil || c.Value != "signed-in" { // a real platform looks its session up
			return "", errors.New("nobody is signed in")
		}
		return client, nil
	}
	api := server.NewHandler(p, server.HandlerConfig{Identify: identify})
	mux := http.NewServeMux()
	mux.Handle("/match/", http.StripPrefix("/match", page.NewHandler(p, api, page.Config{Identify: identify})))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "signed-in", Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Referrer-Policy", "no-referrer")
		http.ServeFileFS(w, r, files, "host.html")
	})
	mux.HandleFunc("GET /host.css", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, "host.css") })
	return mux
}
