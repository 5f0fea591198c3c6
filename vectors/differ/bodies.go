package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/vectors"
)

// texts and literals are what members of a platform's answers may be, and may not.
var (
	texts = []string{
		"", "", "", "none", "laplace 1/10", "laplace 1", "laplace 1/10 shift 201", "laplace 2/20", "laplace 1/10 ", "count", "activate", "blinded", "open", "done", "failed",
		"preparing", "list", "tags", "counting", "closed", "1", "1/4", "1/4 at 0", "1/4 at 900", "1/4 at 1024", "/v1/epochs/x", "\u00e9", strings.Repeat("0", 64), strings.Repeat("A", 64),
		"2026-01-02T00:00:00Z", "2026-01-02T00:00:00z", "2026-01-02t00:00:00Z", "2026-01-02 00:00:00Z", "2026-01-02T00:00:00.5Z", "2026-01-02T00:00:00,5Z", "2026-01-02T01:00:00+01:00",
		"2026-01-02T00:00:00-00:00", "2026-01-02T00:00:00+24:00", "2026-01-02T00:00:00+0100", "2026-01-02T00:00:60Z", "2026-01-02T24:00:00Z", "2026-02-29T00:00:00Z", "2026-1-2T00:00:00Z",
		"02026-01-02T00:00:00Z", "2026-01-02T00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-01-02T00:00:00.123456789012Z", "2026-01-02T00:00:00.Z",
	}
	literals = []string{
		"0", "1", "-1", "-0", "90", "99", "100", "103", "104", "110", "580", "583", "10800", "10900", "12300", "12350", "580.0", "5.8e2", "0580", "+580", "580.5", "9007199254740991",
		"18446744073709551616", "-9223372036854775809", "1e400", "true", "false", `"580"`, "{}", "{}", "[]", "[]", "null", "null", "null", `""`, `[null]`, `[""]`,
	}
)

// body changes the text of a JSON object, or not: a member in it becomes another, is left out, comes twice or in addition.
func (m *maker) body(text string) string {
	var root any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if d.Decode(&root) != nil {
		return text
	}
	for range m.IntN(3) {
		m.member(root)
	}
	b, err := json.Marshal(root)
	if err != nil {
		return text
	}
	out := string(b)
	switch m.IntN(24) {
	case 0:
		out = strings.Replace(out, "{", `{"lunar_phase":"full",`, 1)
	case 1:
		out = strings.Replace(out, `{"`, `{"mode":"count","`, 1)
	case 2:
		out += " {}"
	case 3:
		out = "\n\t" + out + " "
	}
	return out
}

// member changes a member of an object or array somewhere in v.
func (m *maker) member(v any) {
	switch x := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(x))
		for name := range x {
			names = append(names, name)
		}
		if len(names) == 0 {
			return
		}
		slices.Sort(names)
		name := names[m.IntN(len(names))]
		if inner, ok := x[name].(map[string]any); ok && m.IntN(4) > 0 {
			m.member(inner)
			return
		}
		switch {
		case m.IntN(8) == 0:
			delete(x, name)
		case name != "path": // which another step looks at
			x[name] = m.other(x[name])
		}
	case []any:
		if len(x) > 0 {
			at := m.IntN(len(x))
			if _, ok := x[at].(map[string]any); ok {
				m.member(x[at])
				return
			}
			x[at] = m.other(x[at])
		}
	}
}

// other is another value, mostly of the same kind.
func (m *maker) other(v any) any {
	switch x := v.(type) {
	case json.Number:
		if n, err := x.Int64(); err == nil && m.IntN(3) == 0 {
			return json.Number(fmt.Sprint(n + []int64{-10, -1, 1, 10}[m.IntN(4)]))
		}
		return json.RawMessage(m.literal())
	case string:
		if b, err := hex.DecodeString(x); err == nil && len(b) == 32 && m.IntN(2) == 0 {
			b[m.IntN(32)] ^= 1 << m.IntN(8)
			return hex.EncodeToString(b)
		}
		if m.IntN(8) > 0 {
			return texts[m.IntN(len(texts))]
		}
	case bool:
		if m.IntN(3) > 0 {
			return !x
		}
	case []any:
		if len(x) > 0 && m.IntN(2) == 0 {
			return append(slices.Clone(x), x[m.IntN(len(x))])
		}
	}
	return json.RawMessage(m.literal())
}

