package dataset

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// The names that exports have for whether an identifier is verified, and names that mean something else.
func TestVerifiedHeaders(t *testing.T) {
	for header, want := range map[string]Role{
		"email_verified": RoleEmailVerified, "emailVerified": RoleEmailVerified, "is_email_verified": RoleEmailVerified, "EmailVerified": RoleEmailVerified,
		"Email Verified": RoleEmailVerified, "email_confirmed": RoleEmailVerified, "email_confirmed_at": RoleEmailVerified, "email_verified_at": RoleEmailVerified,
		"confirmed_at": RoleEmailVerified, "verified_email": RoleEmailVerified, "email_address_verified": RoleEmailVerified, "E-Mail bestätigt am": RoleEmailVerified,
		"has_verified_email": RoleEmailVerified, "primary_email_verified": RoleEmailVerified,
		"phone_number_verified": RolePhoneVerified, "phone_verified": RolePhoneVerified, "phoneNumberVerified": RolePhoneVerified, "phone_confirmed_at": RolePhoneVerified,
		"is_phone_verified": RolePhoneVerified, "mobile_verified": RolePhoneVerified, "PhoneVerifiedAt": RolePhoneVerified,
		"unverified_email": "", "unconfirmed_email": "", "email_verification_token": "", "verified": "", "confirmed": "", "is_verified": "", "identity_verified": "",
		"email_verified_by": "", "order_confirmed_email": "", "email_valid": "", "phone": RolePhone, "email": RoleEmail,
	} {
		require.Equal(t, want, roleOf(header), header)
	}
}

