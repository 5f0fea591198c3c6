package ui

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/chromium"
	"github.com/blindmatch/blindmatch/internal/year"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// start runs the command on a simulated year, and returns its link and what ends it.
func start(t *testing.T, args ...string) (link string, end func() int) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	key, err := year.Write(log, year.Entries(10, 300))
	require.NoError(t, err)
	root := &cobra.Command{Use: "psi-server"}
	root.AddCommand(Command())
	r, w := io.Pipe()
	root.SetOut(w)
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		code <- cli.Run(ctx, root, append([]string{"ui", "--dir", log, "--log-key", key}, args...), io.Discard)
		w.Close()
	}()
	said := make([]byte, 4096)
	text := ""
	for !strings.Contains(text, "interrupt") {
		n, err := r.Read(said)
		require.NoError(t, err, text)
		text += string(said[:n])
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	link = regexp.MustCompile(`http://\S+`).FindString(text)
	require.NotEmpty(t, link, text)
	return link, func() int { cancel(); return <-code }
}

func fetch(t *testing.T, c *http.Client, url string, change func(*http.Request)) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	require.NoError(t, err)
	if change != nil {
		change(r)
	}
	a, err := c.Do(r)
	require.NoError(t, err)
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	require.NoError(t, err)
	return a.StatusCode, string(b), a.Header
}

// The link lets one browser in, once; nobody else gets anything, by any name of the server.
func TestLink(t *testing.T) {
	link, end := start(t)
	server := regexp.MustCompile(`^http://127\.0\.0\.1:\d+`).FindString(link)
	require.NotEmpty(t, server)
	path := regexp.MustCompile(`/[a-z2-7]{10}/`).FindString(link)

	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	mine, other := &http.Client{Jar: jar}, &http.Client{}
	code := func(c *http.Client, url string, change func(*http.Request)) int {
		t.Helper()
		status, text, _ := fetch(t, c, url, change)
		require.Equal(t, status == http.StatusOK && !strings.Contains(url, "open?"), strings.Contains(text, "<h1>"), text)
		return status
	}
	rebound := func(r *http.Request) { r.Host = "attacker.example" }
	require.Equal(t, http.StatusForbidden, code(other, server+path, nil))
	require.Equal(t, http.StatusNotFound, code(other, server+"/", nil))
	require.Equal(t, http.StatusMisdirectedRequest, code(other, link, rebound))
	require.Equal(t, http.StatusForbidden, code(other, strings.Replace(link, "link=", "link=A", 1), nil))
	require.Equal(t, http.StatusForbidden, code(other, link, func(r *http.Request) { r.Header.Set("Sec-Purpose", "prefetch;prerender") }))

	status, text, header := fetch(t, mine, link, nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, `content="0;url=."`)
	cookie := header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=" + path} {
		require.Contains(t, cookie, want)
	}
	require.Equal(t, http.StatusForbidden, code(other, link, nil), "the link works once")
	require.Equal(t, http.StatusOK, code(mine, server+path, nil))
	require.Equal(t, http.StatusOK, code(mine, server+path+"flows?period=2026", nil))
	require.Equal(t, http.StatusMisdirectedRequest, code(mine, server+path, rebound))
	require.Equal(t, http.StatusForbidden, code(other, server+path+"ledger", nil))
	require.Equal(t, cli.ExitDone, end())
	_, err = net.DialTimeout("tcp", strings.TrimPrefix(server, "http://"), time.Second)
	require.Error(t, err, "nothing listens any more")
}

// localhost is this machine's loopback.
func TestLocalhost(t *testing.T) {
	link, end := start(t, "--listen", "localhost:0")
	require.Regexp(t, `^http://(127\.0\.0\.1|\[::1\]):\d+/`, link)
	status, _, _ := fetch(t, &http.Client{}, link, nil)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, cli.ExitDone, end())
}

// A browser that opens the link is in, and its cookie goes nowhere else: not to another port, nor with a request that
// another page makes.
func TestBrowser(t *testing.T) {
	link, end := start(t)
	b := chromium.Start(t)
	b.Open(link)
	b.Await("What to look at") // it goes on by itself
	b.Click("nav a", "Sessions")
	require.Contains(t, b.Text(), "Sessions in December 2026")

	var got []string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Cookie"))
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<p><a href="`+strings.SplitN(link, "open?", 2)[0]+`flows">there</a></p>`)
	}))
	defer other.Close()
	b.Open(other.URL)
	require.Equal(t, "", strings.Join(got, ""), "the cookie was sent to another port")
	b.Open(strings.Replace(other.URL, "127.0.0.1", "localhost", 1))
	b.Click("a", "there")
	require.Contains(t, b.Text(), "This browser did not open the link", "another site's link comes without the cookie")
	require.Equal(t, cli.ExitDone, end())
}

// What can't be shown is said before there is a link.
func TestRefused(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	entries := year.Entries(10, 300)
	for _, e := range entries {
		if e.Result != nil && e.Result.Budget != nil {
			e.Result.Budget.Epsilon = "1/100"
			break
		}
	}
	key, err := year.Write(log, entries)
	require.NoError(t, err)
	for _, x := range []struct {
		code int
		text string
		args []string
	}{
		{cli.ExitFailed, "price does not match its noise", []string{"--dir", log, "--log-key", key}},
		{cli.ExitUsage, "--data missing", nil},
		{cli.ExitUsage, "go together", []string{"--dir", log}},
		{cli.ExitUsage, "go together", []string{"--dir", log, "--log-key", key, "--data", "data"}},
		{cli.ExitUsage, "--controller goes with --data", []string{"--dir", log, "--log-key", key, "--controller", "c.yaml"}},
		{cli.ExitUsage, "--log-key", []string{"--dir", log, "--log-key", "nonsense"}},
		{cli.ExitUsage, "want the folder log in it, ", []string{"--dir", filepath.Dir(log), "--log-key", key}},
		{cli.ExitUsage, "want the folder log of an export", []string{"--dir", filepath.Join(log, "tile"), "--log-key", key}},
		{cli.ExitUsage, "does not exist", []string{"--dir", filepath.Join(log, "none"), "--log-key", key}},
		{cli.ExitUsage, "loopback", []string{"--dir", log, "--log-key", key, "--listen", "0.0.0.0:8080"}},
		{cli.ExitUsage, "loopback", []string{"--dir", log, "--log-key", key, "--listen", ":8080"}},
		{cli.ExitFailed, "data", []string{"--data", filepath.Join(t.TempDir(), "none")}},
	} {
		root := &cobra.Command{Use: "psi-server"}
		root.AddCommand(Command())
		var out, errs strings.Builder
		root.SetOut(&out)
		require.Equal(t, x.code, cli.Run(t.Context(), root, append([]string{"ui"}, x.args...), &errs), "%v: %s", x.args, errs.String())
		require.Contains(t, errs.String(), x.text)
		require.NotContains(t, out.String(), "http")
	}
}
