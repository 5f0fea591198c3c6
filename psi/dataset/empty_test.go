package dataset

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A source of nothing is told from a broken one, so that a merge of it is a success.
func TestEmpty(t *testing.T) {
	t.Parallel()
	for text, empty := range map[string]bool{
		"": true, "\ufeff": true, "\n\r\n": true, "[]": true, " [ ]\n": true, `{"users":[]}`: true, `{"users":[],"more":[ ]}`: true,
		"[": false, "[[]]": false, "[1]": false, `{"users":{}}`: false, `{"users":[{}]}`: false, `{"n":0,"users":[]}`: false, "{}": false, "[] x": false,
	} {
		for _, name := range []string{"a.json", "a.ndjson"} {
			_, err := OpenTable(write(t, name, text), TableConfig{})
			if empty {
				require.ErrorIs(t, err, ErrEmpty, "%s %q", name, text)
			} else {
				require.NotErrorIs(t, err, ErrEmpty, "%s %q", name, text)
			}
		}
	}
}
