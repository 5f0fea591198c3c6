package dataset

import (
	"fmt"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// Several values in one cell, as Google Contacts, Discourse and HubSpot write them, are all used or none is.
func TestSeveralInOneCell(t *testing.T) {
	for _, c := range []struct {
		typ    identity.Type
		cell   string
		strict bool
		want   int    // used
		reject string // of the whole cell
	}{
		{identity.Email, "a@x.example ::: b@x.example", false, 2, ""},
		{identity.Email, "a@x.example ::: b@x.example ::: c@x.example", false, 3, ""},
		{identity.Email, "a@x.example;b@x.example", false, 2, ""},
		{identity.Email, " a@x.example ; ; b@x.example; ", false, 2, ""},
		{identity.Email, "a@x.example;b@x", false, 0, "several_at_signs"},
		{identity.Email, "b@x;a@x.example", false, 0, "several_at_signs"},
		{identity.Email, "a@x.example;n/a", false, 0, "bad_domain"},
		{identity.Email, "a@x.example,b@x.example", false, 0, "several_at_signs"},
		{identity.Email, "a@x.example b@x.example", false, 0, "inner_space"},
		{identity.Phone, " ::: ", false, 0, "stray_symbol"},
		{identity.Email, "a@x.example;b@x.example", true, 0, "several_at_signs"},
		{identity.Phone, "+49 30 901820 ::: +49 151 23456789", false, 2, ""},
		{identity.Phone, "+49 30 901820 ::: 12", false, 0, "stray_symbol"},
		{identity.Phone, "+49 30 901820;+49 151 23456789", false, 0, "several_values"},
	} {
		table := openText(t, fmt.Sprintf("name,%s\nIna,\"%s\"\n", c.typ, c.cell))
		r, err := Check(t.Context(), table, ListConfig{Type: c.typ, Strict: c.strict})
		require.NoError(t, err, c.cell)
		require.Equal(t, uint64(c.want), r.Accepted, c.cell)
		if c.reject == "" {
			require.Empty(t, r.Rejects, c.cell)
		} else {
			require.Len(t, r.Rejects, 1, c.cell)
			require.Equal(t, c.reject, r.Rejects[0].Code, c.cell)
			require.Equal(t, uint64(1), r.Rejects[0].Count, c.cell)
		}
	}
}
