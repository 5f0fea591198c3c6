package officer

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/platform/record"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// live is a handler of a data directory with 30 users, every third of whom gave the contacts for security.
func live(t *testing.T) (*Handler, string) {
	t.Helper()
	var rows strings.Builder
	rows.WriteString("user_id,email,phone,collection_context\n")
	for i := range 30 {
		fmt.Fprintf(&rows, "u%05d,person%d@mail.example,+4420794600%02d,%s\n", i, i, i, []string{"newsletter", "checkout", "two_factor"}[i%3])
	}
	file := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(file, []byte(rows.String()), 0o600))
	table, err := dataset.OpenTable(file, dataset.TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	rules, err := purpose.Parse([]byte(`
contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
  checkout: {class: account}
  two_factor: {class: security}
purposes: {audience-matching: {requires: [marketing.advertising.first_party.targeted]}}
`))
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "data")
	d, err := platform.OpenDirectory(dir, platform.DirectoryConfig{})
	require.NoError(t, err)
	_, err = d.Import(t.Context(), table, platform.ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: rules})
	require.NoError(t, err)
	require.NoError(t, d.Close())
	h, err := New(Config{
		Log: slog.New(slog.DiscardHandler),
		Open: func(context.Context) (*record.Record, error) {
			d, err := platform.OpenDirectoryReadOnly(dir, platform.DirectoryConfig{})
			if err != nil {
				return nil, err
			}
			return record.Of(d), nil
		},
		Persons: &Persons{
			Ask: Recorded(func(context.Context) (*platform.Directory, error) {
				return platform.OpenExistingDirectory(dir, platform.DirectoryConfig{})
			}),
			Controller: []byte(`
name: Example Platform Ltd
address: 1 Example Street
contact: privacy@platform.example
authority: {en: The authority}
retention: two years
purposes: {audience-matching: {text: {en: advertising}, basis: {en: consent}}}
`),
		},
	})
	require.NoError(t, err)
	t.Cleanup(h.Close)
	return h, dir
}

// lookups are those that the ledger has.
func lookups(t *testing.T, dir string) (all []ledger.Lookup) {
	t.Helper()
	d, err := platform.OpenDirectoryReadOnly(dir, platform.DirectoryConfig{})
	require.NoError(t, err)
	defer d.Close()
	_, _, err = d.VerifyLedger(t.Context(), func(e *ledger.Entry) error {
		if e.Lookup != nil {
			all = append(all, *e.Lookup)
		}
		return nil
	})
	require.NoError(t, err)
	return all
}

