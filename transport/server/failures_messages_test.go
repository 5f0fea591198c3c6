package server_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func offerRows(w *world) []row {
	offer := func(change func(x *wire, o *psi.Offer)) func(x *wire) answer {
		return func(x *wire) answer {
			o := x.newOffer(psi.Count)
			change(x, &o)
			return x.post("/v1/sessions", o)
		}
	}
	open := func(change func(m *psi.OpenList)) func(x *wire) answer {
		return func(x *wire) answer {
			m := x.opening()
			change(&m)
			return x.post(x.session("/list"), m)
		}
	}
	mismatch := func(name string, change func(x *wire, o *psi.Offer), text string) row {
		return row{name: "offer: " + name, do: offer(change), status: 409, code: psi.CodeMismatch, text: text}
	}
	commitment := func(name string, change func(m *psi.OpenList)) row {
		return row{name: "commitment opened with another " + name, at: atOpen, do: open(change),
			status: 409, code: psi.CodeCommitment, text: "not what the offer committed to", after: psi.StateFailed}
	}
	return []row{
		mismatch("version", func(_ *wire, o *psi.Offer) { o.Version = "Blindmatch-V0" }, `"Blindmatch-V0", this platform "Blindmatch-V1"`),
		mismatch("suite", func(_ *wire, o *psi.Offer) { o.Suite = "P256" }, `suite: the offer says "P256"`),
		mismatch("profile", func(_ *wire, o *psi.Offer) { o.Profile = "uid2" }, `profile: the offer says "uid2"`),
		mismatch("identifier types", func(_ *wire, o *psi.Offer) { o.Types = "email,phone" }, `identifier types: the offer says "email,phone", dataset "users" has "email"`),
		mismatch("other advertiser", func(_ *wire, o *psi.Offer) { o.Advertiser = "globex" }, `advertiser: the offer says "globex"`),
		mismatch("other platform", func(_ *wire, o *psi.Offer) { o.Platform = "elsewhere" }, `platform: the offer says "elsewhere"`),
		mismatch("mode unknown", func(_ *wire, o *psi.Offer) { o.Mode = "intersect" }, `unknown mode "intersect"`),
		// A name that nothing can have gets what an unknown one gets: SPEC.md §4.3.
		mismatch("no mode", func(_ *wire, o *psi.Offer) { o.Mode = "" }, `unknown mode ""`),
		mismatch("no suite", func(_ *wire, o *psi.Offer) { o.Suite = "" }, `suite: the offer says ""`),
		mismatch("profile begins with a dot", func(_ *wire, o *psi.Offer) { o.Profile = ".v1" }, `profile: the offer says ".v1"`),
		mismatch("identifier type of 65 characters", func(_ *wire, o *psi.Offer) { o.Types = psi.Types(strings.Repeat("x", 65)) }, "identifier types: the offer says"),
		mismatch("no identifier type", func(_ *wire, o *psi.Offer) { o.Types = "" }, `identifier types: the offer says ""`),
		mismatch("ε above the most", func(_ *wire, o *psi.Offer) { o.Epsilon = psi.MostEpsilon() }, "ε 1: this platform releases numbers with 1/1000 to 1/10"),
		mismatch("no ε", func(_ *wire, o *psi.Offer) { o.Epsilon = psi.Epsilon{} }, "ε 0: this platform"),
		{name: "offer: no segments", do: offer(func(_ *wire, o *psi.Offer) { o.Segments = 0 }), status: 400, code: psi.CodeBadRequest, text: "0 segments: want 1 to 64"},
		{name: "offer: 65 segments", do: offer(func(_ *wire, o *psi.Offer) { o.Segments = 65 }), status: 400, code: psi.CodeBadRequest, text: "65 segments"},
		{name: "offer: an audience in count", do: offer(func(_ *wire, o *psi.Offer) { o.Audience = &psi.Audience{Action: psi.AddToAudience, Name: "vips"} }),
			status: 400, code: psi.CodeBadRequest, text: `mode "count" has no audience`},
		{name: "offer: segments of handles", do: offer(func(_ *wire, o *psi.Offer) { o.Mode, o.Segments = psi.Blinded, 2 }),
			status: 400, code: psi.CodeBadRequest, text: "neither segments nor slices"},
		mismatch("no advertiser", func(_ *wire, o *psi.Offer) { o.Advertiser = "" }, `advertiser: the offer says ""`),
		mismatch("advertiser with a space", func(_ *wire, o *psi.Offer) { o.Advertiser = "ac me" }, "advertiser: the offer says"),
		mismatch("platform outside ASCII", func(_ *wire, o *psi.Offer) { o.Platform = "plätform" }, "platform: the offer says"),
		{name: "offer: dataset with a space", do: offer(func(_ *wire, o *psi.Offer) { o.Dataset = "my users" }),
			status: 404, code: psi.CodeUnknownDataset, text: "no dataset"},
		{name: "offer: dataset ends with a line break", do: offer(func(_ *wire, o *psi.Offer) { o.Dataset = "users\n" }),
			status: 404, code: psi.CodeUnknownDataset, text: "no dataset"},
		{name: "offer: purpose with a slash", do: offer(func(_ *wire, o *psi.Offer) { o.Purpose = "a/b" }),
			status: 403, code: psi.CodePurpose, text: "not offered for purpose"},
		{name: "offer: no purpose", do: offer(func(_ *wire, o *psi.Offer) { o.Purpose = "" }),
			status: 403, code: psi.CodePurpose, text: "not offered for purpose"},
		{name: "info: dataset outside ASCII", do: func(x *wire) answer {
			return x.send("GET", "/v1/datasets/us%C3%A9rs?purpose=audience-matching", "", nil)
		}, status: 404, code: psi.CodeUnknownDataset, text: "no dataset"},
		{name: "offer: unknown dataset", do: offer(func(_ *wire, o *psi.Offer) { o.Dataset = "usres" }),
			status: 404, code: psi.CodeUnknownDataset, text: `no dataset "usres" here, did you mean "users"?`},
		{name: "offer: other purpose", do: offer(func(_ *wire, o *psi.Offer) { o.Purpose = "measurement" }),
			status: 403, code: psi.CodePurpose, text: `not offered for purpose "measurement"`},
		{name: "offer: of the first form", do: func(x *wire) answer {
			return x.send("POST", "/v1/sessions", "application/json", []byte(`{"version":"Blindmatch-V1","mode":"count","dataset":"users","id_type":"email"}`))
		}, status: 400, code: psi.CodeBadRequest, text: "this client speaks an older form of Blindmatch-V1"},
		{name: "offer: a name of the first form where it never was", do: func(x *wire) answer {
			return x.send("POST", "/v1/sessions", "application/json", []byte(`{"version":"id_type","audience":{"id_type":"email"}}`))
		}, status: 400, code: psi.CodeBadRequest, text: "message is not what SPEC.md §7 describes"},
		{name: "info: unknown dataset", do: func(x *wire) answer {
			return x.send("GET", "/v1/datasets/nothing?purpose=audience-matching", "", nil)
		}, status: 404, code: psi.CodeUnknownDataset, text: "check the spelling"},
		{name: "info: no purpose", do: func(x *wire) answer { return x.send("GET", "/v1/datasets/users", "", nil) },
			status: 403, code: psi.CodePurpose, text: "not offered for purpose"},
		commitment("size", func(m *psi.OpenList) { m.List = resized(m.List, [32]byte{}, 131) }),
		commitment("digest", func(m *psi.OpenList) { m.List.Digest[31] ^= 1 }),
		commitment("salt", func(m *psi.OpenList) { m.Salt[0] ^= 128 }),
		{name: "context mismatch", at: atOpen, do: open(func(m *psi.OpenList) { m.Context[5] ^= 4 }),
			status: 409, code: psi.CodeContextMismatch, text: "disagree about the context", after: psi.StateFailed},
		{name: "context of another purpose", at: atOpen, do: func(x *wire) answer {
			x.c.Purpose = "measurement"
			return open(func(*psi.OpenList) {})(x)
		}, status: 409, code: psi.CodeContextMismatch, text: "disagree", after: psi.StateFailed},
		{name: "list below the floor", list: func(b []byte) []byte { return b[:99*32] }, at: atOpen, do: open(func(*psi.OpenList) {}),
			status: 403, code: psi.CodeListTooSmall, text: "the list has 99 elements; this platform matches lists of at least 100", after: psi.StateFailed},
		{name: "list announced again otherwise", at: atList, do: open(func(m *psi.OpenList) { m.List = resized(m.List, [32]byte{}, 131) }),
			status: 409, code: psi.CodeWrongState, text: "announced already", after: psi.StateFailed},
		{name: "list above the most", at: atOpen, list: func(b []byte) []byte {
			// The announced size is checked before any byte is accepted.
			return b
		}, do: func(x *wire) answer {
			o := x.newOffer(psi.Count)
			x.c.List = resized(x.c.List, [32]byte{}, 1<<39)
			o.Commitment = psi.Commitment(x.salt, x.c.List)
			a := x.post("/v1/sessions", o)
			require.Equal(x.w.t, 201, a.status)
			var accept psi.Accept
			require.NoError(x.w.t, json.Unmarshal(a.body, &accept))
			x.id = accept.Session
			return open(func(*psi.OpenList) {})(x)
		}, status: 403, code: psi.CodeListTooLarge, text: "this platform takes 100000000", after: psi.StateFailed},
		{name: "unknown session", do: func(x *wire) answer { x.id = strings.Repeat("ab", 32); return x.send("GET", x.session(""), "", nil) },
			status: 404, code: psi.CodeUnknownSession, text: "run the command again"},
		{name: "unknown epoch file", do: func(x *wire) answer { return x.send("GET", "/v1/epochs/"+strings.Repeat("ab", 32), "", nil) },
			status: 404, code: psi.CodeUnknownDataset, text: "no such epoch file"},
		{name: "unknown epoch's leaves", do: func(x *wire) answer { return x.send("GET", "/v1/epochs/"+strings.Repeat("ab", 32)+"/leaves", "", nil) },
			status: 404, code: psi.CodeUnknownDataset, text: "no such epoch file"},
		{name: "epoch file without a digest", do: func(x *wire) answer { return x.send("GET", "/v1/epochs/..%2f..%2fkeys", "", nil) },
			status: 400, code: psi.CodeBadRequest, text: "digest of"},
		{name: "no such resource", do: func(x *wire) answer { return x.send("GET", "/v2/sessions", "", nil) },
			status: 400, code: psi.CodeBadRequest, text: "no such resource"},
		{name: "no such method", do: func(x *wire) answer { return x.send("PATCH", "/v1/sessions", "", nil) },
			status: 400, code: psi.CodeBadRequest, text: "no such resource"},
	}
}

