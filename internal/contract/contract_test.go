package contract

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/stretchr/testify/require"
)

func open(t *testing.T) *Contract {
	t.Helper()
	c, err := Open("../../openapi.json")
	require.NoError(t, err)
	return c
}

func epsilon(s string) psi.Epsilon {
	var e psi.Epsilon
	if err := e.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return e
}

var (
	params   = psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", Types: "email,phone"}
	digest   = psi.Digest{1}
	session  = digest.String()
	sections = []psi.Part{{Width: 1, Size: 2048}, {Width: 4, Size: 3072}}
	set      = psi.Set{Parts: sections, Digest: digest}
	list     = psi.Set{Parts: []psi.Part{{Width: 1, Size: 1000}, {Width: 1, Size: 1190}}, Digest: digest}
	now      = time.Date(2026, 11, 26, 17, 0, 0, 123456789, time.UTC)
	value    = int64(1230)
	slice    = psi.Slices()[6] // 1/256
	released = psi.Released{Value: &value, Floor: 100, Noise: "laplace 1/10"}
	status   = psi.Status{State: psi.StateOpen, Expires: now, PolicyDigest: digest, PlatformSet: &set, Opened: now, Path: "/v1/epochs/" + session}
	filling  = psi.Audience{Action: psi.CreateAudience, Name: "spring", Use: psi.Include, Expires: "2026-12-01T00:00:00Z", Release: true}
)

// examples are messages, by the name of their schema, as the types of this implementation write them.
var examples = map[string][]any{
	"Info": {psi.DatasetInfo{
		Version: psi.Version, Platform: "platform", Advertiser: "acme", Dataset: "users", Params: params,
		Modes: []psi.Mode{psi.Count, psi.Activate, psi.Blinded}, Sections: sections, PolicyDigest: digest,
		Floors: psi.Floors{List: 1000, Dataset: 10000, Report: 100},
		Limits: psi.Limits{List: 100_000_000, Chunk: psi.MaxChunk, Segments: psi.MaxSegments, Sessions: 168},
		Prices: psi.Prices{Least: epsilon("1/1000"), Most: epsilon("1/10"), Month: epsilon("9/10"), Next: now, Units: 1024},
		State:  psi.SetState{Ready: true, Done: 5, Total: 5}, Opened: now, PhoneMetadata: "libphonenumber/9.0.2",
	}},
	"Offer": {
		psi.Offer{
			Version: psi.Version, Mode: psi.Count, Params: params, Dataset: "users", Advertiser: "acme", Platform: "platform",
			Nonce: psi.Nonce{1}, Commitment: digest, Epsilon: epsilon("1/10"), Slice: slice, Segments: 64,
		},
		psi.Offer{
			Version: psi.Version, Mode: psi.Activate, Params: params, Dataset: "users", Advertiser: "acme", Platform: "platform",
			Nonce: psi.Nonce{1}, Commitment: digest, Epsilon: epsilon("1"), Segments: 1, Audience: &filling,
		},
	},
	"Accept": {
		psi.Accept{Session: session, Nonce: psi.Nonce{2}, Status: status},
		psi.Accept{Session: session, Nonce: psi.Nonce{2}, Status: psi.Status{
			State: psi.StatePreparing, Expires: now, Slice: psi.Allotted{Slice: slice}, Progress: &psi.SetState{Done: 1, Total: 2},
		}},
	},
	"Status": {
		status,
		psi.Status{State: psi.StateTags, Expires: now, PlatformSet: &set, Opened: now, Path: status.Path, Receipt: "receipt", Slice: psi.Allotted{Slice: slice, Start: 1023}},
		psi.Status{State: psi.StateFailed, Expires: now, Error: psi.Errorf(psi.CodeBadTags, "a sentinel is missing")},
	},
	"OpenList": {psi.OpenList{List: list, Salt: psi.Nonce{1}, Context: digest}},
	"OpenTags": {psi.OpenTags{Tags: set, PublicKey: psi.PublicKey{1}}},
	"Result": {
		psi.Result{Session: session, Mode: psi.Count, Context: digest, Released: &released, Segments: []psi.Released{released, {BelowFloor: true, Floor: 100, Noise: "none"}}},
		psi.Result{Session: session, Mode: psi.Activate, Context: digest, Receipt: "receipt"},
		psi.Result{Session: session, Mode: psi.Blinded, Context: digest, Released: &psi.Released{Value: &value, Noise: "laplace 1/10 shift 201"}, Handles: &psi.Set{Parts: list.Parts[:1]}},
	},
	"Audience": {
		filling, psi.Audience{Action: psi.RemoveAudience, Name: "spring"},
	},
	"Audiences":          {psi.Audiences{Audiences: []psi.AudienceInfo{{Name: "spring", Use: psi.Exclude, State: psi.AudienceActive, Created: now, Expires: now}}}},
	"RenewAudience":      {psi.RenewAudience{Expires: filling.Expires}},
	"CertificateRequest": {transport.CertificateRequest{Request: "-----BEGIN CERTIFICATE REQUEST-----\n"}},
	"Certificate":        {transport.Certificate{Certificate: "-----BEGIN CERTIFICATE-----\n"}},
	"Cosignature":        {transport.Cosignature{Witness: "witness", Checkpoint: "note"}},
	"Error":              {psi.Errorf(psi.CodeTooSoon, "come back in an hour")},
	"ConnectionFile": {transport.Connection{Format: "blindmatch-connection-v1", URL: "https://platform.example/psi", Platform: "platform", Advertiser: "acme",
		ServerCA: "-----BEGIN CERTIFICATE-----\n"}},
}

