package dataset

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// spelling is a way to write the n-th identifier: the cell, and its normal form or
// the code it is rejected with. The normal forms are written down here, not
// computed by the code under test.
type spelling func(n int) (cell, normal, code string)

func ok(cell, normal string) spelling {
	return func(n int) (string, string, string) {
		return strings.ReplaceAll(cell, "%d", fmt.Sprintf("%04d", n)), strings.ReplaceAll(normal, "%d", fmt.Sprintf("%04d", n)), ""
	}
}

func bad(cell, code string) spelling {
	return func(n int) (string, string, string) {
		return strings.ReplaceAll(cell, "%d", fmt.Sprintf("%04d", n)), "", code
	}
}

var dirtyEmails = []spelling{
	ok("user%d@example.com", "user%d@example.com"), ok("user%d@example.com", "user%d@example.com"), ok("user%d@example.com", "user%d@example.com"),
	ok("USER%d@EXAMPLE.COM", "user%d@example.com"), ok("  User%d@Example.com\t", "user%d@example.com"),
	ok("\u00a0user%d@example.com\u2003", "user%d@example.com"), ok("\ufeffuser%d@example.com", "user%d@example.com"),
	ok("U.s.e.r+shop%d@gmail.com", "user@gmail.com"), ok("u.%d+a+b@GoogleMail.com", "u%d@googlemail.com"), ok("u.%d+a@example.com", "u.%d+a@example.com"),
	ok("u%d@bücher.example", "u%d@xn--bcher-kva.example"), ok("u%d@XN--BCHER-KVA.example", "u%d@xn--bcher-kva.example"),
	ok("u%d@faß.de", "u%d@xn--fa-hia.de"), ok("u%d@ｇｍａｉｌ．ｃｏｍ", "u%d@gmail.com"), ok("u%d@example。com", "u%d@example.com"), ok("u%d@example.com.", "u%d@example.com"),
	ok("e\u0301%d@example.com", "é%d@example.com"), ok("\u212a%d@example.com", "k%d@example.com"), ok("İ%d@example.com", "İ%d@example.com"), bad("😀%d@example.com", "symbol"), bad("bob%d@firma.example’", "symbol"), bad("NULL", "placeholder"),
	ok("a..b%d@example.com", "a..b%d@example.com"), ok("+%d@example.com", "+%d@example.com"), ok("-%d@example.com", "-%d@example.com"), ok("o'neil%d@example.com", "o'neil%d@example.com"),
	bad("no address %d", "no_at_sign"), bad("a%d@b@example.com", "several_at_signs"), bad("a%d@example.com,b@example.com", "several_at_signs"),
	bad("Bob %d <bob@example.com>", "inner_space"), bad("<bob%d@example.com>", "bad_local_part"), ok("mailto:bob%d@example.com", "bob%d@example.com"),
	bad("bob%d@exa_mple.com", "bad_domain"), bad("bob%d@example..com", "bad_domain"), bad("bob%d@[192.0.2.1]", "bad_domain"), bad("bob%d@", "bad_domain"),
	bad("bob%d@localhost", "no_dot_in_domain"), bad("@example%d.com", "empty_local_part"), bad("+%d@gmail.com", "empty_local_part"),
	bad(strings.Repeat("a", 61)+"%d@example.com", "long_local_part"), bad("a%d@"+strings.Repeat("a.", 126)+"com", "long_domain"), bad(strings.Repeat("x", 1100)+"%d", "too_long"),
	bad("bo\u00adb%d@example.com", "invisible_character"), bad("bob%d@gmail.com\u200b", "invisible_character"), bad("\u202ebob%d@example.com", "invisible_character"),
	bad("bob\x00%d@example.com", "control_character"), bad("bob%d\t@example.com", "control_character"), bad("b\xf6b%d@example.com", "not_utf8"), bad("b\ufffdb%d@example.com", "not_utf8"),
	ok("'bob%d@example.com", "bob%d@example.com"), bad("=bob%d@example.com", "excel_formula"), bad("#N/A", "excel_error"),
	func(n int) (string, string, string) {
		return fmt.Sprintf("%x", sha256.Sum256([]byte{byte(n)})), "", "looks_hashed"
	},
	func(n int) (string, string, string) {
		return fmt.Sprintf("%x", md5.Sum([]byte{byte(n)})), "", "md5_hash"
	},
	func(n int) (string, string, string) {
		return fmt.Sprintf("%X", sha1.Sum([]byte{byte(n)})), "", "sha1_hash"
	},
}

