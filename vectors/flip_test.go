package vectors

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/go-json-experiment/json/jsontext"
)

// free are what nothing else in a vector depends on byte by byte, by step. A name is for people. Of a list a digest alone goes into commitments and contexts. Several inputs have one outcome where texts are
// normalised, numbers rounded or sizes padded. Malformed inputs stay malformed; and results and statuses are checked by
// package advertiser's tests, with the same file.
var free = map[string][]string{
	"identifier": {"/text", "/region"},
	"commitment": {"/list/parts"},
	"context":    {"/context/list/parts", "/context/platform_set/parts"},
	"tag":        {"/context/list/parts", "/context/platform_set/parts"},
	"hash":       {"/params/types"}, // the type that counts is beside it
	"mask":       {"/params/types"},
	"bound":      {"/epsilon", "/most"},
	"release":    {"/sizes", "/draws", "/floor", "/epsilon", "/slice"},
	"padding":    {"/size", "/most"},
	"layout":     {"/groups", "/draws"},
	"precision":  {"/within", "/least", "/most"},
	"charge":     {"/drawn", "/slice"},
	"result":     {"/body", "/sizes", "/floor", "/exact", "/context", "/session"},
	"status":     {"/bodies"},
	"malformed": {
		"/suite", "/key", "/element", "/context", "/message", "/body", "/log_key", "/entries", "/older", "/bytes", "/leaves", "/committed",
		"/params", "/dataset_key", "/epoch_secret", "/groups", "/capacities", "/advertiser_key", "/rows", "/public_key", "/edits", "/length",
	},
}

func isFree(step, path string) bool {
	return strings.HasSuffix(path, "/name") || slices.ContainsFunc(free[step], func(f string) bool { return path == f || strings.HasPrefix(path, f+"/") })
}

// flippable are the values of a vector that a byte can be flipped in, by path: texts and numbers.
func flippable(step string, v any, path string, each func(path, text string)) {
	switch x := v.(type) {
	case map[string]any:
		for name, w := range x {
			flippable(step, w, path+"/"+name, each)
		}
	case []any:
		for i, w := range x {
			flippable(step, w, fmt.Sprintf("%s/%d", path, i), each)
		}
	case string:
		if x != "" && !isFree(step, path) {
			each(path, x)
		}
	case json.Number:
		if !isFree(step, path) {
			each(path, string(x))
		}
	}
}

// set puts a text in place of the one at a path.
func set(v any, path []string, text string) any {
	if len(path) == 0 {
		if _, ok := v.(json.Number); ok {
			return json.Number(text)
		}
		return text
	}
	switch x := v.(type) {
	case map[string]any:
		x[path[0]] = set(x[path[0]], path[1:], text)
	case []any:
		var i int
		fmt.Sscan(path[0], &i)
		x[i] = set(x[i], path[1:], text)
	}
	return v
}

// flip changes one byte of a text into another of its kind, so that it is still hexadecimal, a number or a text.
func flip(r *rand.Rand, text string) string {
	const hex, digits = "0123456789abcdef", "0123456789"
	b := []byte(text)
	at := r.IntN(len(b))
	kinds := "abcdefghijklmnopqrstuvwxyz"
	switch {
	case strings.Trim(text, digits) == "":
		kinds = digits[1:]
	case strings.Trim(text, hex) == "" && len(text) >= 20:
		kinds = hex
	}
	if b[0] == '-' && len(b) > 1 && strings.Trim(text[1:], digits) == "" {
		at, kinds = 1+r.IntN(len(b)-1), digits[1:]
	}
	for was := b[at]; b[at] == was; {
		b[at] = kinds[r.IntN(len(kinds))]
	}
	return string(b)
}

// A vector with one byte changed fails, and malformed input at the stage that the file names. Bytes are sampled, by
// effort: in the vectors of sessions one costs a whole session.
func TestFlip(t *testing.T) {
	r := rand.New(rand.NewPCG(2026, 13))
	names, err := fs.Glob(Embedded(), "*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		var f file
		if err := strict(b, &f); err != nil {
			t.Fatal(err)
		}
		check := checkers()[f.Step]
		for i, raw := range f.Vectors {
			var texts [][2]string
			d := json.NewDecoder(strings.NewReader(string(raw)))
			d.UseNumber()
			var v any
			if err := d.Decode(&v); err != nil {
				t.Fatal(err)
			}
			flippable(f.Step, v, "", func(path, text string) { texts = append(texts, [2]string{path, text}) })
			slices.SortFunc(texts, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
			if effort.Quick() && r.IntN(5) > 0 {
				continue
			}
			for range effort.Of(1, 2, 40) {
				x := texts[r.IntN(len(texts))]
				to := flip(r, x[1])
				path := strings.Split(x[0], "/")[1:]
				changed, err := json.Marshal(set(v, path, to))
				if err != nil {
					t.Fatal(err)
				}
				err = check(jsontext.Value(changed))
				if err != nil && f.Step == "malformed" && x[0] == "/outcome" && !strings.Contains(err.Error(), "stage "+v.(map[string]any)["stage"].(string)) {
					t.Errorf("%s %d: the stage is not named: %v", name, i, err)
				}
				if err == nil {
					t.Errorf("%s %d %s: %.40q as %.40q", name, i, x[0], x[1], to)
				}
				set(v, path, x[1])
			}
		}
	}
}