// literal is JSON: what is none as a value of its own is put in later, as text.
func (m *maker) literal() string {
	l := literals[m.IntN(len(literals))]
	if !json.Valid([]byte(l)) {
		return "580"
	}
	return l
}

// result makes a platform's result, and something else that was asked.
func (m *maker) result() (*Case, error) {
	v, err := fieldsOf(m.mostly(m.results).raw)
	if err != nil {
		return nil, err
	}
	switch m.IntN(8) {
	case 0:
		v["floor"] = m.IntN(300)
	case 1:
		v["exact"] = v["exact"] != true
	case 2:
		c := v["context"].(map[string]any)
		c["epsilon"] = m.epsilon().String()
		raw, err := json.Marshal(c)
		if err != nil {
			return nil, err
		}
		x, err := vectors.ParseContext(raw)
		if err != nil {
			return nil, err
		}
		was := v["body"].(string)
		at := strings.Index(was, `"context": "`) + len(`"context": "`)
		digest := x.Digest()
		v["body"] = was[:at] + hex.EncodeToString(digest[:]) + was[at+64:]
	}
	v["body"] = m.body(v["body"].(string))
	return caseOf("result", v)
}

// info makes what a platform offers, and something else that was asked.
func (m *maker) info() (*Case, error) {
	v, err := fieldsOf(m.mostly(m.infos).raw)
	if err != nil {
		return nil, err
	}
	switch m.IntN(8) {
	case 0:
		v["mode"] = []string{"count", "activate", "blinded"}[m.IntN(3)]
	case 1:
		v["types"] = [][]string{{"phone"}, {"email", "phone"}, {"uid"}}[m.IntN(3)]
	}
	v["body"] = m.body(v["body"].(string))
	return caseOf("info", v)
}

// audit makes what an info says of the last audit, and something else that was asked.
func (m *maker) audit() (*Case, error) {
	v, err := fieldsOf(m.mostly(m.audits).raw)
	if err != nil {
		return nil, err
	}
	switch m.IntN(4) {
	case 0:
		v["within_days"] = 1 + m.IntN(20)
	case 1:
		delete(v, "auditor")
	}
	if body, ok := v["body"].(string); ok {
		v["body"] = m.body(body)
	}
	return caseOf("audit", v)
}

// status makes the last of a session's statuses.
func (m *maker) status() (*Case, error) {
	v, err := fieldsOf(m.mostly(m.statuses).raw)
	if err != nil {
		return nil, err
	}
	bodies := v["bodies"].([]any)
	last := len(bodies) - 1
	bodies[last] = m.body(bodies[last].(string))
	return caseOf("status", v)
}

// set makes a malformed set: of elements, of hashes of leaves, of handles.
func (m *maker) set() (*Case, error) {
	v, err := fieldsOf(m.mostly(m.sets).raw)
	if err != nil {
		return nil, err
	}
	b, err := hex.DecodeString(v["bytes"].(string))
	if err != nil {
		return nil, err
	}
	unit := map[string]int{"handles": 16}[v["stage"].(string)]
	if unit == 0 {
		unit = 32
	}
	for range m.IntN(3) {
		n := len(b) / unit
		if n < 2 {
			break
		}
		i, j := m.IntN(n)*unit, m.IntN(n)*unit
		switch m.IntN(5) {
		case 0:
			b[m.IntN(len(b))] ^= 1 << m.IntN(8)
		case 1:
			copy(b[i:i+unit], slices.Clone(b[j:j+unit]))
		case 2:
			b = b[:m.IntN(len(b))]
		case 3:
			b = append(b, b[i:i+unit]...)
		case 4:
			x := slices.Clone(b[i : i+unit])
			copy(b[i:], b[j:j+unit])
			copy(b[j:], x)
		}
	}
	v["bytes"] = hex.EncodeToString(b)
	return caseOf("malformed", v)
}

func fieldsOf(raw json.RawMessage) (v map[string]any, err error) {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	return v, d.Decode(&v)
}

// caseOf leaves out what came out of the vector before.
func caseOf(op string, v map[string]any) (*Case, error) {
	delete(v, "outcome")
	delete(v, "name")
	b, err := json.Marshal(v)
	return &Case{Op: op, Vector: b}, err
}
