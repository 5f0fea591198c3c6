package vectors

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/go-json-experiment/json/jsontext"
)

// free are the values that nothing else in a vector depends on byte by byte, by step; another implementation has the
// same list. A name is for people. Of a list a digest alone goes into commitments and contexts, and of the types the one
// that counts is beside them. Several inputs have one outcome where texts are normalised, numbers
// rounded, compared with a floor, or sizes padded; of an identifier that two rows have, the earlier segment
// counts; and groups that change places in R change no tag.
// After #7 it is a value of vector 7 alone.
// Malformed inputs stay malformed; and results, statuses and audits are what an honest platform's would be but for one
// thing, so that few changes make another outcome of them.
//
//go:embed testdata/free.json
var freeValues []byte

// place is a text or number of a vector, by path.
type place struct {
	path []string
	text string
}

// places are those of vector number i that are not free.
func places(free []string, i int, v any, path ...string) (all []place) {
	at := "/" + strings.Join(path, "/")
	isFree := func(f string) bool {
		f = strings.TrimPrefix(f, fmt.Sprintf("#%d", i))
		return at == f || strings.HasPrefix(at, f+"/")
	}
	if strings.HasSuffix(at, "/name") || slices.ContainsFunc(free, isFree) {
		return nil
	}
	within := func(name string, w any) {
		all = append(all, places(free, i, w, append(slices.Clone(path), name)...)...)
	}
	switch x := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			within(name, x[name])
		}
	case []any:
		for n, w := range x {
			within(strconv.Itoa(n), w)
		}
	case string:
		if x != "" {
			return []place{{path, x}}
		}
	case json.Number:
		return []place{{path, string(x)}}
	}
	return all
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

// flip changes a byte of a text into another of its kind, so that it is still hexadecimal, a number or a text. A sign
// stays.
func flip(r *rand.Rand, text string, at int) string {
	const hex, digits = "0123456789abcdef", "0123456789"
	b := []byte(text)
	kinds := "abcdefghijklmnopqrstuvwxyz"
	switch {
	case strings.Trim(strings.TrimPrefix(text, "-"), digits) == "":
		kinds = digits[1:]
		if at == 0 && text[0] == '-' {
			at = 1
		}
	case strings.Trim(text, hex) == "" && len(text) >= 20:
		kinds = hex
	}
	for was := b[at]; b[at] == was; {
		b[at] = kinds[r.IntN(len(kinds))]
	}
	return string(b)
}

// A vector with one byte changed fails, and malformed input at the stage that the file names. Bytes are drawn, by
// effort: in the vectors of sessions one costs a whole session. A campaign tries each.
func TestFlip(t *testing.T) {
	var free map[string][]string
	if err := json.Unmarshal(freeValues, &free); err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(Embedded(), "*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(2026, 13))
			b, err := fs.ReadFile(Embedded(), name)
			if err != nil {
				t.Fatal(err)
			}
			var f file
			if err := strict(b, &f); err != nil {
				t.Fatal(err)
			}
			for i, raw := range f.Vectors {
				if effort.Quick() && r.IntN(5) > 0 {
					continue
				}
				flipVector(t, r, f.Step, free[f.Step], i, raw)
			}
		})
	}
}

func flipVector(t *testing.T, r *rand.Rand, step string, free []string, i int, raw jsontext.Value) {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	type byteOf struct {
		place
		at int
	}
	var all []byteOf
	for _, p := range places(free, i, v) {
		for at := range p.text {
			all = append(all, byteOf{p, at})
		}
	}
	if n := effort.Of(1, 2, len(all)); n < len(all) {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = all[:n]
	}
	for _, x := range all {
		to := flip(r, x.text, x.at)
		changed, err := json.Marshal(set(v, x.path, to))
		if err != nil {
			t.Fatal(err)
		}
		err = checkers()[step](jsontext.Value(changed))
		if err == nil {
			t.Errorf("%d %s: %.40q as %.40q", i, x.path, x.text, to)
		} else if stage, ok := v.(map[string]any)["stage"].(string); ok && x.path[0] == "outcome" && !strings.Contains(err.Error(), "stage "+stage) {
			t.Errorf("%d: the stage is not named: %v", i, err)
		}
		set(v, x.path, x.text)
	}
}
