package client

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"
)

// fixed returns a client of a platform that gives one answer to everything, and how often it was asked for one thing at
// most.
func fixed(t *testing.T, status int, mediaType, body string) (c *Client, asked func() int) {
	t.Helper()
	var mu sync.Mutex
	times := map[string]int{}
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		times[r.Method+r.URL.Path]++
		mu.Unlock()
		w.Header()["Content-Type"] = nil
		if mediaType != "" {
			w.Header()["Content-Type"] = strings.Split(mediaType, "|")
		}
		if status != http.StatusNoContent {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		}
		w.Header().Set("Location", "/v1/elsewhere")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(srv.Close)
	c, err := New(&transport.Connection{URL: srv.URL, Platform: "platform", Advertiser: "acme"}, Config{HTTP: srv.Client()})
	require.NoError(t, err)
	return c, func() int {
		mu.Lock()
		defer mu.Unlock()
		return slices.Max(append(slices.Collect(maps.Values(times)), 0))
	}
}

// What a middleware in front answers is told as its own answer, with what it is and what to do, and a session can go on
// after it.
func TestMiddleware(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		status     int
		kind, body string
		want       string
	}{
		{401, "application/json", `{"error": "no token"}`, "wants a login"},
		{401, "application/problem+json", `{"title": "no"}`, "wants a login"},
		{403, "text/html", "<p>no", "ask the platform how its clients get past it"},
		{200, "text/html; charset=utf-8", "<form>", "it is a page, perhaps to log in; ask the platform"},
		{429, "", "", "try again later"},
	} {
		c, asked := fixed(t, x.status, x.kind, x.body)
		_, err := c.Info(context.Background(), "users", "p")
		var foreign *Foreign
		require.ErrorAs(t, err, &foreign)
		require.Equal(t, x.status, foreign.Status)
		require.Equal(t, x.kind, foreign.Type)
		require.ErrorIs(t, err, advertiser.ErrUnreachable)
		require.ErrorContains(t, err, "from something in front of the platform, not from the platform's own server")
		require.ErrorContains(t, err, x.want)
		require.Equal(t, 1, asked())
	}
}

// whole is a message with all that has to be in it.
func whole(t *testing.T, message any) string {
	b, err := json.Marshal(message)
	require.NoError(t, err)
	return string(b)
}

