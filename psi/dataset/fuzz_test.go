package dataset

import (
	"bytes"
	"context"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// Whatever a file holds, it is refused or every row is accounted for.
func FuzzTable(f *testing.F) {
	for format := range byte(4) {
		for _, s := range []string{"email\na@example.com\n", "email;phone\n\"a@example.com\";+442079460000\n", "{\"email\":\"a@example.com\"}\n{\"email\":[{}]}\n",
			"a@example.com\n\nb", "\ufeffemail\tphone\r\nx\t\r\n", "e\x00m\x00", "email\n\"a"} {
			f.Add([]byte(s), format)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte, format byte) {
		table, err := OpenTable("-", TableConfig{Format: []Format{CSV, TSV, TXT, NDJSON}[format%4], MaxLine: 4096, Stdin: bytes.NewReader(content)})
		if err != nil {
			return
		}
		defer table.Close()
		l, err := NewList(table, ListConfig{Type: identity.Email})
		if err != nil {
			return
		}
		keys := uint64(0)
		for _, err := range l.MatchKeys(context.Background()) {
			if err != nil {
				break
			}
			keys++
		}
		r := l.Report()
		if r.Rows != r.RowsUsed+r.RowsEmpty+r.RowsRejected || r.Accepted != keys || r.RowsUsed > keys {
			t.Fatalf("%+v", r)
		}
		sum := uint64(0)
		for _, c := range r.Rejects {
			sum += c.Count
		}
		if sum != r.Rejected {
			t.Fatalf("%+v", r)
		}
	})
}
