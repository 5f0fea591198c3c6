package dataset

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// Damaged cells are repaired and counted, in columns of plain values and of hashes,
// and rejected by their code with Strict.
func TestRepairedCells(t *testing.T) {
	hash := fmt.Sprintf("%x", sha256.Sum256([]byte("kim@example.com")))
	path := write(t, "list.csv", "email,email_sha256,phone,country\n"+
		"'ann@example.com,,'0151 77107889,DE\n"+
		"\"\"\"bob@example.com\"\"\",,\"=\"\"015177107880\"\"\",DE\n"+
		"\"dee@example.com;\",'"+hash+",015177107881.0,DE\n"+
		"eve@example.com,"+hash+",+4915177107882,\n"+
		"=eve@example.com,,4.91512E+11,DE\n")
	for _, c := range []struct {
		typ                          identity.Type
		strict                       bool
		accepted, repaired, rejected uint64
	}{
		{identity.Email, false, 6, 4, 1}, {identity.Email, true, 2, 0, 5},
		{identity.Phone, false, 4, 3, 1}, {identity.Phone, true, 1, 0, 4},
	} {
		r, err := Check(t.Context(), open(t, path), ListConfig{Type: c.typ, Strict: c.strict})
		require.NoError(t, err)
		require.Equal(t, [3]uint64{c.accepted, c.repaired, c.rejected}, [3]uint64{r.Accepted, r.Repaired, r.Rejected}, "%+v", c)
	}
}

// A column whose numbers carry their country code without a plus is told from one
// that does not, with and without a country, and Plus reads it.
func TestColumnWithoutPlus(t *testing.T) {
	column := func(format string) string {
		var b strings.Builder
		b.WriteString("phone\n")
		for i := range 100 {
			fmt.Fprintf(&b, format+"\n", i)
		}
		return write(t, "list.csv", b.String())
	}
	for _, c := range []struct {
		format, region        string
		accepted, lacks, plus uint64 // plus: accepted with Plus
		offers                bool
	}{
		{"49151234567%02d", "DE", 0, 100, 100, true},
		{"49151234567%02d", "", 0, 100, 100, true},
		{"4420794600%02d", "GB", 100, 100, 100, false}, // read rightly as it is
		{"0151234567%02d", "DE", 100, 0, 100, false},
		{"+49151234567%02d", "DE", 100, 0, 100, false},
		{"65025300%02d", "US", 100, 0, 0, false},
	} {
		path := column(c.format)
		r, err := Check(t.Context(), open(t, path), ListConfig{Type: identity.Phone, Region: c.region})
		require.NoError(t, err)
		require.Equal(t, [2]uint64{c.accepted, c.lacks}, [2]uint64{r.Accepted, r.LacksPlus}, "%+v", c)
		require.Equal(t, c.offers, r.OffersPlus(), "%+v", c)
		r, err = Check(t.Context(), open(t, path), ListConfig{Type: identity.Phone, Region: c.region, Plus: true})
		require.NoError(t, err)
		require.Equal(t, c.plus, r.Accepted, "%+v", c)
		require.False(t, r.OffersPlus())
	}
	for _, c := range []struct {
		lack, saves, of uint64
		want            bool
	}{{0, 0, 0, false}, {0, 0, 1, false}, {1, 1, 1, true}, {3, 1, 4, true}, {3, 0, 4, false}, {2, 2, 3, false}, {74, 74, 100, false}, {75, 75, 100, true}} {
		require.Equal(t, c.want, offersPlus(c.lack, c.saves, c.of), "%+v", c)
	}
}

// One byte that is not ASCII is seen wherever it stands.
func TestIsASCII(t *testing.T) {
	for n := range 20 {
		b := bytes.Repeat([]byte{0x7f}, n)
		require.True(t, isASCII(b), n)
		for i := range b {
			b[i] = 0x80
			require.False(t, isASCII(b), "%d of %d", i, n)
			b[i] = 0x7f
		}
	}
}
