package failing

import (
	"net/http"
	"time"
)

// put is a change of one member; nil removes it.
func put(name string, value any) func(told, message) {
	return func(_ told, m message) {
		if value == nil {
			delete(m, name)
			return
		}
		m[name] = value
	}
}

// within is a change of a member of an object.
func within(object, name string, value any) func(told, message) {
	return func(_ told, m message) {
		if o, ok := m[object].(map[string]any); ok {
			o[name] = value
		}
	}
}

// at is a time from now.
func at(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }

const (
	tooOld  = -8 * 24 * time.Hour
	tooSoon = 10 * time.Minute
)

func parts(widthsAndSizes ...uint64) []any {
	var all []any
	for i := 0; i < len(widthsAndSizes); i += 2 {
		all = append(all, map[string]any{"width": widthsAndSizes[i], "size": widthsAndSizes[i+1]})
	}
	return all
}

func infos() []*Lie {
	all := []*Lie{}
	add := func(name, what string, change func(told, message), musts ...int) {
		all = append(all, &Lie{Name: "info-" + name, Musts: musts, What: "the info " + what, Stage: atInfo, info: change})
	}
	add("version", "is of another version", put("version", "Blindmatch-V2"), 19)
	add("dataset", "is of another dataset", put("dataset", "others"), 19)
	add("purpose", "is for another purpose", put("purpose", "other-purpose"), 19)
	add("platform", "names another platform", put("platform", "another.example"), 19)
	add("advertiser", "takes the client for another", put("advertiser", "another"), 19)
	add("identity", "names a platform with a space", put("platform", "platform example"), 10, 19)
	add("suite", "has a suite that there is none of", put("suite", "x25519"), 19)
	add("type-name", "has an identifier type that is no name", put("types", []any{"E mail", "email"}), 9, 19)
	add("profile-name", "has a profile that is no name", put("profile", "Default-v1"), 9, 19)
	add("sections", "has a section that is no multiple of 1,024", put("sections", parts(1, 5000)), 13, 19)
	add("widths", "has sections that don't ascend in width", put("sections", parts(2, 2048, 1, 4096)), 13, 19)
	add("width", "has a section of width 3", put("sections", parts(3, 4096)), 13, 19)
	add("too-many", "has more elements than a P may have", put("sections", parts(1, 1<<31)), 13, 19)
	add("floor", "has a reporting floor of 10", within("floors", "report", 10), 19)
	add("chunk", "wants chunks of 1 MiB", within("limits", "chunk", 1<<20), 19)
	add("limit", "takes lists of at most 400 and at least 500", within("limits", "list", 400), 19)
	add("segments", "takes 65 segments", within("limits", "segments", 65), 19)
	add("state", "has masked more than there is", put("state", map[string]any{"ready": false, "done": 2, "total": 1}), 19)
	add("old", "has an epoch that was opened 8 days ago", func(_ told, m message) { m["opened"] = at(tooOld) }, 15, 19)
	add("future", "has an epoch that is opened in 10 minutes", func(_ told, m message) { m["opened"] = at(tooSoon) }, 15, 19)
	add("mode", "does not offer the mode", put("modes", []any{"moonlight"}), 19)
	add("least", "wants more rows than the list has", func(_ told, m message) {
		m["floors"].(map[string]any)["list"] = 1_000_000
		m["limits"].(map[string]any)["list"] = 2_000_000
	}, 19)
	return append(all,
		&Lie{
			Name: "info-type", Musts: []int{45}, Stage: atInfo, What: "the info comes as text/plain",
			answer: func(_ told, route string, a *reply) {
				if route == routeInfo {
					a.header.Set("Content-Type", "text/plain")
				}
			},
		},
		&Lie{
			Name: "code-unknown", Musts: []int{49}, Stage: atInfo, What: "the info is refused with a code that SPEC.md does not have",
			answer: func(_ told, route string, a *reply) {
				if route == routeInfo {
					a.status, a.body = http.StatusConflict, []byte(`{"code":"new_moon","message":"come back another night"}`)
				}
			},
		},
		&Lie{
			Name: "redirect", Stage: atInfo, What: "the info is said to be elsewhere: redirects are not followed (§8.1)",
			answer: func(v told, route string, a *reply) {
				switch route {
				case "/elsewhere":
					v.wentOn("it followed a redirect")
				case routeInfo:
					a.header.Set("Location", "../../elsewhere") // below the case's own prefix
					a.status, a.body = http.StatusTemporaryRedirect, nil
				}
			},
		},
	)
}