func TestExamples(t *testing.T) {
	t.Parallel()
	c := open(t)
	for schema, all := range examples {
		for _, v := range all {
			b, err := json.Marshal(v)
			require.NoError(t, err)
			require.NoError(t, c.Check(schema, b), "%s %s", schema, b)
			// A name that nobody described, and one that is missing.
			var m map[string]any
			require.NoError(t, json.Unmarshal(b, &m))
			for name := range at(c.doc, "components", "schemas", schema, "properties") {
				if _, ok := m[name]; !ok {
					continue
				}
				less := map[string]any{"x-other": 1}
				for k, v := range m {
					less[k] = v
				}
				more, err := json.Marshal(less)
				require.NoError(t, err)
				require.Error(t, c.Check(schema, more), "%s %s", schema, more)
				delete(less, "x-other")
				delete(less, name)
				b, err := json.Marshal(less)
				require.NoError(t, err)
				required, _ := at(c.doc, "components", "schemas", schema)["required"].([]any)
				for _, r := range required {
					if r == name {
						require.Error(t, c.Check(schema, b), "%s without %s", schema, name)
					}
				}
			}
		}
	}
}

// change edits an example.
func change(t *testing.T, v any, edit func(m map[string]any)) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(b, &m))
	edit(m)
	b, err = json.Marshal(m)
	require.NoError(t, err)
	return b
}

func TestRefused(t *testing.T) {
	t.Parallel()
	c := open(t)
	for what, x := range map[string]struct {
		schema string
		of     int
		edit   func(m map[string]any)
	}{
		"upper-case hex":               {"Offer", 0, func(m map[string]any) { m["nonce"] = strings.Repeat("A", 64) }},
		"zero nonce":                   {"Offer", 0, func(m map[string]any) { m["nonce"] = strings.Repeat("0", 64) }},
		"a name with a capital":        {"Offer", 0, func(m map[string]any) { m["dataset"] = "Users" }},
		"an identity with a space":     {"Offer", 0, func(m map[string]any) { m["advertiser"] = "a b" }},
		"null":                         {"Offer", 0, func(m map[string]any) { m["audience"] = nil }},
		"an audience in count":         {"Offer", 0, func(m map[string]any) { m["audience"] = map[string]any{"action": "add", "name": "x"} }},
		"65 segments":                  {"Offer", 0, func(m map[string]any) { m["segments"] = 65 }},
		"a slice of a half":            {"Offer", 0, func(m map[string]any) { m["slice"] = "1/2" }},
		"ε as a decimal":               {"Offer", 0, func(m map[string]any) { m["epsilon"] = "0.1" }},
		"activate without an audience": {"Offer", 1, func(m map[string]any) { delete(m, "audience") }},
		"activate in a slice":          {"Offer", 1, func(m map[string]any) { m["slice"] = "1/4" }},
		"open without a set":           {"Status", 0, func(m map[string]any) { delete(m, "platform_set") }},
		"preparing with a set":         {"Status", 0, func(m map[string]any) { m["state"] = "preparing" }},
		"unit 1024":                    {"Status", 1, func(m map[string]any) { m["slice"] = "1/256 at 1024" }},
		"failed without an error":      {"Status", 2, func(m map[string]any) { delete(m, "error") }},
		"two values":                   {"Result", 0, func(m map[string]any) { m["released"].(map[string]any)["below_floor"] = true }},
		"count without a number":       {"Result", 0, func(m map[string]any) { delete(m, "released") }},
		"handles in count":             {"Result", 0, func(m map[string]any) { m["handles"] = m["released"] }},
		"segments in activate":         {"Result", 1, func(m map[string]any) { m["segments"] = []any{} }},
		"an end in another zone":       {"Audience", 0, func(m map[string]any) { m["expires"] = "2026-12-01T01:00:00+01:00" }},
		"a use to add":                 {"Audience", 1, func(m map[string]any) { m["use"] = "include" }},
		"an end that is no day":        {"RenewAudience", 0, func(m map[string]any) { m["expires"] = "2026-02-30T00:00:00Z" }},
		"an unknown code":              {"Error", 0, func(m map[string]any) { m["code"] = "other" }},
		"plain HTTP":                   {"ConnectionFile", 0, func(m map[string]any) { m["url"] = "http://platform.example" }},
	} {
		require.Error(t, c.Check(x.schema, change(t, examples[x.schema][x.of], x.edit)), what)
	}
}