// An answer that SPEC.md §8 does not have is refused, whatever is in it. SPEC M44, M45, M49
func TestAnswers(t *testing.T) {
	t.Parallel()
	const id = "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e"
	info := func(c *Client) error { _, err := c.Info(context.Background(), "users", "p"); return err }
	offer := func(c *Client) error { _, err := c.Offer(context.Background(), psi.Offer{}); return err }
	status := func(c *Client) error { _, err := c.Status(context.Background(), id); return err }
	result := func(c *Client) error { _, err := c.Result(context.Background(), id); return err }
	abort := func(c *Client) error { return c.Abort(context.Background(), id) }
	list := func(c *Client) error {
		return c.SendList(context.Background(), id, psi.OpenList{List: psi.Set{Parts: []psi.Part{{Width: 1, Size: 1}}}}, strings.NewReader(strings.Repeat("x", 32)))
	}
	log := func(c *Client) error { _, err := c.LogFile(context.Background(), "checkpoint"); return err }
	set := func(path string) func(*Client) error {
		return func(c *Client) error {
			_, err := c.Download(context.Background(), &psi.Status{Path: path, PlatformSet: &psi.Set{Parts: []psi.Part{{Width: 1, Size: 1}}}})
			return err
		}
	}
	leaves := func(c *Client) error {
		_, err := c.Leaves(context.Background(), &psi.Status{Path: "/v1/epochs/ab", PlatformSet: &psi.Set{Parts: []psi.Part{{Width: 1, Size: 1}}}})
		return err
	}
	audiences := func(c *Client) error { _, err := c.Audiences(context.Background(), "users", "p"); return err }
	delete := func(c *Client) error { return c.DeleteAudience(context.Background(), "users", "p", "vips") }
	element := strings.Repeat("x", 32)
	const json, elements = transport.TypeJSON, transport.TypeElements
	const foreign, noPath = "unexpected answer", "gives no path under /v1/"
	for _, r := range []struct {
		name      string
		do        func(*Client) error
		status    int
		mediaType string
		body      string
		text      string // of the error; "" means none
	}{
		{"info", info, 200, json, strings.Replace(whole(t, new(psi.DatasetInfo)), "{", `{"later": null, `, 1), ""},
		{"info without its limits", info, 200, json, strings.Replace(whole(t, new(psi.DatasetInfo)), "limits", "limit", 1), `no "limits"`},
		{"info with limits null", info, 200, json, `{"limits": null}`, "SPEC.md §7"},
		{"info, created", info, 201, json, `{}`, foreign},
		{"info, nothing", info, 204, "", "", foreign},
		{"info as a page", info, 200, "text/html", `{}`, foreign},
		{"info with a parameter", info, 200, json + "; charset=utf-8", `{}`, "want application/json"},
		{"info of two types", info, 200, json + "|" + json, `{}`, "want application/json"},
		{"info of no type", info, 200, "", `{}`, "want application/json"},
		{"info, a name twice", info, 200, json, `{"version": "1", "version": "2"}`, "SPEC.md §7"},
		{"info, two values", info, 200, json, `{} {}`, "SPEC.md §7"},
		{"info, a fraction", info, 200, json, `{"limits": {"list": 1.5}}`, "SPEC.md §7"},
		{"info, not UTF-8", info, 200, json, "{\"platform\": \"\xff\"}", "SPEC.md §7"},
		{"info, cut", info, 200, json, `{"version": "1"`, "SPEC.md §7"},
		{"info, too long", info, 200, json, "{}" + strings.Repeat(" ", transport.MaxMessage), "longer than 65536 bytes"},
		{"accept", offer, 201, json, whole(t, new(psi.Accept)), ""},
		{"accept without a session", offer, 201, json, strings.Replace(whole(t, new(psi.Accept)), "session", "name", 1), `no "session"`},
		{"accept, not created", offer, 200, json, `{}`, foreign},
		{"status", status, 200, json, whole(t, new(psi.Status)), ""},
		{"status, partial", status, 206, json, `{}`, foreign},
		{"result", result, 200, json, whole(t, new(psi.Result)), ""},
		{"result, accepted", result, 202, json, `{}`, foreign},
		{"abort", abort, 204, "", "", ""},
		{"abort with a page", abort, 200, "text/html", "<p>bye", foreign},
		{"list", list, 204, "", "", ""},
		{"list with a page", list, 200, "text/html", "<p>thanks", foreign},
		{"log", log, 200, "text/plain", "x", ""},
		{"log, nothing", log, 204, "", "", foreign},
		{"redirect", info, 302, "text/html", "", foreign},
		{"error as a page", info, 404, "text/html", "<p>no", foreign},
		{"error without a message", info, 404, json, `{"code": "internal"}`, foreign},
		{"error without a code", info, 404, json, `{"message": "no"}`, foreign},
		{"error with a code that is none", info, 404, json, `{"code": "\u001b[2J", "message": "no"}`, foreign},
		{"error that came with success", info, 203, json, `{"code": "internal", "message": "no"}`, foreign},
		{"error of a later version", info, 409, json, `{"code": "too_late", "message": "no"}`, "no"},
		{"set", set("/v1/epochs/ab"), 200, elements, element, ""},
		{"leaves", leaves, 200, transport.TypeLeaves, element, ""},
		{"leaves as elements", leaves, 200, elements, element, "want 32 bytes of " + transport.TypeLeaves},
		{"audiences", audiences, 200, json, `{"audiences": []}`, ""},
		{"delete", delete, 204, "", "", ""},
		{"delete with a page", delete, 200, "text/html", "<p>bye", foreign},
		{"set, another type", set("/v1/epochs/ab"), 200, json, element, "want 32 bytes of " + elements},
		{"set, short", set("/v1/epochs/ab"), 200, elements, element[1:], "sends 31 bytes"},
		{"set, partial", set("/v1/epochs/ab"), 206, elements, element, foreign},
		{"set without a path", set(""), 200, elements, element, noPath},
		{"set elsewhere", set("/v2/x"), 200, elements, element, noPath},
		{"set on another host", set("//host/v1/x"), 200, elements, element, noPath},
		{"set under a parent", set("/v1/../x"), 200, elements, element, noPath},
		{"set under a parent at the end", set("/v1/epochs/.."), 200, elements, element, noPath},
		{"set under an encoded parent", set("/v1/%2e%2e/x"), 200, elements, element, noPath},
		{"set with a query", set("/v1/epochs/ab?x=1"), 200, elements, element, noPath},
		{"set with an empty segment", set("/v1//x"), 200, elements, element, noPath},
		{"set with a line break", set("/v1/epochs/ab\n"), 200, elements, element, noPath},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			c, asked := fixed(t, r.status, r.mediaType, r.body)
			err := r.do(c)
			if r.text == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, r.text)
			require.LessOrEqual(t, asked(), 1, "asking again won't help")
		})
	}
}
