package dataset

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

func TestList(t *testing.T) {
	table := openText(t, "\ufeffName;E-Mail;Email;PHONE;Country\r\n"+
		"Ann;ann."+canary+"@Example.com;;+44 20 7946 0000;\r\n"+
		"\r\n"+
		"\"Bob; \"\"B\"\"\r\nLee\";\"bob."+canary+"@example.com\";bob2."+canary+"@example.com;020 7946 0001;GB\r\n"+
		"Cyd;"+canary+"\xff@example.com;;020 7946 0002;\r\n"+
		"Dee;;;;\r\n"+
		"Eve;"+canary+"@;eve."+canary+"@example.com;6502530000;us;;\r\n"+
		"Flo;flo."+canary+"@example.com\r\n"+
		"\"Gus\" x;gus."+canary+"@example.com;;;\r\n"+
		"Hal;hal."+canary+"@example.com;;;;more\r\n"+
		"Ida;ida."+canary+"@example.com;;020 7946 0003;Narnia")
	require.Equal(t, ";", table.Source().Delimiter)
	got, r, err := keys(t, table, ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, sums("ann."+canary+"@example.com", "bob."+canary+"@example.com", "bob2."+canary+"@example.com",
		"eve."+canary+"@example.com", "flo."+canary+"@example.com", "ida."+canary+"@example.com"), got)
	require.Equal(t, []Column{{1, "Name", "", false, "", ""}, {2, "E-Mail", RoleEmail, true, "", ""}, {3, "Email", RoleEmail, true, "", ""},
		{4, "PHONE", RolePhone, false, "", ""}, {5, "Country", RoleCountry, false, "", ""}}, r.Columns)
	require.Equal(t, [4]uint64{9, 5, 1, 3}, [4]uint64{r.Rows, r.RowsUsed, r.RowsEmpty, r.RowsRejected})
	require.Equal(t, [2]uint64{6, 4}, [2]uint64{r.Accepted, r.Rejected})
	places := map[string][]Place{}
	for _, c := range r.Rejects {
		places[c.Code] = c.First
	}
	require.Equal(t, map[string][]Place{"not_utf8": {{6, 2}}, "bad_domain": {{8, 2}}, "bad_quote": {{10, 0}}, "extra_cells": {{11, 0}}}, places)
	out, err := json.Marshal(r)
	require.NoError(t, err)
	require.NotContains(t, string(out), canary)
	require.Contains(t, string(out), `"code":"bad_quote"`)
}

func TestListPhones(t *testing.T) {
	const file = "phone,phone_2,Country\n+442079460000,,\n020 7946 0000,6502530000,GB\n020 7946 0000,,\n6502530000,+16502530000,us\n020 7946 0000,,Narnia\n+442079460000,,Narnia\n"
	gb, us := "+442079460000", "+16502530000"
	got, r, err := keys(t, openText(t, file), ListConfig{Type: identity.Phone})
	require.NoError(t, err)
	require.Equal(t, sums(gb, gb, us, us, gb), got)
	require.Equal(t, []RejectCount{
		{"invalid_number", identity.InvalidNumber.Hint(), 1, []Place{{3, 2}}},
		{"no_country", identity.NoCountry.Hint(), 1, []Place{{4, 1}}},
		{"unknown_country", identity.UnknownCountry.Hint(), 1, []Place{{6, 1}}},
	}, r.Rejects)
	require.Equal(t, identity.PhoneMetadata, r.PhoneMetadata)
	got, _, err = keys(t, openText(t, file), ListConfig{Type: identity.Phone, Region: "GB"})
	require.NoError(t, err)
	require.Equal(t, sums(gb, gb, gb, us, us, gb), got)
	c, err := Check(t.Context(), openText(t, file), ListConfig{Type: identity.Phone, Region: "GB"})
	require.NoError(t, err)
	require.Equal(t, [3]uint64{6, 2, 4}, [3]uint64{c.Accepted, c.Used, c.Duplicates})
}

func TestFileChanges(t *testing.T) {
	path := write(t, "list.csv", "email\na@example.com\n")
	table := open(t, path)
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString("b@example.com\n")
	require.NoError(t, err)
	require.NoError(t, f.Close())
	_, _, err = keys(t, table, ListConfig{Type: identity.Email})
	require.ErrorContains(t, err, "changed while it was read")
}

// A column of hashed numbers says which spelling was hashed; the wrong one can't match.
func TestHashedPhoneColumns(t *testing.T) {
	plus, digits := sha256.Sum256([]byte("+16502530000")), sha256.Sum256([]byte("16502530000"))
	for _, c := range []struct {
		header, profile string
		want            [32]byte
		err             string
	}{
		{"phone_sha256", "e164", plus, ""}, {"phone_sha256_e164", "default-v1", plus, ""}, {"phone_sha256_digits", "e164-digits", digits, ""},
		{"phone_sha256_digits", "e164", plus, "another spelling"}, {"phone_sha256_e164plus", "e164-digits", plus, "another spelling"},
	} {
		p, err := identity.ParseProfile(c.profile)
		require.NoError(t, err)
		got, _, err := keys(t, openText(t, fmt.Sprintf("%s,phone\n%x,+1 650 253 0000\n", c.header, c.want)), ListConfig{Type: identity.Phone, Profile: p})
		if c.err != "" {
			require.ErrorContains(t, err, c.err)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, [][32]byte{c.want, c.want}, got)
	}
}
