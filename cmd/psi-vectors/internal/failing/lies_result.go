package failing

import "encoding/json"

// results are lies in the result. The connection file has no ledger's key, so that no receipt gives them away.
func results() []*Lie {
	all := []*Lie{}
	add := func(name, what string, change func(told, message)) {
		all = append(all, &Lie{Name: "result-" + name, Musts: []int{27}, What: "the result " + what, Stage: atResult, result: change})
	}
	released := func(name string, value any) func(told, message) {
		return func(_ told, m message) { m["released"].(map[string]any)[name] = value }
	}
	add("session", "is of another session", func(_ told, m message) { m["session"] = flipped(m["session"].(string)) })
	add("mode", "is of another mode", put("mode", "blinded"))
	add("context", "is of another context", func(_ told, m message) { m["context"] = flipped(m["context"].(string)) })
	add("none", "has no number", put("released", nil))
	add("segments", "has numbers of segments, of which there is one", func(_ told, m message) {
		m["segments"] = []any{m["released"], m["released"]}
	})
	add("noise", "has noise, against the contract", released("noise", "laplace 1/10"))
	add("floor", "was compared with another floor", released("floor", 99))
	add("low", "is below the floor, and a number", released("value", 5))
	add("high", "is more than the list has", released("value", 100_000))
	add("null", "is no number, and not below the floor", released("value", nil))
	add("below", "is a number, and below the floor", released("below_floor", true))
	add("handles", "has handles", put("handles", map[string]any{
		"parts": parts(1, 100), "digest": "00000000000000000000000000000000000000000000000000000000000000aa",
	}))
	return all
}

// shifted is a number of people more, by ten.
func shifted(_ told, m message) {
	r := m["released"].(map[string]any)
	if n, ok := r["value"].(json.Number); ok {
		r["value"] = number(n) + 10
	}
}
