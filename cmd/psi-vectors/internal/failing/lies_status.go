package failing

import (
	"net/url"
	"strings"
)

// flipped changes one hexadecimal digit.
func flipped(hex string) string {
	b := []byte(hex)
	i := len(b) / 2
	if b[i] == '0' {
		b[i] = '1'
	} else {
		b[i] = '0'
	}
	return string(b)
}

// both is a change of a status, and of an accept, which is one.
func both(name, what string, change func(told, message), musts ...int) *Lie {
	return &Lie{Name: "status-" + name, Musts: musts, What: "the status " + what, Stage: atStatus, accept: change, status: change}
}

func statuses() []*Lie {
	all := []*Lie{
		{Name: "nonce-zero", Musts: []int{21}, Stage: atStatus, What: "the platform's nonce is zero", accept: put("nonce", strings.Repeat("0", 64))},
		{
			Name: "nonce-own", Musts: []int{17, 21}, Stage: atStatus, What: "the platform's nonce is the client's own",
			accept: func(v told, m message) { m["nonce"] = v.offer()["nonce"] },
		},
		{
			Name: "policy-changes", Musts: []int{21}, Stage: atStatus, What: "the policy digest is another in a later status",
			accept: preparing,
			status: func(_ told, m message) { m["policy_digest"] = flipped(m["policy_digest"].(string)) },
		},
		both("state", "has a state that there is none of", put("state", "waiting"), 21),
		both("ahead", "says that the platform counts already", put("state", "counting"), 21),
		both("expires", "does not say when the session ends", put("expires", nil), 21),
		both("no-set", "is open without a set", put("platform_set", nil), 21),
		both("early-set", "has a set while it is prepared", put("state", "preparing"), 21),
		both("progress", "tells of progress when the set is there", put("progress", map[string]any{"ready": false, "done": 1, "total": 2}), 21),
		both("error", "has an error, and has not failed", put("error", map[string]any{"code": "internal", "message": "not really"}), 21),
		both("no-error", "has failed, and does not say how", put("state", "failed"), 21),
		both("slice", "has a slice that was not asked for", put("slice", "1/4 at 0"), 21),
		both("sections", "has a set of 1,000 groups, no multiple of 1,024", setOf(1, 1000), 13, 21),
		both("narrow", "has a set of less than half of what the info says", setOf(1, 1024), 21),
		both("no-opened", "does not say when the epoch was opened", put("opened", nil), 21),
		both("old", "has an epoch that was opened 8 days ago", func(_ told, m message) { m["opened"] = at(tooOld) }, 15, 21),
		both("future", "has an epoch that is opened in 10 minutes", func(_ told, m message) { m["opened"] = at(tooSoon) }, 15, 21),
	}
	for name, path := range map[string]string{
		"parent": "/v1/../secret", "other": "/elsewhere/p", "slashes": "/v1//epochs/p", "encoded": "/v1/%2e%2e/secret", "query": "/v1/epochs/p?x=1",
	} {
		l := both("path-"+name, "has the set at "+path, put("path", path), 44)
		l.Stage = atSet // a client may look at the path when it fetches the set, and not before
		asked := path
		if u, err := url.Parse(path); err == nil {
			asked = u.Path // without the query, and decoded
		}
		l.answer = func(v told, route string, _ *reply) {
			if route == asked || strings.HasPrefix(route, asked+"/") {
				v.wentOn("it asked for " + path)
			}
		}
		all = append(all, l)
	}
	return all
}

// preparing takes an accept back to before its set was there.
func preparing(_ told, m message) {
	for _, name := range []string{"platform_set", "opened", "path", "receipt"} {
		delete(m, name)
	}
	m["state"] = "preparing"
	m["progress"] = map[string]any{"ready": false, "done": 1, "total": 2}
}

func setOf(widthsAndSizes ...uint64) func(told, message) {
	return within("platform_set", "parts", parts(widthsAndSizes...))
}