// read returns the groups of all matches of a pattern in a file.
func read(t *testing.T, path, pattern string) [][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	all := regexp.MustCompile(pattern).FindAllStringSubmatch(string(b), -1)
	require.NotEmpty(t, all)
	return all
}

// The document, the text and the program have the same codes, with the same statuses.
func TestCodes(t *testing.T) {
	t.Parallel()
	c := open(t)
	described := map[string]string{}
	codes, _ := at(c.doc, "components", "schemas", "Code")["enum"].([]any)
	for _, code := range codes {
		described[code.(string)] = ""
	}
	for code, statuses := range at(c.doc, "components", "schemas", "Code", "x-status") {
		require.Contains(t, described, code)
		described[code] = strings.Trim(fmt.Sprint(statuses), "[]")
	}
	text := map[string]string{}
	last := ""
	for _, row := range read(t, "../../SPEC.md", "(?m)^\\| (?:`([a-z_]+)`)? ?\\| ([45][0-9, ]+) \\|") {
		if row[1] == "" { // another line of the code before
			require.Equal(t, text[last], row[2])
			continue
		}
		last = row[1]
		text[last] = strings.ReplaceAll(row[2], ",", "")
	}
	require.Equal(t, described, text)
	inGo := map[string]bool{}
	for _, row := range read(t, "../../psi/errors.go", `(?m)^\tCode\w+ +Code = "([a-z_]+)"`) {
		inGo[row[1]] = true
	}
	require.Len(t, inGo, len(described))
	for code := range described {
		require.Contains(t, inGo, code)
	}
}

// The document and the text have the same routes.
func TestRoutes(t *testing.T) {
	t.Parallel()
	c := open(t)
	described := map[string]bool{}
	for path, item := range at(c.doc, "paths") {
		for method := range at(item) {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	text := map[string]bool{}
	for _, row := range read(t, "../../SPEC.md", "(?m)^\\| `([A-Z]+ /v1/[^`?]+)") {
		text[row[1]] = true
	}
	require.Equal(t, described, text)
}

func TestHandler(t *testing.T) {
	t.Parallel()
	c := open(t)
	b, err := json.Marshal(examples["Status"][0])
	require.NoError(t, err)
	for what, x := range map[string]struct {
		method, path string
		status       int
		typ, body    string
		want         string // in the complaint; "" for none
	}{
		"status":                  {"GET", "/v1/sessions/" + session, 200, "application/json", string(b), ""},
		"a status that is none":   {"GET", "/v1/sessions/" + session, 200, "application/json", `{"state":"open"}`, "missing properties"},
		"another status":          {"GET", "/v1/sessions/" + session, 201, "application/json", string(b), "status 201"},
		"another type":            {"GET", "/v1/sessions/" + session, 200, "text/html", string(b), "type \"text/html\""},
		"a failure":               {"GET", "/v1/sessions/x", 404, "application/json", `{"code":"unknown_session","message":""}`, ""},
		"a failure as text":       {"GET", "/v1/sessions/x", 404, "text/plain", "404", "has type"},
		"a code's other status":   {"GET", "/v1/sessions/x", 409, "application/json", `{"code":"unknown_session","message":""}`, "has status 409"},
		"a bad name that is fine": {"GET", "/v1/sessions/x", 200, "application/json", string(b), "parameter session"},
		"a query":                 {"GET", "/v1/sessions/" + session + "?x=1", 200, "application/json", string(b), "query"},
		"no such resource":        {"GET", "/v1/other", 200, "application/json", "{}", "no such resource"},
		"no such method":          {"PATCH", "/v1/sessions/" + session, 204, "", "", "no such resource"},
		"HEAD":                    {"HEAD", "/v1/sessions/" + session, 400, "application/json", "", ""},
		"a tile":                  {"GET", "/v1/log/tile/0/x001/067.p/5", 200, "application/octet-stream", "x", ""},
		"cosigned without a body": {"POST", "/v1/log/cosignatures", 204, "", "", "type \"\""},
	} {
		t.Run(what, func(t *testing.T) {
			var got []string
			h := c.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.ReadAll(r.Body)
				if x.typ != "" {
					w.Header().Set("Content-Type", x.typ)
				}
				w.WriteHeader(x.status)
				_, _ = io.WriteString(w, x.body)
			}), func(_ *Exchange, err error) { got = append(got, err.Error()) })
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(x.method, x.path, nil))
			if x.want == "" {
				require.Empty(t, got)
				return
			}
			require.Len(t, got, 1)
			require.Contains(t, got[0], x.want)
		})
	}
	// The request's body is read by the handler as ever, and checked.
	for body, want := range map[string]int{`{"expires":"2026-12-01T00:00:00Z"}`: 0, `{"expires":"soon"}`: 1} {
		n := 0
		h := c.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			require.Equal(t, body, string(b))
			w.WriteHeader(http.StatusNoContent)
		}), func(*Exchange, error) { n++ })
		r := httptest.NewRequest("POST", "/v1/audiences/users/spring?purpose=p", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		h.ServeHTTP(httptest.NewRecorder(), r)
		require.Equal(t, want, n)
	}
}
