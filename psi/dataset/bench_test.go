package dataset

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
)

const benchRows = 200_000

// benchCSV is a list as a CRM exports it.
func benchCSV(phone func(r *rand.Rand) string) []byte {
	r := rand.New(rand.NewPCG(3, 4))
	var b bytes.Buffer
	b.WriteString("id,email,phone,first_name\n")
	domains := []string{"gmail.com", "example.com", "web.example", "post.example.net"}
	for i := range benchRows {
		fmt.Fprintf(&b, "%d,User.%d%c@%s,%s,Kim\n", i, r.IntN(1e9), 'a'+rune(r.IntN(26)), domains[r.IntN(len(domains))], phone(r))
	}
	return b.Bytes()
}

func benchList(b *testing.B, file []byte, cfg ListConfig) {
	b.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	for b.Loop() {
		table, err := OpenTable("-", TableConfig{Stdin: bytes.NewReader(file)})
		if err != nil {
			b.Fatal(err)
		}
		l, err := NewList(table, cfg)
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range l.MatchKeys(context.Background()) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		table.Close()
	}
	runtime.ReadMemStats(&after)
	if n != b.N*benchRows {
		b.Fatalf("%d keys of %d rows", n, b.N*benchRows)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(n), "allocs/row")
	b.ReportMetric(0, "ns/op")
}

func e164(r *rand.Rand) string { return fmt.Sprintf("+1650253%04d", r.IntN(10000)) }

func BenchmarkEmail(b *testing.B) {
	benchList(b, benchCSV(e164), ListConfig{Type: identity.Email})
}

func BenchmarkPhoneE164(b *testing.B) {
	benchList(b, benchCSV(e164), ListConfig{Type: identity.Phone})
}

func BenchmarkPhoneSpaced(b *testing.B) {
	benchList(b, benchCSV(func(r *rand.Rand) string { return fmt.Sprintf("+44 20 7946 %04d", r.IntN(1000)) }), ListConfig{Type: identity.Phone})
}

func BenchmarkPhoneNational(b *testing.B) {
	benchList(b, benchCSV(func(r *rand.Rand) string { return fmt.Sprintf("020 7946 %04d", r.IntN(1000)) }), ListConfig{Type: identity.Phone, Region: "GB"})
}

// BenchmarkSplit is the reader alone, beside encoding/csv.
func BenchmarkSplit(b *testing.B) {
	file := benchCSV(e164)
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			c := &csvReader{lines: newLineReader(bytes.NewReader(file), 0), delim: ','}
			for {
				if _, err := c.next(); err == io.EOF {
					break
				}
			}
		}
		b.ReportMetric(float64(b.N*benchRows)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("encoding-csv", func(b *testing.B) {
		for b.Loop() {
			c := csv.NewReader(bytes.NewReader(file))
			c.ReuseRecord = true
			for {
				if _, err := c.Read(); err == io.EOF {
					break
				}
			}
		}
		b.ReportMetric(float64(b.N*benchRows)/b.Elapsed().Seconds(), "rows/s")
	})
}
