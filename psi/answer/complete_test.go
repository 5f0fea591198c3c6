package answer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A message has what was understood of it, at every depth; what else is in it does not matter.
func TestComplete(t *testing.T) {
	const understood = `{"a": 0, "b": {"c": "", "d": null}, "e": [{"f": 1}, {"f": 0}], "g": []}`
	for _, x := range []struct{ message, text string }{
		{understood, ""},
		{`{"h": 1e400, "a": 1.0, "b": {"d": null, "c": "x", "i": null}, "e": [{"f": 1, "j": {}}, {"f": 0}], "g": [null]}`, ""},
		{`{"b": {"c": "", "d": null}, "e": [{"f": 1}, {"f": 0}], "g": []}`, `no "a"`},
		{`{"a": null, "b": {"c": "", "d": null}, "e": [{"f": 1}, {"f": 0}], "g": []}`, "a: null"},
		{`{"a": 0, "b": null, "e": [{"f": 1}, {"f": 0}], "g": []}`, "b: null"},
		{`{"a": 0, "b": {"c": ""}, "e": [{"f": 1}, {"f": 0}], "g": []}`, `b: it has no "d"`},
		{`{"a": 0, "b": {"c": "", "d": null}, "e": [{"f": 1}, {}], "g": []}`, `e: it has no "f"`},
		{`{"a": 0, "b": {"c": "", "d": null}, "e": [{"f": 1}, null], "g": []}`, "e: null"},
		{`{"a": 0, "b": {"c": "", "d": null}, "e": [{"f": 1}], "g": []}`, "e: an array is shorter"},
		{`{"a": 0, "b": {"c": "", "d": null}, "e": [{"f": 1}, {"f": 0}], "g": null}`, "g: null"},
		{`null`, "null"},
		{`[]`, "array"},
	} {
		err := Complete([]byte(x.message), []byte(understood))
		if x.text == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, x.text, x.message)
	}
}
