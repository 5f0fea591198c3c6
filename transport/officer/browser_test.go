package officer

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/chromium"
	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/stretchr/testify/require"
)

// looks is a folder for pictures of pages, for who looks at them.
var looks = os.Getenv("BLINDMATCH_LOOKS")

// browse opens a handler's pages in a browser, below a path of a platform's own.
func browse(t *testing.T, h http.Handler) (*chromium.Browser, string) {
	t.Helper()
	b := chromium.Start(t)
	mux := http.NewServeMux()
	mux.Handle("/officer/", http.StripPrefix("/officer", h))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	b.Size(1280, "light")
	return b, s.URL + "/officer/"
}

// A regulator asks what shared/research has of audits: what flowed to whom and when, from what and for which purpose, at
// which precision; whether contacts given for security were used; under which policy, and what it was before; whether
// limits were kept; who the advertisers are; who had the platform forget; whether the record is whole, and who says so.
// Each is answered by clicking, from the first page on.
func TestRegulator(t *testing.T) {
	h := exported(t, 20, 1200)
	b, home := browse(t, h)
	says := func(text ...string) {
		t.Helper()
		page := b.Text()
		for _, x := range text {
			require.Contains(t, page, x)
		}
	}
	b.Open(home)
	says("Entries may be missing", "disk failure", "Nobody but the platform has signed the ledger")

	// What flowed to whom, from which dataset, for which purpose?
	b.Click("main a", "What flowed to whom this month")
	says("What flowed to whom in December 2026", "brand-007", "Brand 7 Ltd", "audience-matching", "buyers")
	b.Click("a", "← November 2026")
	says("What flowed to whom in November 2026")
	b.Click("th a", "brand-007")
	says("Advertiser brand-007 only", "To brand-007, by dataset, purpose and kind")
	b.Click("a", "Each session")
	says("brand-007", "with noise")
	require.NotContains(t, b.Text(), "brand-008\t")

	// What exactly did one session tell, at which precision, of whose contacts, under which policy?
	b.Click("tbody th a", "")
	says("brand-007 asked", "What each side learned", "The platform", "Step by step", "Both sides were bound", "those given in checkout", "kept out by the gate")
	b.Click("dd a", "that of")
	says("Policy of", "checkout", "given for marketing", "two_factor", "Never let in")

	// What did the policy say before?
	b.Click("nav a", "Policies")
	says("in force", "the first one")
	b.Click("td a", "1 line less")
	says("checkout: other conditions", "A record must show which notice", "notice checkout 2026-06")

	// Were contacts used that people gave for security?
	b.Click("nav a", "Imports")
	says("Given for security")
	b.Click("tbody th a", "")
	says("since their contacts were given for security", "None of the places that were let in is one where contacts are given for security",
		"the contact was given for security; it is never matched", "no_grant")

	// Were limits kept, and what could be learned of one person?
	b.Click("nav a", "Budgets")
	says("An owner may spend 10 in 30 days", "told as “below 100” only", "Brand 7 Ltd")

	// Who are the advertisers, and since when?
	b.Click("nav a", "Advertisers")
	says("brand-000", "Brand 0 Ltd", "First request")

	// Is it complete and unchanged, who says so, what happened to keys and persons?
	b.Click("nav a", "Verification")
	says("were verified", "Nobody else has signed it", "Entries may be missing", "a person was erased", "such a set's key was destroyed")
	b.Click("button", "Show")
	says("Entry 0: a server began to serve", "tree of")
	b.Click("a", "Entry 1")
	says("The policy, explained")

	refused(t, b)
}

// refused fails if the browser refused or missed anything.
func refused(t *testing.T, b *chromium.Browser) {
	t.Helper()
	for _, e := range b.Events() {
		text := string(e.Params)
		switch e.Method {
		case "Log.entryAdded", "Runtime.exceptionThrown", "Network.loadingFailed":
			if !strings.Contains(text, "favicon") {
				t.Errorf("%s: %s", e.Method, text)
			}
		case "Network.requestWillBeSent":
			var x struct{ Request struct{ URL string } }
			require.NoError(t, json.Unmarshal(e.Params, &x))
			if !strings.HasPrefix(x.Request.URL, "http://127.0.0.1:") {
				t.Errorf("asked of elsewhere: %s", x.Request.URL)
			}
		}
	}
}