func jsonRows() []row {
	// Each changes a good offer.
	bad := func(name string, change func(good string) string) row {
		return row{name: "json: " + name, do: func(x *wire) answer {
			b, err := json.Marshal(x.newOffer(psi.Count))
			require.NoError(x.w.t, err)
			changed := change(string(b))
			require.NotEqual(x.w.t, string(b), changed)
			return x.post("/v1/sessions", []byte(changed))
		}, status: 400, code: psi.CodeBadRequest, text: "SPEC.md §7"}
	}
	rows := []row{
		bad("unknown field", func(s string) string { return `{"debug":true,` + s[1:] }),
		bad("name in another case", func(s string) string { return strings.Replace(s, `"dataset"`, `"Dataset"`, 1) }),
		bad("duplicate name", func(s string) string { return `{"mode":"count",` + s[1:] }),
		bad("trailing garbage", func(s string) string { return s + "{}" }),
		bad("truncated", func(s string) string { return s[:len(s)-1] }),
		bad("invalid UTF-8", func(s string) string { return strings.Replace(s, "users", "us\xffrs", 1) }),
		bad("number for a name", func(s string) string { return strings.Replace(s, `"users"`, `7`, 1) }),
		bad("array", func(s string) string { return "[" + s + "]" }),
		bad("upper-case hex", func(s string) string { return strings.ToUpper(s[:0]) + upperNonce(s) }),
		bad("short digest", func(s string) string { return strings.Replace(s, `"commitment":"`, `"commitment":"a`, 1) }),
		bad("null for an optional field", func(s string) string { return `{"phone_metadata":null,` + s[1:] }),
		bad("null for a field", func(s string) string { return strings.Replace(s, `"suite":"ristretto255"`, `"suite":null`, 1) }),
		bad("null", func(string) string { return "null" }),
		bad("deep nesting", func(string) string { return strings.Repeat("[", 30_000) }),
		bad("comment", func(s string) string { return s + "// x" }),
		bad("empty", func(string) string { return "" }),
	}
	rows[len(rows)-1].do = func(x *wire) answer { return x.post("/v1/sessions", []byte{}) }
	plain := func(name string, status int, text string, v func(x *wire) []byte, mods ...func(*http.Request)) row {
		return row{name: name, do: func(x *wire) answer { return x.post("/v1/sessions", v(x), mods...) }, status: status, code: psi.CodeBadRequest, text: text}
	}
	offer := func(x *wire) []byte {
		b, err := json.Marshal(x.newOffer(psi.Count))
		require.NoError(x.w.t, err)
		return b
	}
	return append(rows,
		plain("json: oversize", 413, "want at most 65536", func(x *wire) []byte {
			return append(offer(x), bytes.Repeat([]byte(" "), 64<<10)...)
		}),
		plain("framing: json without a Content-Length", 411, "Content-Length", offer, func(r *http.Request) { r.ContentLength = -1 }),
		plain("framing: json with a Content-Encoding", 415, "Content-Encoding", offer, header("Content-Encoding", "br")),
		plain("json: media type", 415, "application/json", offer, header("Content-Type", "text/plain")),
	)
}