var dirtyHashes = []spelling{
	func(n int) (string, string, string) {
		normal := fmt.Sprintf("hashed%d@example.com", n)
		s := sha256.Sum256([]byte(normal))
		return hex.EncodeToString(s[:]), normal, ""
	},
	func(n int) (string, string, string) {
		normal := fmt.Sprintf("hashed%d@example.com", n)
		s := sha256.Sum256([]byte(normal))
		return strings.ToUpper(hex.EncodeToString(s[:])), normal, ""
	},
	func(n int) (string, string, string) {
		normal := fmt.Sprintf("hashed%d@example.com", n)
		s := sha256.Sum256([]byte(normal))
		return base64.StdEncoding.EncodeToString(s[:]), normal, ""
	},
	bad("user%d@example.com", "bad_hash"), bad("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "hash_of_empty"), bad("0x"+strings.Repeat("0a", 32), "bad_hash"), bad(strings.Repeat("0a", 16), "md5_hash"), bad(strings.Repeat("0a", 20), "sha1_hash"),
}

// dirtyPhones are written with a country in the next column.
var dirtyPhones = []struct {
	country string
	spelling
}{
	{"", ok("+1650253%d", "+1650253%d")}, {"", ok("+1650253%d", "+1650253%d")}, {"US", ok("+1650253%d", "+1650253%d")}, {"Atlantis", ok("+1650253%d", "+1650253%d")},
	{"", ok("+1 (650) 253-%d", "+1650253%d")}, {"", ok("+1-650\u2011253\u2011%d", "+1650253%d")}, {"", ok("+1.650.253.%d", "+1650253%d")}, {"", ok("\u202a+1 650 253 %d\u202c", "+1650253%d")},
	{"us", ok("(650) 253-%d", "+1650253%d")}, {"USA", ok("650253%d", "+1650253%d")}, {"US", ok("1 650 253 %d", "+1650253%d")}, {"US", ok("011 1 650 253 %d", "+1650253%d")},
	{"", ok("\uff0b1650253%d", "+1650253%d")}, {"GB", ok("0044 161 496 %d", "+44161496%d")}, {"", ok("+44 (0)161 496 %d", "+44161496%d")}, {"", ok("+440161496%d", "+44161496%d")},
	{"uk", ok("0161 496 %d", "+44161496%d")}, {"DE", ok("0151 2345 %d", "+491512345%d")}, {"", ok("+39 06 698 %d", "+3906698%d")},
	{"", bad("650253%d", "no_country")}, {"", bad("0044 161 496 %d", "no_country")}, {"Atlantis", bad("650253%d", "unknown_country")},
	{"US", bad("0044 161 496 %d", "invalid_number")}, {"GB", bad("1650253%d", "invalid_number")}, {"", bad("+65 1243 %d", "invalid_number")}, {"", bad("+999 650253%d", "invalid_number")},
	{"", bad("+1650253%d +1650253%d", "several_values")}, {"", bad("+1650%d", "invalid_number")}, {"", bad("+0650253%d", "invalid_number")},
	{"US", bad("1-800-FLOWERS", "letters")}, {"", bad("+1 (650) 25O-%d", "letters")}, {"", bad("+1 650 253 %d ext. 5", "extension")}, {"", bad("+1 650 253 %d x5", "extension")}, {"", bad("+1650253%d#5", "extension")},
	{"US", bad("1.65025E+10", "excel_scientific")}, {"US", bad("1,65E+10", "excel_scientific")}, {"US", ok("1650253%d.0", "+1650253%d")}, {"", ok("'+1650253%d", "+1650253%d")},
	{"", bad("=+1650253%d", "excel_formula")}, {"", bad("-1650253%d", "excel_formula")}, {"", bad("#REF!", "excel_error")},
	{"", bad("+1650\xff253%d", "not_utf8")}, {"", bad("+1650\x00253%d", "control_character")}, {"", bad(strings.Repeat("1", 1100), "too_long")},
}

// truth is what is expected of one identifier type.
type truth struct {
	keys                             [][32]byte
	codes                            map[string]uint64
	rows, used, empty, rejected, all uint64
}

func (w *truth) row(fault string, cells ...[2]string) {
	w.rows++
	if fault != "" {
		w.codes[fault]++
		w.rejected++
		w.all++
		return
	}
	good, wrong := false, false
	for _, c := range cells { // normal form, code
		switch {
		case c[0] != "":
			good = true
			w.keys = append(w.keys, sha256.Sum256([]byte(c[0])))
		case c[1] != "":
			wrong = true
			w.codes[c[1]]++
			w.all++
		}
	}
	switch {
	case good:
		w.used++
	case wrong:
		w.rejected++
	default:
		w.empty++
	}
}

// A file of 200,000 rows with every trap of the field in it: the report accounts
// for every row, and the rows used are those that should be.
func TestDirtyFile(t *testing.T) {
	rows := 200_000
	if testing.Short() {
		rows = 20_000
	}
	r := rand.New(rand.NewPCG(7, 8))
	quote := func(s string) string {
		if strings.ContainsAny(s, ";\"\r\n") || r.IntN(5) == 0 {
			return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		return s
	}
	email, phone := truth{codes: map[string]uint64{}}, truth{codes: map[string]uint64{}}
	var b bytes.Buffer
	b.WriteString("\ufeffName;Email;E-Mail 2;EMAIL1_SHA-256;Phone;Country\r\n")
	ends := []string{"\n", "\r\n"}
	for range 1000 { // a NUL near the start makes a file be taken for binary
		b.WriteString("Kim;;;;;;\n")
		email.row("")
		phone.row("")
	}
	b.WriteString(strings.Repeat("\n", sniffLen))
	for range rows - 1000 {
		name := []string{"Kim", "M\xfcller", "Lee; Ann", "Ann \"A\"\r\n\r\nLee", "", "\u202eevil"}[r.IntN(6)]
		n := r.IntN(10_000)
		var cells [3]string
		var want [3][2]string
		cells[0], want[0][0], want[0][1] = dirtyEmails[r.IntN(len(dirtyEmails))](n)
		if r.IntN(3) == 0 {
			cells[1], want[1][0], want[1][1] = dirtyEmails[r.IntN(len(dirtyEmails))](n)
		}
		if r.IntN(3) == 0 {
			cells[2], want[2][0], want[2][1] = dirtyHashes[r.IntN(len(dirtyHashes))](n)
		}
		p := dirtyPhones[r.IntN(len(dirtyPhones))]
		number, normal, code := p.spelling(n)
		end := ends[r.IntN(2)]
		line := quote(name)
		switch r.IntN(40) {
		case 0: // nothing but a name
			b.WriteString("\"\"" + end)
			email.row("")
			phone.row("")
		case 1: // the row ends early
			b.WriteString(line + ";" + quote(cells[0]) + end)
			email.row("", want[0])
			phone.row("")
		case 2: // an unquoted delimiter
			fmt.Fprintf(&b, "%s;%s;%s;%s;%s;%s;x%s", line, quote(cells[0]), quote(cells[1]), cells[2], quote(number), p.country, end)
			email.row("extra_cells")
			phone.row("extra_cells")
		case 3: // empty cells at the end, as spreadsheets write them
			fmt.Fprintf(&b, "%s;%s;%s;%s;%s;%s;;; %s", line, quote(cells[0]), quote(cells[1]), cells[2], quote(number), p.country, end)
			email.row("", want[:]...)
			phone.row("", [2]string{normal, code})
		case 4: // text after a closing quote
			fmt.Fprintf(&b, "\"Kim\" Lee;%s;;;;%s", cells[0], end)
			email.row("bad_quote")
			phone.row("bad_quote")
		case 5: // a quote inside an unquoted cell
			fmt.Fprintf(&b, "5\" pipe;;;;%s;%s%s%s", quote(number), p.country, end, end)
			email.row("")
			phone.row("", [2]string{normal, code})
		default:
			fmt.Fprintf(&b, "%s;%s;%s;%s;%s;%s%s", line, quote(cells[0]), quote(cells[1]), cells[2], quote(number), p.country, end)
			email.row("", want[:]...)
			phone.row("", [2]string{normal, code})
		}
	}
	path := filepath.Join(t.TempDir(), "dirty.csv")
	require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
	for _, c := range []struct {
		typ  identity.Type
		want truth
	}{{identity.Email, email}, {identity.Phone, phone}} {
		rejects := &bytes.Buffer{}
		got, report, err := keys(t, open(t, path), ListConfig{Type: c.typ, Rejects: rejects})
		require.NoError(t, err)
		require.Equal(t, len(c.want.keys), len(got))
		for i := range got {
			require.Equal(t, c.want.keys[i], got[i], "%s %d", c.typ, i)
		}
		codes := map[string]uint64{}
		for _, r := range report.Rejects {
			codes[r.Code] = r.Count
		}
		require.Equal(t, c.want.codes, codes, c.typ)
		require.Equal(t, [5]uint64{c.want.rows, c.want.used, c.want.empty, c.want.rejected, c.want.all},
			[5]uint64{report.Rows, report.RowsUsed, report.RowsEmpty, report.RowsRejected, report.Rejected})
		require.Equal(t, report.Rows, report.RowsUsed+report.RowsEmpty+report.RowsRejected+report.RowsKeptOut)
		require.Equal(t, int(c.want.all)+1, bytes.Count(rejects.Bytes(), []byte("\n")), "a line for each reject")
		require.NotContains(t, rejects.String(), "example.com")
		out, err := json.Marshal(report)
		require.NoError(t, err)
		require.NotContains(t, string(out), "example.com")
		distinct := map[[32]byte]bool{}
		for _, k := range c.want.keys {
			distinct[k] = true
		}
		checked, err := Check(t.Context(), open(t, path), ListConfig{Type: c.typ})
		require.NoError(t, err)
		require.Equal(t, uint64(len(distinct)), checked.Used)
		require.Equal(t, checked.Accepted, checked.Used+checked.Duplicates)
		t.Logf("%s: %d rows, %d accepted, %d rejected for %d reasons", c.typ, report.Rows, report.Accepted, report.Rejected, len(codes))
	}
}