// everyPage are the pages to look at.
func everyPage(h *Handler) map[string]string {
	x, _ := h.ledger.before(nil)
	id := ""
	for _, s := range x.replay.Sessions {
		if s.Audience != nil && s.Refused == "" && !s.Open() {
			id = s.ID
		}
	}
	return map[string]string{
		"overview": "", "flows-month": "flows?period=2026-06", "flows-year": "flows?period=2026", "flows-one": "flows?period=2026&advertiser=brand-007",
		"sessions": "sessions?period=2026-06", "session": "session?id=" + id, "budgets": "budgets", "policies": "policies", "policy": "policy?entry=1",
		"compare": link("compare", "from", firstPolicies(x)[0], "to", firstPolicies(x)[1]), "imports": "imports", "import": "import?entry=2",
		"advertisers": "advertisers", "ledger": "ledger", "entry": "entry?n=2", "missing": "nowhere",
	}
}

// firstPolicies are the entries of the two policies of the dataset users.
func firstPolicies(x *reading) (all []int64) {
	for i := range x.book.Entries() {
		if e := x.book.Entry(i); e.Policy != nil && e.Policy.Dataset == "users" {
			all = append(all, i)
		}
	}
	return all
}

// Whoever has a keyboard, a screen reader, a telephone or paper gets every page too.
func TestEverybody(t *testing.T) {
	h := exported(t, 20, 1200)
	require.Equal(t, http.StatusOK, get(h, "/").Code)
	b, home := browse(t, h)
	for name, path := range everyPage(h) {
		if looks == "" && effort.Quick() && !slices.Contains([]string{"flows-year", "session", "import", "ledger"}, name) {
			continue
		}
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int{1280, 390} {
				if looks == "" && (scheme == "dark" || width == 1280) {
					continue
				}
				b.Size(width, scheme)
				b.Open(home + path)
				b.Look(looks, fmt.Sprintf("%s-%d-%s", name, width, scheme))
				var over int
				b.Eval("document.documentElement.scrollWidth - document.documentElement.clientWidth", &over)
				require.LessOrEqual(t, over, 0, "%s at %d scrolls sideways", name, width)
			}
		}
		accessible(t, b, name)
		if looks != "" {
			require.Greater(t, b.Print(looks, name), 1000)
		}
	}
	b.Size(1280, "light")
	b.Open(home)
	b.Press("Tab")
	var focused string
	b.Eval("document.activeElement.textContent", &focused)
	require.Equal(t, "Skip to the page", focused)
	b.Press("Enter")
	b.Eval("document.activeElement.id", &focused)
	require.Equal(t, "main", focused)
}

// accessible fails if a control has no name, headings leave out a level, or a cell of a table no header.
func accessible(t *testing.T, b *chromium.Browser, name string) {
	t.Helper()
	for _, n := range b.Accessible() {
		switch n.Role.Value {
		case "link", "button", "textbox", "combobox", "spinbutton", "region", "navigation", "table", "image", "img":
			if !n.Ignored && n.Name.Value == "" && n.Role.Value != "table" {
				t.Errorf("%s: a %s without a name", name, n.Role.Value)
			}
		}
	}
	var levels []int
	b.Eval("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))", &levels)
	require.Equal(t, 1, levels[0], name)
	for i, level := range levels[1:] {
		require.LessOrEqual(t, level, levels[i]+1, name)
	}
	var bare int
	b.Eval("[...document.querySelectorAll('table')].filter((t) => !t.tHead || [...t.tHead.rows[0].cells].some((c) => c.scope !== 'col')).length", &bare)
	require.Zero(t, bare, name)
}
