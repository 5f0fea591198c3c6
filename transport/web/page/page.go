// Package page serves the page with which an advertiser counts in a browser: it drops a file on it, and the file does
// not leave the tab. Its sources are in src, in TypeScript; what esbuild makes of them is in static, and embedded.
package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/blindmatch/blindmatch/transport/web/page/static"
)

// Header is what the page sends with every request. Forms can't, and other origins only after a preflight, which no
// platform answers with leave.
const Header = "Blindmatch-Page"

// Config configures a Handler. The zero value is usable.
type Config struct {
	// Identify says who looks at the page: the platform's own session. Give the HandlerConfig the same. nil means MutualTLS
	// with the platform's own clients.
	Identify server.Identify
	// Offers says which datasets and purposes the page shows to a client. nil means all that the platform has.
	Offers func(client string) []Offer
}

// Offer is a dataset that the page can ask about.
type Offer struct {
	Dataset string `json:"dataset"`
	Purpose string `json:"purpose"`
}

// Asking is what the page is told at its start, as JSON under "who".
type Asking struct {
	Platform   string  `json:"platform"`
	Advertiser string  `json:"advertiser"`
	LogKey     string  `json:"log_key"` // verifier key of the ledger
	Page       string  `json:"page"`    // digest of what the browser gets
	Offers     []Offer `json:"offers"`
}

// Receipt is where everybody gets the receipt of the ledger's entry about the page, if the platform's Config names its
// Digest.
const Receipt = "/page.receipt"

// Digest is the digest of the page, for platform.Config.
func Digest() psi.Digest { return static.Digest(static.Files()) }

// Handler serves the page, and everything below transport.Root by the handler of the API beside it.
type Handler struct {
	platform *platform.Platform
	api      http.Handler
	cfg      Config
	files    map[string]file
	page     psi.Digest

	mu      sync.Mutex
	receipt []byte // nil until somebody asked for it
}

// NewHandler returns a Handler for p's page, and for its api, which is the server.Handler of the same platform. What is
// not the page's goes to the api as it is, and what a browser asks of the api must come from the page.
func NewHandler(p *platform.Platform, api http.Handler, cfg Config) *Handler {
	if cfg.Identify == nil {
		cfg.Identify = server.MutualTLS(p.Store())
	}
	return &Handler{platform: p, api: FromPage(api), cfg: cfg, files: files(), page: Digest()}
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := h.files[r.URL.Path]
	switch {
	case r.Method == http.MethodGet && r.URL.Path == "/who":
		FromPage(http.HandlerFunc(h.who)).ServeHTTP(w, r)
	case r.Method == http.MethodGet && r.URL.Path == Receipt:
		h.proof(w, r)
	case ok && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		f.serve(w, r)
	default:
		h.api.ServeHTTP(w, r)
	}
}

// who says who is asking, and what may be asked.
func (h *Handler) who(w http.ResponseWriter, r *http.Request) {
	client, err := h.cfg.Identify(r)
	if err != nil {
		refuse(w, http.StatusForbidden, psi.CodeUnauthenticated, "the platform does not know who is asking: sign in first")
		return
	}
	asking := Asking{Platform: h.platform.Identity(), Advertiser: client, Page: h.page.String()}
	if log, err := h.platform.Store().Ledger(r.Context()); err == nil {
		asking.LogKey = log.VerifierKey()
	}
	if h.cfg.Offers != nil {
		asking.Offers = h.cfg.Offers(client)
	} else if asking.Offers, err = h.offers(r); err != nil {
		refuse(w, http.StatusInternalServerError, psi.CodeInternal, "the platform's list of datasets can't be read")
		return
	}
	answer(w, http.StatusOK, asking)
}

// proof shows the entry of the ledger that says which page this platform serves.
func (h *Handler) proof(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.receipt == nil {
		b, err := h.platform.PageReceipt(r.Context())
		if code := psi.CodeOf(err); code == psi.CodeUnknownDataset {
			refuse(w, http.StatusNotFound, code, "the platform's ledger has no entry about the page")
			return
		}
		if err != nil {
			refuse(w, http.StatusInternalServerError, psi.CodeInternal, "the platform's ledger can't be read")
			return
		}
		h.receipt = b
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(h.receipt)
}

// offers are all datasets of the platform.
func (h *Handler) offers(r *http.Request) ([]Offer, error) {
	all, err := h.platform.Store().Datasets(r.Context())
	offers := make([]Offer, len(all))
	for i, d := range all {
		offers[i] = Offer{d.Name, d.Purpose}
	}
	return offers, err
}

func refuse(w http.ResponseWriter, status int, code psi.Code, message string) {
	answer(w, status, map[string]string{"code": string(code), "message": message})
}

func answer(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic("page: internal error: " + err.Error())
	}
	w.Header().Set("Content-Type", transport.TypeJSON)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

// file is one of the page's files.
type file struct {
	body               []byte
	media, policy, tag string
}

// policies are the Content-Security-Policy of each file. The worker that reads the file can't connect anywhere.
var policies = map[string]string{
	"index.html": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"points.js":  "default-src 'none'; script-src 'wasm-unsafe-eval'",
	"reader.js":  "default-src 'none'",
}

var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
}

// files reads what is embedded.
func files() map[string]file {
	all := map[string]file{}
	for _, e := range static.Files() {
		policy := policies[e.Path]
		if policy == "" {
			policy = "default-src 'none'"
		}
		digest := sha256.Sum256(e.Body)
		f := file{e.Body, mediaTypes[path.Ext(e.Path)], policy, `"` + base64.RawURLEncoding.EncodeToString(digest[:]) + `"`}
		all["/"+e.Path] = f
		if e.Path == "index.html" {
			all["/"] = f
		}
	}
	return all
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	for name, value := range map[string]string{
		"Content-Type":                 f.media,
		"Content-Security-Policy":      f.policy,
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
		"Cross-Origin-Resource-Policy": "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cache-Control":                "no-cache",
		"ETag":                         f.tag,
	} {
		w.Header().Set(name, value)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
}

// FromPage lets through what the platform's own page asks, and what no browser asks; other pages' requests, forms and
// links are refused. A platform that knows its users by a cookie needs it around the API; NewHandler has it.
func FromPage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
		browser := site != "" || origin != "" || r.Header.Get("Cookie") != ""
		_, host, _ := strings.Cut(origin, "://")
		foreign := site != "" && site != "same-origin" || origin != "" && site == "" && host != r.Host
		if browser && (foreign || r.Header.Get(Header) != "1") {
			refuse(w, http.StatusForbidden, psi.CodeUnauthenticated, "a browser's request must come from this platform's own page")
			return
		}
		next.ServeHTTP(w, r)
	})
}