// verifiedOf imports a table and returns the identifiers that are verified, as "user type", and the report.
func verifiedOf(t *testing.T, cfg BuildConfig, table string) ([]string, *BuildReport) {
	t.Helper()
	s, r := store(t, cfg, table)
	found := map[string]bool{}
	for n := range s.Size() {
		typ, err := s.ElementType(n)
		require.NoError(t, err)
		owners, err := s.ElementOwners(n)
		require.NoError(t, err)
		for _, o := range owners {
			if o.Verified {
				found[fmt.Sprint(o.User, " ", typ)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), r
}

// A column verifies the identifiers that it is about, with what reads as yes and with nothing else.
func TestVerifiedCells(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("user_id,email,phone,email_verified,phone_number_verified,collection_context\n")
	cells := []string{"true", "1", "yes", "2026-01-31", "1769860800", "verified", "Confirmed", "ja", // yes
		"", "false", "0", "no", "NULL", "unverified", "not verified", "pending", "Unconfirmed", // no
		"perhaps", "subscribed", "unsubscribed", "2", "01/02/2026", "1970-01-01", "anna@firma.example"} // can't be read
	for i, c := range cells {
		fmt.Fprintf(&b, "%02d,e%d@firma.example,+44207946%04d,%s,%s,newsletter\n", i, i, i, c, cells[len(cells)-1-i])
	}
	got, r := verifiedOf(t, testConfig(t), b.String())
	var want []string
	for i := range cells {
		if i < 8 {
			want = append(want, fmt.Sprintf("%02d email", i))
		}
		if i >= len(cells)-8 {
			want = append(want, fmt.Sprintf("%02d phone", i))
		}
	}
	slices.Sort(want)
	require.Equal(t, want, got)
	for _, typ := range r.Types {
		require.Equal(t, [2]uint64{8, 7}, [2]uint64{typ.Verified, typ.UnreadVerified})
	}
	require.Equal(t, uint64(len(cells)), r.RowsAdmitted, "whether it is verified keeps nobody out")
}

// Which of several columns of addresses is verified has to be said by name; two columns about one must both say so, and a
// cell with several addresses has none that is.
func TestVerifiedColumns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		headers, cells string
		want           string // columns by number from 0 of the e-mail addresses that are verified
		unused         string
	}{
		{"Mail,confirmed_at", "a,yes", "0", ""},
		{"email,email_2,email_verified", "a,b,yes", "0", ""},
		{"email,email_2,email_2_verified", "a,b,yes", "1", ""},
		{"email,email_2,email_verified,email_2_verified", "a,b,no,yes", "1", ""},
		{"email,secondary_email,email_verified", "a,b,yes", "0", ""},
		{"email,secondary_email,secondary_email_verified", "a,b,yes", "1", ""},
		{"email,secondary_email,confirmed_at", "a,b,yes", "0", ""},
		{"work_email,private_email,email_verified", "a,b,yes", "", "email_verified"},
		{"email,mail,email_verified", "a,b,yes", "0", ""},
		{"E-Mail,courriel,correo_verified", "a,b,yes", "", "correo_verified"},
		{"email,email_verified,email_confirmed_at", "a,yes,", "", ""},
		{"email,email_verified,email_confirmed_at", "a,yes,2026-01-01", "0", ""},
		{"email,email_confirmed_at,confirmed_at", "a,,2026-01-01", "", ""},
		{"email", "a", "", ""},
	} {
		cells := strings.Split(c.cells, ",")
		ids := map[string]string{}
		for i, id := range []string{"a", "b"} {
			for j, cell := range cells {
				if cell == id {
					cells[j] = id + "@firma.example"
				}
			}
			ids[id] = fmt.Sprint(i)
		}
		cfg := testConfig(t)
		s, r := store(t, cfg, "user_id,collection_context,"+c.headers+"\nu,newsletter,"+strings.Join(cells, ",")+"\n")
		var got []string
		for id, n := range ids {
			number, found, err := s.Find(masked(t, cfg, identity.Email, id+"@firma.example"))
			require.NoError(t, err)
			if !found {
				continue
			}
			owners, err := s.ElementOwners(number)
			require.NoError(t, err)
			if owners[0].Verified {
				got = append(got, n)
			}
		}
		slices.Sort(got)
		require.Equal(t, c.want, strings.Join(got, ","), c.headers)
		var unused []string
		for _, col := range r.Columns {
			if col.Role == RoleEmailVerified && !col.Used {
				unused = append(unused, col.Header)
				require.Contains(t, col.Note, "which of several columns")
			}
		}
		require.Equal(t, c.unused, strings.Join(unused, ","), c.headers)
	}
	lists, err := importTable(t, open(t, write(t, "a.ndjson", `{"user_id":"u","email":["a@firma.example","b@firma.example"],"email_verified":true,"collection_context":"newsletter"}
{"user_id":"v","email":["c@firma.example",null],"email_verified":true,"collection_context":"newsletter"}
{"user_id":"w","email":"d@firma.example; e@firma.example","email_verified":true,"collection_context":"newsletter"}`)), nil)
	require.NoError(t, err)
	require.Equal(t, [2]uint64{5, 1}, [2]uint64{lists.Types[0].Admitted, lists.Types[0].Verified}, "of a list none is verified")
	cfg := testConfig(t)
	cfg.Map = map[string]Role{"Status of address": RoleEmailVerified}
	got, _ := verifiedOf(t, cfg, "user_id,email,Status of address,collection_context\nu,a@firma.example,Verified,newsletter\nv,b@firma.example,New,newsletter\n")
	require.Equal(t, []string{"u email"}, got)
}

// A context of the policy that verifies does so without a column, for what it admits.
func TestVerifiedContext(t *testing.T) {
	t.Parallel()
	p, err := purpose.Parse([]byte(strings.Replace(testPolicy, "newsletter: {class: marketing,", "newsletter: {class: marketing, verified: [phone],", 1)))
	require.NoError(t, err)
	cfg := testConfig(t)
	cfg.Gate, err = p.Gate("", "audience-matching")
	require.NoError(t, err)
	got, r := verifiedOf(t, cfg, "user_id,email,phone,collection_context,grants\nu,a@firma.example,+442079460001,newsletter,\nv,,+442079460001,newsletter,\n"+
		"w,,+442079460001,checkout,marketing.advertising.first_party.targeted\n")
	require.Equal(t, []string{"u phone", "v phone"}, got)
	require.Equal(t, []SizeCount{{2, 1}}, r.Grouping.ByUsers)
	require.Equal(t, []LeftOut{{SharedUnverified, 1, 1}}, r.Types[1].LeftOut)
}
