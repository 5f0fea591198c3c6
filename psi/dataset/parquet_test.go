package dataset

import (
	"bytes"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/stretchr/testify/require"
)

// Values of each type that data warehouses write, as text.
func TestParquetTypes(t *testing.T) {
	type row struct {
		Key      [16]byte         `parquet:"a_key,decimal(0:38)"`
		Key32    int32            `parquet:"b_key32,decimal(0:9)"`
		Key64    int64            `parquet:"c_key64,decimal(0:18)"`
		Price    int64            `parquet:"d_price,decimal(2:18)"`
		Wide     [16]byte         `parquet:"e_wide,decimal(3:38)"`
		Int96    deprecated.Int96 `parquet:"f_int96"`
		Milli    int64            `parquet:"g_milli,timestamp(millisecond)"`
		Micro    int64            `parquet:"h_micro,timestamp(microsecond)"`
		Nano     int64            `parquet:"i_nano,timestamp(nanosecond)"`
		Day      int32            `parquet:"j_day,date"`
		UUID     [16]byte         `parquet:"k_uuid,uuid"`
		Bool     bool             `parquet:"l_bool"`
		Unsigned uint64           `parquet:"m_unsigned"`
		Whole    float64          `parquet:"n_whole"`
		Lost     float64          `parquet:"o_lost"`
		Lost32   float32          `parquet:"p_lost32"`
		Text     []byte           `parquet:"q_text"`
		Missing  *int64           `parquet:"r_missing,optional"`
	}
	wide := func(last ...byte) (b [16]byte) { copy(b[16-len(last):], last); return b }
	minus := [16]byte(bytes.Repeat([]byte{0xff}, 16))
	at := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	julian := uint32(at.Unix()/86400 + 2440588)
	ns := uint64(at.Unix()%86400) * 1e9
	big := wide(0x08, 0xfd, 0xeb, 0x43, 0xab, 0x8c, 0x3b, 0xa2, 0x99) // more than 64 bits
	table := open(t, parquetOf(t,
		row{wide(5), 42, 491512345678, 1250, wide(7), deprecated.Int96{uint32(ns), uint32(ns >> 32), julian}, at.UnixMilli(), at.UnixMicro(), at.UnixNano(),
			int32(at.Unix() / 86400), wide(0xab), true, 1 << 63, 4915123456789, 1e17, 1 << 24, []byte("x"), nil},
		row{big, -42, -1, -5, minus, deprecated.Int96{0, 0, 2440588}, -1, 0, 1, -1, minus, false, 0, 0.5, 1e-7, 3, nil, nil}))
	rows, err := table.begin()
	require.NoError(t, err)
	for _, want := range []string{
		"5|42|491512345678|12.50|0.007|2026-05-04T03:02:01Z|2026-05-04T03:02:01Z|2026-05-04T03:02:01Z|2026-05-04T03:02:01Z|2026-05-04|00000000-0000-0000-0000-0000000000ab|true|9223372036854775808|4915123456789|1e+17|1.6777216e+07|x|",
		"165870744904870371993|-42|-1|-0.05|-0.001|1970-01-01T00:00:00Z|1969-12-31T23:59:59.999Z|1970-01-01T00:00:00Z|1970-01-01T00:00:00.000000001Z|1969-12-31|ffffffff-ffff-ffff-ffff-ffffffffffff|false|0|0.5|1e-07|3||",
	} {
		r, err := rows.next()
		require.NoError(t, err)
		require.Equal(t, want, string(bytes.Join(r.cells, []byte("|"))))
	}
}

// What nobody uses may be of any type; groups are read by path, lists in each of
// the ways to write them.
func TestParquetNesting(t *testing.T) {
	type address struct {
		Value string `parquet:"value,optional"`
		Rank  int32  `parquet:"rank"`
	}
	type traits struct {
		Mail string   `parquet:"mail"`
		More []string `parquet:"more,list"`
	}
	type row struct {
		Attributes map[string]string `parquet:"attributes"`
		Emails     []address         `parquet:"emails,list"`
		Phones     []address         `parquet:"phones"`
		Tags       []string          `parquet:"tags"`
		Traits     *traits           `parquet:"traits,optional"`
		Deep       [][]string        `parquet:"deep,list"`
	}
	path := parquetOf(t, row{map[string]string{"x": "y"}, []address{{"a@firma.example", 1}, {"", 2}, {"b@firma.example", 3}}, []address{{"+442079460001", 1}},
		[]string{"t1@firma.example", "t2@firma.example"}, &traits{"c@firma.example", []string{"d@firma.example"}}, nil}, row{})
	for column, want := range map[string][][32]byte{
		"emails[].value": sums("a@firma.example", "b@firma.example"), "traits.mail": sums("c@firma.example"), "traits.more": sums("d@firma.example"),
		"tags": sums("t1@firma.example", "t2@firma.example"),
	} {
		got, r, err := keys(t, open(t, path), ListConfig{Type: identity.Email, Map: map[string]Role{column: RoleEmail, "emails": map[bool]Role{true: RoleEmail, false: RoleIgnore}[column == "emails[].value"]}})
		require.NoError(t, err, column)
		require.Equal(t, want, got, column)
		require.Equal(t, [2]uint64{2, 1}, [2]uint64{r.Rows, r.RowsUsed})
	}
	_, _, err := keys(t, open(t, path), ListConfig{Type: identity.Email})
	require.ErrorContains(t, err, `column "emails" is used as email and can't be read: it holds lists of objects; map a field inside of it, such as "emails[].value", or it to ignore`)

	// A list whose repeated node is the element itself, and one as Hive writes it.
	two := parquet.NewSchema("x", parquet.Group{"email": listNode{parquet.Group{"array": parquet.Repeated(parquet.String())}}})
	three := parquet.NewSchema("x", parquet.Group{"email": listNode{parquet.Group{"bag": parquet.Repeated(parquet.Group{"array_element": parquet.Optional(parquet.String())})}}})
	value := func(s string, r, d int) parquet.Value { return parquet.ValueOf(s).Level(r, d, 0) }
	for schema, level := range map[*parquet.Schema]int{two: 1, three: 2} {
		var out bytes.Buffer
		w := parquet.NewWriter(&out, schema)
		_, err := w.WriteRows([]parquet.Row{{value("a@firma.example", 0, level), value("b@firma.example", 1, level)}, {parquet.Value{}.Level(0, 0, 0)}})
		require.NoError(t, err)
		require.NoError(t, w.Close())
		got, r, err := keys(t, open(t, write(t, "a.parquet", out.String())), ListConfig{Type: identity.Email})
		require.NoError(t, err)
		require.Equal(t, sums("a@firma.example", "b@firma.example"), got)
		require.Equal(t, [2]uint64{2, 1}, [2]uint64{r.Rows, r.RowsEmpty})
	}
}

// listNode is a group that is marked as a list.
type listNode struct{ parquet.Group }

func (listNode) Type() parquet.Type { return parquet.List(parquet.String()).Type() }
