package plain

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "",
		"ε of 3 rows, “quoted” می\u200cخواهم": "ε of 3 rows, “quoted” می\u200cخواهم",
		"\x1b[2Jgone":                   `\u001b[2Jgone`,
		"a\r\nb\tc":                     `a\u000d\u000ab\u0009c`,
		"\u009b31m":                     `\u009b31m`,
		"del\x7f":                       `del\u007f`,
		"\u202eevil\u2066x\u2069\u200f": `\u202eevil\u2066x\u2069\u200f`,
		"line\u2028and\u2029paragraph":  `line\u2028and\u2029paragraph`,
		"zero\u200bwidth\ufeff":         `zero\u200bwidth\ufeff`,
		"tag\U000e0041":                 `tag\udb40\udc41`,
		"not UTF-8: \xff\x9b":           "not UTF-8: \ufffd\ufffd",
	} {
		require.Equal(t, want, Line(in))
	}
}

// However a text is cut, it is cleaned in the same way, and what is allowed arrives as it is.
func TestWriter(t *testing.T) {
	t.Parallel()
	const text = "one\ttwo\nε \x1b]0;title\x07 \u202eevil \U000e0041 \xff “q”\n"
	want := strings.ReplaceAll(strings.ReplaceAll(Line(text), `\u000a`, "\n"), `\u0009`, "\t")
	for size := 1; size <= len(text); size++ {
		var got bytes.Buffer
		w := NewWriter(&got)
		for at := 0; at < len(text); at += size {
			part := text[at:min(at+size, len(text))]
			n, err := io.WriteString(w, part)
			require.NoError(t, err)
			require.Equal(t, len(part), n)
		}
		require.NoError(t, w.Flush())
		require.Equal(t, want, got.String(), "in parts of %d bytes", size)
	}
	var got bytes.Buffer
	w := NewWriter(&got)
	_, _ = w.Write([]byte("cut \xe2\x80"))
	require.NoError(t, w.Flush())
	require.Equal(t, "cut \ufffd", got.String())
}

// JSON stays the same JSON.
func TestJSON(t *testing.T) {
	t.Parallel()
	in := map[string]string{"name": "\u202eevil\u009b \x1b[2J \U000e0041 \u2028 \x7f"}
	b, err := json.Marshal(in)
	require.NoError(t, err)
	var got bytes.Buffer
	_, err = NewWriter(&got).Write(b)
	require.NoError(t, err)
	require.NotContains(t, got.String(), "\u202e")
	out := map[string]string{}
	require.NoError(t, json.Unmarshal(got.Bytes(), &out))
	require.Equal(t, in, out)
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWriterFails(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"plain", "\x1b"} {
		_, err := NewWriter(full{}).Write([]byte(text))
		require.ErrorContains(t, err, "full")
	}
}
