package main

import (
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"slices"

	"github.com/blindmatch/blindmatch/vectors"
)

// maker makes cases of vectors.
type maker struct {
	*rand.Rand
	identifiers, elements, keys, contexts, good []vector

	infos, audits, results, statuses, sets []vector
	logs                                   []signedLog
}

// vector is what is taken of any vector.
type vector struct {
	Profile string          `json:"profile"`
	Type    string          `json:"id_type"`
	Region  string          `json:"region"`
	Text    string          `json:"text"`
	Hashed  bool            `json:"hashed"`
	Stage   string          `json:"stage"`
	Outcome string          `json:"outcome"`
	Suite   string          `json:"suite"`
	Key     string          `json:"key"`
	Element string          `json:"element"`
	Context json.RawMessage `json:"context"`

	raw json.RawMessage
}

func newMaker(seed uint64) (*maker, error) {
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 13))}
	for _, file := range []string{"identifier", "remask", "context", "malformed", "info", "audit", "result", "status", "log"} {
		b, err := fs.ReadFile(vectors.Embedded(), file+".json")
		if err != nil {
			return nil, err
		}
		var all struct {
			Vectors []json.RawMessage `json:"vectors"`
		}
		if err := json.Unmarshal(b, &all); err != nil {
			return nil, err
		}
		for _, raw := range all.Vectors {
			if err := m.take(file, raw); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

// take puts a vector where cases are made of it.
func (m *maker) take(file string, raw json.RawMessage) error {
	if file == "log" {
		var l signedLog
		err := json.Unmarshal(raw, &l)
		m.logs = append(m.logs, l)
		return err
	}
	v := vector{raw: raw}
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	switch {
	case file == "identifier" && !v.Hashed:
		m.identifiers = append(m.identifiers, v)
	case file == "remask":
		m.good = append(m.good, v)
		m.elements = append(m.elements, v)
	case file == "context" || v.Stage == "context":
		m.contexts = append(m.contexts, v)
	case v.Stage == "element":
		m.elements = append(m.elements, v)
	case v.Stage == "key":
		m.keys = append(m.keys, v)
	case v.Stage == "platform_set" || v.Stage == "leaves" || v.Stage == "handles":
		m.sets = append(m.sets, v)
	case file == "info":
		m.infos = append(m.infos, v)
	case file == "audit":
		m.audits = append(m.audits, v)
	case file == "result":
		m.results = append(m.results, v)
	case file == "status":
		m.statuses = append(m.statuses, v)
	}
	return nil
}

func (m *maker) pick(from []vector) vector { return from[m.IntN(len(from))] }

// mostly picks one that is to be accepted, but for one time in four.
func (m *maker) mostly(from []vector) vector {
	v := m.pick(from)
	if any := m.IntN(4) == 0; !any {
		for v.Outcome != "ok" {
			v = m.pick(from)
		}
	}
	return v
}

// next makes a case: half are of what goes in, half of what a platform answers.
func (m *maker) next() (*Case, error) {
	switch m.IntN(24) {
	case 0, 1, 2:
		return m.result()
	case 3, 4:
		return m.status()
	case 5, 6:
		return m.info()
	case 7:
		return m.audit()
	case 8, 9:
		return m.set()
	case 10, 11:
		return m.signed()
	case 12, 13:
		return m.number(), nil
	}
	return m.input(), nil
}

func (m *maker) input() *Case {
	switch x := m.IntN(100); {
	case x < 60:
		v := m.pick(m.identifiers)
		text, _ := hex.DecodeString(v.Text)
		return &Case{Op: "normalise", Profile: v.Profile, Type: v.Type, Region: v.Region, Text: hex.EncodeToString(m.text(text))}
	case x < 68:
		v := m.pick(m.keys)
		return &Case{Op: "key", Suite: v.Suite, Key: m.bytes(v.Key)}
	case x < 78:
		v, g := m.pick(m.elements), m.pick(m.good)
		for g.Suite != v.Suite {
			g = m.pick(m.good)
		}
		return &Case{Op: "element", Suite: v.Suite, Key: g.Key, Element: m.bytes(v.Element)}
	case x < 93:
		return &Case{Op: "context", Context: m.context(m.pick(m.contexts).Context)}
	default:
		return &Case{Op: "tag", Context: m.pick(m.contexts).Context, Element: m.bytes(m.pick(m.good).Element)}
	}
}

// marks are what files have in and around identifiers.
var marks = []string{
	" ", "\t", "\u00a0", "\u200b", "\ufeff", "@", ".", "-", "+", "'", "=", "#", "\"", "(", ")", "/", ":", "0", "7", "00", "00491511234567", "A", "z", "\u00e9", "e\u0301",
	"\u00df", "\u1e9e", "\u0130", "\u03a3", "\u03c2", "\u00b7", "\u200d", "\u200c", "\u094d", "\u05d0", "\u0661", "\u06f1", "\uff11", "\uff0b", "\u3002", "\uff0e", "\uff61",
	"\u2019", "\u00aa", "\u2122", "\u2460", "\ufb01", "xn--", "xn--mnchen-3ya", "gmail.com", "googlemail.com", "\ufffd", "\x00", "\x1f", "\x80", "\xff", "\u0e33", "\u30fb", "\u0375",
	"\U0001f600", "\uac00", "\u1100", "\u0345", "test@test.com", "n/a", "tel:", "ext", ",", ";", "\u00ad", "\u2011", "\u30fc", "\uff70", "example.com", "\u0378",
}

// text changes a text in up to four places.
func (m *maker) text(b []byte) []byte {
	b = slices.Clone(b)
	for range m.IntN(5) {
		at := 0
		if len(b) > 0 {
			at = m.IntN(len(b) + 1)
		}
		switch m.IntN(6) {
		case 0, 1, 2:
			b = slices.Insert(b, at, []byte(marks[m.IntN(len(marks))])...)
		case 3: // any code point
			b = slices.Insert(b, at, []byte(string(rune(m.IntN(0x3000))))...)
		case 4:
			if at < len(b) {
				b = slices.Delete(b, at, at+1)
			}
		default:
			if at < len(b) {
				b[at] ^= 1 << m.IntN(8)
			}
		}
	}
	return b
}

// bytes changes a bit of bytes in hexadecimal, or none.
func (m *maker) bytes(text string) string {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 32 {
		return "0000000000000000000000000000000000000000000000000000000000000000"
	}
	for range m.IntN(3) {
		b[m.IntN(32)] ^= 1 << m.IntN(8)
	}
	return hex.EncodeToString(b)
}

// values are what fields of a context may be, and may not.
var values = []any{
	"", "users", "Users", "a.b-c_d", "-a", "1/10", "2/20", "1/1000", "1/1001", "1", "3/2", "0", "1/4", "1/4 at 768", "1/4 at 1024", "1/1024 at 1023", "1/4 at 01",
	"count", "activate", "blinded", "ristretto255", "P256", "acme", "with space", "\u00e9", 1, 0, 64, 65, 2, []string{"email"}, []string{"phone", "email"}, []string{"email", "email"},
	"include", "exclude", "2026-12-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-12-01T00:00:00.0Z", true,
}

// context changes a field of a context, or none.
func (m *maker) context(raw json.RawMessage) json.RawMessage {
	var c map[string]any
	if json.Unmarshal(raw, &c) != nil {
		return raw
	}
	for range m.IntN(3) {
		in := c
		if a, ok := c["audience"].(map[string]any); ok && m.IntN(4) == 0 {
			in = a
		}
		names := make([]string, 0, len(in))
		for name := range in {
			names = append(names, name)
		}
		slices.Sort(names)
		name := names[m.IntN(len(names))]
		v := values[m.IntN(len(values))]
		if sameKind(in[name], v) {
			in[name] = v
		}
	}
	b, err := json.Marshal(c)
	if err != nil {
		return raw
	}
	return b
}

// sameKind keeps to the types that messages have: what is none is refused before there is a context.
func sameKind(a, b any) bool {
	switch a.(type) {
	case string:
		_, ok := b.(string)
		return ok
	case float64:
		_, ok := b.(int)
		return ok
	case bool:
		_, ok := b.(bool)
		return ok
	case []any:
		_, ok := b.([]string)
		return ok
	}
	return false
}
