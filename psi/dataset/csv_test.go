package dataset

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// ours reads text with csvReader; fatal says that the file was given up.
func ours(r io.Reader, delim byte) (rows [][]string, faults int, fatal bool) {
	c := &csvReader{lines: newLineReader(r, 0), delim: delim}
	for {
		row, err := c.next()
		if err == io.EOF {
			return rows, faults, false
		}
		if err != nil {
			return rows, faults, true
		}
		if row.fault != "" {
			faults++
			continue
		}
		var cells []string
		for _, cell := range row.cells {
			cells = append(cells, string(cell))
		}
		rows = append(rows, cells)
	}
}

// theirs reads text with encoding/csv; failed says that it found a fault.
func theirs(r io.Reader, delim byte) (rows [][]string, failed bool) {
	c := csv.NewReader(r)
	c.Comma = rune(delim)
	c.FieldsPerRecord = -1
	for {
		row, err := c.Read()
		if err == io.EOF {
			return rows, failed
		}
		if err != nil {
			failed = true
			if !errors.Is(err, csv.ErrQuote) && !errors.Is(err, csv.ErrBareQuote) {
				return rows, failed
			}
			continue
		}
		rows = append(rows, row)
	}
}

// Where encoding/csv finds no fault, the cells are the same.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"", "a,b\n", "a,b", "\"a\",b\r\n\r\n\"c\n\r\nd\",", "\"a\"\"b\",\"\"\n,,\n", "a\rb,c\r\n", "\"a\nb\" c\n", "x\"y\n", "\"", "\"a\r\n\r"} {
		f.Add(s, byte(','))
		f.Add(strings.ReplaceAll(s, ",", ";"), byte(';'))
	}
	f.Fuzz(func(t *testing.T, text string, delim byte) {
		if delim == '"' || delim == '\r' || delim == '\n' || delim == 0 || delim >= 0x80 {
			return
		}
		want, failed := theirs(strings.NewReader(text), delim)
		got, faults, fatal := ours(strings.NewReader(text), delim)
		again, _, _ := ours(iotest.OneByteReader(strings.NewReader(text)), delim)
		require.Equal(t, got, again)
		if failed {
			return
		}
		require.False(t, fatal)
		require.Zero(t, faults)
		require.Equal(t, want, got)
	})
}

func TestLineLimits(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11} {
		text := strings.Repeat("x", n) + "\nyy\r\n" + strings.Repeat("z", n)
		l := newLineReader(iotest.HalfReader(strings.NewReader(text)), 10)
		var got []string
		var err error
		for {
			var line []byte
			if line, err = l.next(); err != nil {
				break
			}
			got = append(got, string(line))
		}
		if n > 10 {
			require.ErrorContains(t, err, "line 1: longer than 10 bytes")
			continue
		}
		want := strings.Split(strings.ReplaceAll(text, "\r", ""), "\n")
		if n == 0 {
			want = want[:2]
		}
		require.Equal(t, io.EOF, err)
		require.Equal(t, want, got)
	}
	l := newLineReader(iotest.TimeoutReader(strings.NewReader(strings.Repeat("a\n", 10))), 10)
	for {
		if _, err := l.next(); err != nil {
			require.ErrorContains(t, err, "line 11: reading failed: timeout")
			break
		}
	}
}