// A question is taken from the page's own form only, is in the ledger before it is answered, and nothing says there who
// the person was.
func TestQuestion(t *testing.T) {
	h, dir := live(t)
	page := get(h, "/persons").Body.String()
	token := regexp.MustCompile(`name="token" value="(\w+)"`).FindStringSubmatch(page)[1]
	post := func(change func(*http.Request), pairs ...string) *httptest.ResponseRecorder {
		form := url.Values{"token": {token}, "by": {"user"}, "who": {"u00003"}}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		r := httptest.NewRequest("POST", "/persons", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if change != nil {
			change(r)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	require.Equal(t, http.StatusForbidden, post(nil, "token", "").Code)
	require.Equal(t, http.StatusForbidden, post(nil, "token", token+"x").Code)
	for _, site := range []string{"cross-site", "same-site"} {
		require.Equal(t, http.StatusForbidden, post(func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", site) }).Code)
	}
	require.Equal(t, http.StatusForbidden, post(func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") }).Code)
	for _, mistake := range [][]string{
		{"who", " "}, {"who", "person3@mail.example"}, {"by", "name"}, {"reason", "for person3@mail.example"}, {"reason", "for u00003"},
		{"by", "phone", "who", "020 7946 0003", "region", "QX"}, {"by", "phone", "who", "020 7946 0003"}, {"by", "email", "who", "nobody"},
	} {
		w := post(nil, mistake...)
		require.Equal(t, http.StatusOK, w.Code, mistake)
		require.Contains(t, w.Body.String(), `role="alert"`, mistake)
	}
	require.Empty(t, lookups(t, dir))

	w := post(nil, "reason", "request 17", "name", "Anna Bauer")
	require.Equal(t, http.StatusSeeOther, w.Code)
	to := "/" + w.Header().Get("Location")
	require.NotContains(t, to, "u00003")
	answer := get(h, to).Body.String()
	for _, want := range []string{"User u00003", "recorded as", "request 17", "newsletter", "let in", "Deutsch"} {
		require.Contains(t, answer, want)
	}
	require.Regexp(t, `In <span lang="de">Deutsch</span> the page has another language .* lacks: .*authority`, answer)
	require.NotContains(t, answer, `In <span lang="en">`)
	letter := get(h, strings.Replace(to, "answer", "letter", 1)+"&language=de")
	require.Equal(t, http.StatusOK, letter.Code)
	require.Contains(t, letter.Body.String(), `lang="de"`)
	require.Contains(t, letter.Body.String(), `<span lang="en">The authority</span>`)
	require.Contains(t, letter.Body.String(), "Anna Bauer")
	require.Contains(t, letter.Body.String(), "Example Platform Ltd")
	require.Regexp(t, "^default-src 'none'; style-src 'sha256-[^' ]+';", letter.Header().Get("Content-Security-Policy"))
	require.Equal(t, http.StatusBadRequest, get(h, strings.Replace(to, "answer", "letter", 1)+"&language=xx").Code)
	require.Equal(t, http.StatusNotFound, get(h, "/answer?id=guessed").Code)
	require.Equal(t, http.StatusNotFound, get(h, "/letter?id=guessed").Code)

	security := get(h, "/"+post(nil, "who", "u00002").Header().Get("Location")).Body.String()
	require.Contains(t, security, "security_context")
	require.Equal(t, http.StatusSeeOther, post(nil, "by", "email", "who", "Person3@Mail.example").Code)
	require.Equal(t, http.StatusSeeOther, post(nil, "by", "phone", "who", "020 7946 0003", "region", "gb").Code)
	require.Equal(t, []ledger.Lookup{{Persons: 1, By: "user", Reason: "request 17"}, {Persons: 1, By: "user"}, {Persons: 1, By: "email"}, {Persons: 1, By: "phone"}}, lookups(t, dir))
	page = get(h, "/persons").Body.String()
	require.Contains(t, page, "Questions in the ledger")
	require.Contains(t, page, "request 17")
	require.NotContains(t, page, "u00003")
}

// An export answers no persons.
func TestNoPersons(t *testing.T) {
	h := exported(t, 10, 100)
	for _, path := range []string{"/persons", "/answer?id=x", "/letter?id=x"} {
		require.Equal(t, http.StatusNotFound, get(h, path).Code, path)
	}
	require.NotContains(t, get(h, "/").Body.String(), `href="persons"`)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/persons", strings.NewReader("who=u1")))
	require.Equal(t, http.StatusNotFound, w.Code)
}

// A person's question is asked and answered by clicking, and the person's page opens in its own style.
func TestPersonInBrowser(t *testing.T) {
	h, dir := live(t)
	b, home := browse(t, h)
	b.Open(home)
	b.Click("main a", "A person asks")
	b.Look(looks, "persons-1280-light")
	accessible(t, b, "persons")
	b.Type("#who", "u00003")
	b.Type("#reason", "request 2026-117")
	b.Click("button", "Ask, and record it")
	require.Contains(t, b.Text(), "recorded as entry")
	require.Contains(t, b.Text(), "request 2026-117")
	b.Look(looks, "answer-1280-light")
	accessible(t, b, "answer")
	require.Len(t, lookups(t, dir), 1)
	b.Size(390, "dark")
	b.Look(looks, "answer-390-dark")
	b.Eval("document.querySelector('form[target]').removeAttribute('target')", nil)
	b.Click("button", "Open it")
	var font string
	b.Eval("getComputedStyle(document.body).maxWidth", &font)
	require.NotEqual(t, "none", font, "the page has its style")
	b.Look(looks, "letter-390-light")
	refused(t, b)

	// Imports, policies, advertisers and budgets of a data directory.
	b.Size(1280, "light")
	b.Open(home + "imports")
	b.Click("tbody th a", "")
	require.Contains(t, b.Text(), "10 of them since their contacts were given for security")
	b.Open(home + "advertisers")
	b.Open(home + "budgets")
	refused(t, b)
}
