package dataset

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// itemsOf reads a list to its end.
func itemsOf(t testing.TB, content string, cfg ListConfig, types psi.Types) (out []psi.Item, r ListReport, err error) {
	t.Helper()
	l, err := NewList(openText(t, content), cfg)
	if err != nil {
		return nil, r, err
	}
	for it, err := range l.Items(context.Background(), types) {
		if err != nil {
			return out, l.Report(), err
		}
		out = append(out, it)
	}
	return out, l.Report(), nil
}

const mixed = `email,phone,tier
ann@firma.example,+442079460000,gold
bob@firma.example,,silver
,+442079460001,gold
x,,gold
,,silver
cat@firma.example,x,
`

// A row is one customer, with identifiers of every type that the table has and the dataset wants.
func TestMixedList(t *testing.T) {
	t.Parallel()
	got, r, err := itemsOf(t, mixed, ListConfig{}, "email,phone")
	require.NoError(t, err)
	want := []psi.Item{
		{Type: 0, Key: sums("ann@firma.example")[0]}, {Type: 1, Key: sums("+442079460000")[0]},
		{Type: 0, Key: sums("bob@firma.example")[0]}, {Type: 1, Key: sums("+442079460001")[0]}, {Type: 0, Key: sums("cat@firma.example")[0]},
	}
	require.Equal(t, want, got)
	require.Equal(t, []uint64{6, 4, 1, 1}, []uint64{r.Rows, r.RowsUsed, r.RowsEmpty, r.RowsRejected})
	require.Equal(t, []uint64{5, 2}, []uint64{r.Accepted, r.Rejected})
	require.Equal(t, []RowsHaving{
		{[]identity.Type{identity.Email}, 2}, {[]identity.Type{identity.Phone}, 1}, {[]identity.Type{identity.Email, identity.Phone}, 1},
	}, r.Having)
	require.Equal(t, identity.PhoneMetadata, r.PhoneMetadata)
	require.Empty(t, r.Type)
	require.True(t, r.Columns[0].Used && r.Columns[1].Used && !r.Columns[2].Used)

	// Type and Types restrict it.
	for _, cfg := range []ListConfig{{Type: identity.Phone}, {Types: []identity.Type{identity.Phone}}} {
		got, r, err = itemsOf(t, mixed, cfg, "fax,phone")
		require.NoError(t, err)
		require.Equal(t, []psi.Item{{Type: 1, Key: sums("+442079460000")[0]}, {Type: 1, Key: sums("+442079460001")[0]}}, got)
		require.Equal(t, identity.Phone, r.Type)
		require.Equal(t, []uint64{2, 3, 1}, []uint64{r.RowsUsed, r.RowsEmpty, r.RowsRejected})
		require.False(t, r.Columns[0].Used)
	}
	_, _, err = itemsOf(t, mixed, ListConfig{Type: identity.Email, Types: []identity.Type{identity.Phone}}, "phone")
	require.ErrorContains(t, err, "email is not matched here; what is: phone")
	_, _, err = itemsOf(t, "name\nann\n", ListConfig{}, "email,phone")
	require.ErrorIs(t, err, ErrNoColumn)
	require.ErrorContains(t, err, "email or email_sha256 or phone or phone_sha256")
	require.Panics(t, func() { _, _, _ = itemsOf(t, mixed, ListConfig{}, "email") })
}

// One identifier a line could be of any type.
func TestAnonymousList(t *testing.T) {
	t.Parallel()
	read := func(cfg ListConfig) ([]psi.Item, error) {
		l, err := NewList(open(t, write(t, "list.txt", "ann@firma.example\n")), cfg)
		if err != nil {
			return nil, err
		}
		var got []psi.Item
		for it, err := range l.Items(context.Background(), "email,phone") {
			require.NoError(t, err)
			got = append(got, it)
		}
		return got, nil
	}
	_, err := read(ListConfig{})
	require.ErrorContains(t, err, "nothing says what is in the only column: say which it is, email or phone")
	got, err := read(ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, []psi.Item{{Type: 0, Key: sums("ann@firma.example")[0]}}, got)
}

// A column cuts the list into segments, in the order in which its values come. Rows without an identifier make none.
func TestSegments(t *testing.T) {
	t.Parallel()
	got, r, err := itemsOf(t, "email,phone,tier\n,,bronze\n"+mixed[len("email,phone,tier\n"):], ListConfig{By: "Tier"}, "email,phone")
	require.NoError(t, err)
	var segments []int
	for _, it := range got {
		segments = append(segments, it.Segment)
	}
	require.Equal(t, []int{0, 0, 1, 0, 2}, segments)
	require.Equal(t, []ListSegment{{"gold", 2}, {"silver", 1}, {NoSegment, 1}}, r.Segments)
	require.Equal(t, roleSegment, r.Columns[2].Role)
	require.True(t, r.Columns[2].Used)

	_, r, err = itemsOf(t, mixed, ListConfig{By: "#2"}, "email,phone") // a column of identifiers may be it too
	require.NoError(t, err)
	require.Len(t, r.Segments, 4)
	require.Equal(t, RolePhone, r.Columns[1].Role)
	_, _, err = itemsOf(t, mixed, ListConfig{By: "level"}, "email,phone")
	require.ErrorContains(t, err, `no column "level" to cut the list by: the columns are "email", "phone", "tier"`)
}

func TestTooManySegments(t *testing.T) {
	t.Parallel()
	table := func(n int) string {
		var b strings.Builder
		b.WriteString("email,tier\n")
		for i := range n {
			fmt.Fprintf(&b, "a%d@firma.example,%d\nb%d@firma.example,%d\n", i, i, i, i)
		}
		return b.String()
	}
	got, r, err := itemsOf(t, table(64), ListConfig{By: "tier"}, "email")
	require.NoError(t, err)
	require.Len(t, got, 128)
	require.Len(t, r.Segments, 64)
	got, _, err = itemsOf(t, table(65), ListConfig{By: "tier"}, "email")
	require.ErrorContains(t, err, `column "tier" (column 2) has 65 different values, and a list may have 64 segments`)
	require.Len(t, got, 128, "none of a segment that there can't be")
	_, _, err = itemsOf(t, table(manyValues+10), ListConfig{By: "tier"}, "email")
	require.ErrorContains(t, err, "has at least 100000 different values")
}

// Check counts what occurs twice, which an e-mail address and a phone number never are of each other.
func TestCheckMixed(t *testing.T) {
	t.Parallel()
	hash := fmt.Sprintf("%x", sums("ann@firma.example")[0])
	r, err := Check(t.Context(), openText(t, "email_sha256,phone_sha256\n"+hash+","+hash+"\n"+hash+",\n"), ListConfig{})
	require.NoError(t, err)
	require.Equal(t, []uint64{3, 2, 1}, []uint64{r.Accepted, r.Used, r.Duplicates})
}
