package dataset

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// generated is a text that is made while it is read.
type generated struct {
	next func(n int) []byte // the n-th part; nil after the last
	n    int
	rest []byte
}

func (g *generated) Read(p []byte) (int, error) {
	if len(g.rest) == 0 {
		if g.rest = g.next(g.n); g.rest == nil {
			return 0, io.EOF
		}
		g.n++
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// Memory does not grow with a JSON array of 1 GB, and with a workbook of a million
// rows only by its table of texts, which is larger than none.
func TestMemory(t *testing.T) {
	if effort.Quick() {
		t.Skip("takes minutes; BLINDMATCH_SLOW=1 runs a part of it, BLINDMATCH_CAMPAIGN=1 all")
	}
	rows, size := effort.Of(0, 300_000, 1_000_000), effort.Of(0, 128<<20, 1<<30)
	t.Run("json", func(t *testing.T) {
		var made int
		in := &generated{next: func(n int) []byte {
			switch {
			case n == 0:
				return []byte(`{"total":1,"users":[`)
			case made > size:
				made = -1
				return []byte(`{"id":0}],"next":null}`)
			case made < 0:
				return nil
			}
			b := fmt.Appendf(nil, `{"id":%d,"email":"user.%d@firma.example","traits":{"age":7,"tags":["a","b","c"]},"context":{"page":{"url":"https://firma.example/%d"}},"name":"Kim"},`, n, n, n)
			made += len(b)
			return b
		}}
		table, err := OpenTable("-", TableConfig{Stdin: in})
		require.NoError(t, err)
		measure(t, table, 0, 16<<20)
	})
	sheet := func(w io.Writer, cell func(n int) string) {
		fmt.Fprint(w, `<worksheet><sheetData><row><c t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><t>email</t></is></c><c t="inlineStr"><is><t>name</t></is></c></row>`)
		for n := range rows {
			fmt.Fprintf(w, `<row r="%d"><c r="A%d"><v>%d</v></c>%s<c r="C%d" t="s"><v>0</v></c></row>`, n+2, n+2, n, cell(n), n+2)
		}
		fmt.Fprint(w, `</sheetData></worksheet>`)
	}
	for name, c := range map[string]struct {
		cell  func(n int) string
		texts int
		limit uint64
	}{
		"xlsx inline": {func(n int) string {
			return fmt.Sprintf(`<c t="inlineStr"><is><t>user.%d@firma.example</t></is></c>`, n)
		}, 1, 16 << 20},
		"xlsx shared": {func(n int) string { return fmt.Sprintf(`<c t="s"><v>%d</v></c>`, n) }, rows, 96 << 20}, // 31 MB of texts, and what append keeps
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.xlsx")
			f, err := os.Create(path)
			require.NoError(t, err)
			defer f.Close()
			z := zip.NewWriter(f)
			for _, part := range []struct{ name, text string }{{"[Content_Types].xml", xlsxTypes}, {"_rels/.rels", xlsxRoot}, {"xl/workbook.xml", xlsxBook}, {"xl/_rels/workbook.xml.rels", xlsxRels},
				{"xl/styles.xml", "<styleSheet/>"}} {
				w, err := z.Create(part.name)
				require.NoError(t, err)
				fmt.Fprint(w, part.text)
			}
			w, err := z.Create("xl/sharedStrings.xml")
			require.NoError(t, err)
			fmt.Fprint(w, "<sst>")
			for n := range c.texts {
				fmt.Fprintf(w, "<si><t>user.%d@firma.example</t></si>", n)
			}
			fmt.Fprint(w, "</sst>")
			w, err = z.Create("xl/worksheets/s2.xml")
			require.NoError(t, err)
			sheet(w, c.cell)
			require.NoError(t, z.Close())
			table := open(t, path)
			measure(t, table, uint64(rows), c.limit)
		})
	}
}

// measure reads a list and looks at the heap now and then.
func measure(t *testing.T, table *Table, rows, limit uint64) {
	l, err := NewList(table, ListConfig{Type: identity.Email})
	require.NoError(t, err)
	start := time.Now()
	var most, first uint64
	for _, err := range l.MatchKeys(context.Background()) {
		require.NoError(t, err)
		if n := l.report.Accepted; n%250_000 == 1 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			if most = max(most, m.HeapAlloc); first == 0 {
				first = m.HeapAlloc
			}
		}
	}
	r := l.Report()
	if rows > 0 {
		require.Equal(t, rows, r.RowsUsed)
	}
	t.Logf("%d rows in %.1f s; heap %.1f MB at first, %.1f MB at most", r.Rows, time.Since(start).Seconds(), float64(first)/1e6, float64(most)/1e6)
	require.Less(t, most, limit)
}