var nonceRE = regexp.MustCompile(`"nonce":"[0-9a-f]{64}"`)

// upperNonce sets an offer's nonce to a value with upper-case digits.
func upperNonce(s string) string {
	return nonceRE.ReplaceAllString(s, `"nonce":"`+strings.Repeat("AB", 32)+`"`)
}

// stateRows sends every message at every station where it does not belong.
func stateRows() []row {
	type message struct {
		name string
		send func(x *wire) answer
		at   []string // stations where it is allowed, or is a repetition that changes nothing
	}
	all := []string{atOpen, atList, atSent, atClosed, atTags, atTagged, atEnd}
	messages := []message{
		{"announce list", func(x *wire) answer { return x.post(x.session("/list"), x.opening()) }, []string{atOpen, atList, atSent}},
		{"chunk of the list", func(x *wire) answer { return x.put("list", 0, x.list) }, []string{atList, atSent}},
		{"close list", func(x *wire) answer { return x.post(x.session("/list/close"), nil) }, []string{atSent, atClosed, atTags, atTagged}},
		{"announce tags", func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Parts: x.c.PlatformSet.Parts}})
		}, []string{atClosed}},
		{"chunk of tags", func(x *wire) answer { return x.put("tags", 0, make([]byte, 16<<10)) }, []string{atTags, atTagged}},
		{"close tags", func(x *wire) answer { return x.post(x.session("/tags/close"), nil) }, []string{atTagged, atEnd}},
		{"result", func(x *wire) answer { return x.send("GET", x.session("/result"), "", nil) }, []string{atEnd}},
		{"handles", func(x *wire) answer { return x.send("GET", x.session("/handles"), "", nil) }, nil},
	}
	var rows []row
	for _, m := range messages {
		for _, station := range all {
			if slices.Contains(m.at, station) {
				continue
			}
			after := map[string]psi.State{atOpen: psi.StateOpen, atList: psi.StateList, atSent: psi.StateList, atClosed: psi.StateTags, atTags: psi.StateTags, atTagged: psi.StateTags, atEnd: psi.StateDone}[station]
			rows = append(rows, row{
				name: "wrong state: " + m.name + " at " + station, at: station, after: after, status: 409, code: psi.CodeWrongState,
				do: func(x *wire) answer {
					a := m.send(x)
					if station == atEnd {
						require.EqualValues(x.w.t, 100, *x.released().Value, "the result stands")
					}
					return a
				},
			})
		}
	}
	return rows
}
