package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// canary is in every value that the tests use; no error or report may hold it.
const canary = "zqcanary"

func write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(b)
}

func open(t testing.TB, path string) *Table {
	t.Helper()
	table, err := OpenTable(path, TableConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { table.Close() })
	return table
}

func openText(t testing.TB, content string) *Table { return open(t, write(t, "list.csv", content)) }

// keys reads a list to its end.
func keys(t testing.TB, table *Table, cfg ListConfig) ([][32]byte, ListReport, error) {
	t.Helper()
	l, err := NewList(table, cfg)
	if err != nil {
		return nil, ListReport{}, err
	}
	var out [][32]byte
	for k, err := range l.MatchKeys(context.Background()) {
		if err != nil {
			return out, l.Report(), err
		}
		out = append(out, k)
	}
	return out, l.Report(), nil
}

func sums(normal ...string) (out [][32]byte) {
	for _, s := range normal {
		out = append(out, sha256.Sum256([]byte(s)))
	}
	return out
}

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

// The headers that platforms' templates and CRM exports have.
func TestHeaders(t *testing.T) {
	for header, want := range map[string]Role{
		"email": RoleEmail, "Email": RoleEmail, "EMAIL1": RoleEmail, "email_3": RoleEmail, "E-Mail Address 2": RoleEmail, "Email Address": RoleEmail,
		"Email_SHA256": RoleEmailSHA256, "EMAIL1_SHA256": RoleEmailSHA256, "EMAIL2_SHA-256": RoleEmailSHA256, "hashed_email_1": RoleEmailSHA256,
		"EMAIL1_SHA-1": roleOtherHash, "Email_MD5": roleOtherHash,
		"phone": RolePhone, "Phone": RolePhone, "PHONE1": RolePhone, "phone_2": RolePhone, "Mobile Phone": RolePhone, "phone_number": RolePhone,
		"Phone_SHA256": RolePhoneSHA256, "PHONE1_SHA256": RolePhoneSHA256, "phone_sha256_digits": rolePhoneDigits, "phone_sha256_e164plus": rolePhoneE164,
		"WhatsApp Phone Number": RolePhone, "SMS Phone Number": RolePhone,
		"Country": RoleCountry, "user_id": RoleUser, "Record ID": RoleUser, "Contact ID": RoleUser, "collection_context": RoleContext, "grants": RoleGrants,
		"First Name": "", "Zip": "", "madid": "", "emailed": "", "phone_model": "",
	} {
		require.Equal(t, want, roleOf(header), header)
	}
}

// Every file that can't be read is refused with words that say what it is, and
// what to do, and hold none of its content.
func TestBadFiles(t *testing.T) {
	row := "x@" + canary + ".com\n"
	for _, c := range []struct{ name, content, want string }{
		{"empty", "", "the file is empty"},
		{"bom", "\ufeff", "the file is empty"},
		{"blank", "\n\r\n", "the file is empty"},
		{"header", "email\n", "a header but no rows"},
		{"header2", "email", "a header but no rows"},
		{"nocolumn", "name,city\nA,B\n", `no column for email or email_sha256: the columns are "name", "city"`},
		{"md5", "email_md5\nA\n", "a hash that is not SHA-256"},
		{"noheader", row + row, "the first line looks like data"},
		{"noheader2", "name,+442079460000\n", "the first line looks like data"},
		{"gzip", "\x1f\x8b\x08\x00", "looks like gzip, but it can't be decompressed"},
		{"zip", "PK\x03\x04\x14", "not a workbook or a zip archive, or it is damaged"},
		{"zstd", "\x28\xb5\x2f\xfd\x04", "reading failed: unexpected EOF"},
		{"bzip2", "BZh9", "looks like bzip2"},
		{"parquet", "PAR1\x15", "not a Parquet file, or it is damaged"},
		{"xls", oleMagic, "an old or encrypted Microsoft Office file"},
		{"html", "\n<HTML><table><tr><td>email</td>", "this is HTML or XML"},
		{"xls2003", "\ufeff<?xml version=\"1.0\"?><Workbook>", "this is HTML or XML"},
		{"nul", "email\n" + row + "\x00\n", "NUL"},
		{"line", "email\n" + row + canary + strings.Repeat("x", 1<<20), "line 3: longer than 1048576 bytes"},
		{"record", "email\n" + row + "\"" + canary + strings.Repeat("x\n", 1<<19), "line 3: a quoted cell starts here and is not closed within 1048576 bytes"},
		{"quote", "email,name\n" + row + row + "\"y@" + canary + ".com,y\n" + row, "line 4: a quoted cell starts here and is never closed"},
		{"quote2", "email,name\n" + row + "\"y@" + canary + ".com,y\n" + row + "\"z@" + canary + ".com\"\n", "line 3: a quoted cell starts here, and line 5 has text after"},
		{"headerquote", "\"email\"x\n" + row, "line 1: there is text after a closing quote"},
	} {
		path := write(t, c.name+".csv", c.content)
		table, err := OpenTable(path, TableConfig{})
		if err == nil {
			_, _, err = keys(t, table, ListConfig{Type: identity.Email})
			table.Close()
		}
		require.ErrorContains(t, err, c.want, c.name)
		require.NotContains(t, strings.ReplaceAll(err.Error(), path, ""), canary, c.name)
	}
	_, err := OpenTable(t.TempDir(), TableConfig{})
	require.ErrorContains(t, err, "this is a directory")
	_, err = OpenTable(filepath.Join(t.TempDir(), "none.csv"), TableConfig{})
	require.ErrorIs(t, err, os.ErrNotExist)
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

func TestMapping(t *testing.T) {
	const file = "Contact,Other\na@example.com,b@example.com\n"
	got, r, err := keys(t, openText(t, file), ListConfig{Type: identity.Email, Map: map[string]Role{"contact": RoleEmail}})
	require.NoError(t, err)
	require.Equal(t, sums("a@example.com"), got)
	require.Equal(t, []Column{{1, "Contact", RoleEmail, true, "", ""}, {2, "Other", "", false, "", ""}}, r.Columns)
	got, _, err = keys(t, openText(t, file), ListConfig{Type: identity.Email, Map: map[string]Role{"#2": RoleEmail}})
	require.NoError(t, err)
	require.Equal(t, sums("b@example.com"), got)
	_, _, err = keys(t, openText(t, file), ListConfig{Type: identity.Email, Map: map[string]Role{"Mail": RoleEmail}})
	require.ErrorContains(t, err, `no column "Mail" to be mapped: the columns are "Contact", "Other"`)
	_, r, err = keys(t, openText(t, "EMAIL1_SHA-1,email\nx,a@example.com\n"), ListConfig{Type: identity.Email})
	require.NoError(t, err)
	require.Equal(t, Column{1, "EMAIL1_SHA-1", "", false, "holds a hash that is not SHA-256", ""}, r.Columns[0])
	h, role, err := ParseMapping("a=b=email")
	require.NoError(t, err)
	require.Equal(t, "a=b email", h+" "+string(role))
	for _, s := range []string{"", "email", "=email", "a=fax"} {
		_, _, err = ParseMapping(s)
		require.Error(t, err, s)
	}
}

func TestNoHeader(t *testing.T) {
	path := write(t, "list.csv", "Ann,ann@example.com\nBob,bob@example.com\n")
	table, err := OpenTable(path, TableConfig{NoHeader: true})
	require.NoError(t, err)
	defer table.Close()
	got, r, err := keys(t, table, ListConfig{Type: identity.Email, Map: map[string]Role{"#2": RoleEmail}})
	require.NoError(t, err)
	require.Equal(t, sums("ann@example.com", "bob@example.com"), got)
	require.Equal(t, []Column{{Number: 1}, {Number: 2, Role: RoleEmail, Used: true}}, r.Columns)
	table, err = OpenTable(path, TableConfig{NoHeader: true})
	require.NoError(t, err)
	defer table.Close()
	_, _, err = keys(t, table, ListConfig{Type: identity.Email})
	require.ErrorContains(t, err, "the table has no header and 2 columns")
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

const testPolicy = `
contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
  checkout:   {class: account}
  two_factor: {class: security}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

func testConfig(t testing.TB) BuildConfig {
	t.Helper()
	p, err := purpose.Parse([]byte(testPolicy))
	require.NoError(t, err)
	g, err := p.Gate("users", "audience-matching")
	require.NoError(t, err)
	b := make([]byte, 32)
	b[0] = 7
	cfg := BuildConfig{Gate: g}
	cfg.Key, err = ecdh.Ristretto255().NewKey(b)
	require.NoError(t, err)
	return cfg
}

// masked is the element of an identifier in normal form.
func masked(t testing.TB, cfg BuildConfig, typ identity.Type, normal string) (e ecdh.Element) {
	t.Helper()
	key := typeKey(cfg.Key, cfg.Gate.Purpose(), identity.Default(), typ)
	k := sha256.Sum256([]byte(normal))
	var out [1]ecdh.Element
	key.Mask(out[:], [][]byte{k[:]})
	return out[0]
}

// contents returns a stored set as normal form → users, for the given forms.
func contents(t testing.TB, s *Stored, cfg BuildConfig, typ identity.Type, normal ...string) map[string]string {
	t.Helper()
	names := map[ecdh.Element]string{}
	for _, n := range normal {
		names[masked(t, cfg, typ, n)] = n
	}
	out := map[string]string{}
	var last ecdh.Element
	i := uint64(0)
	for e, err := range s.Elements() {
		require.NoError(t, err)
		if i > 0 {
			require.Negative(t, slices.Compare(last[:], e[:]))
		}
		number, found, err := s.Find(e)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, i, number)
		of, err := s.ElementType(i)
		require.NoError(t, err)
		owners, err := s.ElementOwners(i)
		require.NoError(t, err)
		i, last = i+1, e
		if of != typ {
			continue
		}
		name, ok := names[e]
		require.True(t, ok, "an element that nobody expects, of %v", owners)
		var users []string
		for _, o := range owners {
			if !slices.Contains(users, o.User) {
				users = append(users, o.User)
			}
		}
		out[name] = strings.Join(users, ",")
	}
	require.Equal(t, s.Size(), i)
	return out
}

const testUsers = `user_id,email,phone,collection_context,grants
1,ann@example.com,+442079460001,newsletter,
2,bob@example.com,+442079460002,two_factor,
3,cyd@example.com,,checkout,
4,dee@example.com,+442079460004,checkout,marketing.advertising.first_party.targeted
5,eve@example.com,,two_factor,marketing.advertising.first_party.targeted
6,flo@example.com,,,
7,gus@example.com,,elsewhere,
8,,,newsletter,
9,not an address,,newsletter,
10,ann@example.com,+442079460002,newsletter,
10,,+442079460002,two_factor,
11,hal@example.com,+442079460002,newsletter,analytics
,ida@example.com,,newsletter,
jon@example.com,jon@example.com,,newsletter,
15,"kim@example.com",nonsense,newsletter;two_factor,
16,lee@example.com,,two_factor,
16,lee@example.com,,checkout,
`

func TestBuild(t *testing.T) {
	cfg := testConfig(t)
	dir := filepath.Join(t.TempDir(), "data")
	r, err := Build(t.Context(), dir, cfg, openText(t, testUsers))
	require.NoError(t, err)
	s, err := OpenStored(dir)
	require.NoError(t, err)
	defer s.Close()
	all := []string{"ann@example.com", "dee@example.com", "kim@example.com"}
	require.Equal(t, map[string]string{"ann@example.com": "1,10", "dee@example.com": "4", "kim@example.com": "15"}, contents(t, s, cfg, identity.Email, all...))
	require.Equal(t, map[string]string{"+442079460001": "1", "+442079460002": "10", "+442079460004": "4"},
		contents(t, s, cfg, identity.Phone, "+442079460001", "+442079460002", "+442079460004"))

	require.Equal(t, [5]uint64{17, 4, 9, 1, 3}, [5]uint64{r.Rows, r.RowsAdmitted, r.RowsExcluded, r.RowsEmpty, r.RowsRejected})
	excluded := map[string]uint64{}
	for _, e := range r.Excluded {
		excluded[e.Reason.Code()] = e.Rows
	}
	require.Equal(t, map[string]uint64{"security_context": 4, "no_grant": 3, "unlabelled": 1, "unknown_context": 1}, excluded)
	require.Equal(t, []TypeReport{
		{Type: identity.Email, Values: 12, Admitted: 4, Excluded: 8, Rejected: 1, TypeSizes: TypeSizes{Elements: 3, Counted: 2,
			LeftOut: []LeftOut{{SharedUnverified, 1, 2}}, Shared: Shared{Identifiers: 1, Most: []SharedCount{{2, 1}}}}},
		{Type: identity.Phone, Values: 6, Admitted: 3, Excluded: 3, Rejected: 1, TypeSizes: TypeSizes{Elements: 3, Counted: 3}}}, r.Types)
	require.Equal(t, Grouping{Groups: 4, Users: 4, Elements: 5, ByElements: []SizeCount{{1, 3}, {2, 1}}, ByUsers: []SizeCount{{1, 4}}}, r.Grouping)
	require.Equal(t, []ContextCount{{"checkout", 1, 2}, {"newsletter", 3, 5}}, r.Contexts)
	require.Equal(t, [2]uint64{2, 1}, [2]uint64{r.Saved, r.Lost}) // user 10's phone, user 15's e-mail; user 16's e-mail
	out, err := json.Marshal(r)
	require.NoError(t, err)
	require.Contains(t, string(out), `"reason":"security_context"`)
	require.NotContains(t, string(out), "@example")

	// The ledger gets to know which context admitted a value.
	contexts := map[string]bool{}
	for o, err := range s.Owned() {
		require.NoError(t, err)
		contexts[s.Contexts()[o.Context]] = true
	}
	require.Equal(t, map[string]bool{"newsletter": true, "checkout": true}, contexts)

	// The same input and key give the same files.
	again := filepath.Join(t.TempDir(), "data")
	cfg.Memory = 1 // spill as much as possible
	_, err = Build(t.Context(), again, cfg, openText(t, testUsers))
	require.NoError(t, err)
	want, err := os.ReadDir(dir)
	require.NoError(t, err)
	got, err := os.ReadDir(again)
	require.NoError(t, err)
	require.Len(t, got, len(want))
	for _, e := range want {
		a, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(again, e.Name()))
		require.NoError(t, err)
		require.Equal(t, a, b, e.Name())
		info, err := e.Info()
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			require.Equal(t, os.FileMode(0o600), info.Mode())
		}
		for _, secret := range []string{"example.com", "44207946"} {
			require.NotContains(t, string(a), secret, e.Name())
		}
		for _, n := range all {
			k := sha256.Sum256([]byte(n))
			require.NotContains(t, string(a), string(k[:]), e.Name())
		}
	}
	_, err = Build(t.Context(), dir, cfg, openText(t, testUsers))
	require.ErrorContains(t, err, "is not empty")
}

func TestBuildFails(t *testing.T) {
	cfg := testConfig(t)
	for name, c := range map[string]struct{ content, want string }{
		"nouser":    {"email,collection_context\na@example.com,newsletter\n", `no column for user_id: the columns are "email", "collection_context"`},
		"nocontext": {"user_id,email\n1,a@example.com\n", "no column for collection_context"},
		"noid":      {"user_id,collection_context\n1,newsletter\n", "no column for email or phone"},
		"header":    {"user_id,email,collection_context\n", "a header but no rows"},
		"quote":     {"user_id,email,collection_context\n1,a@example.com,newsletter\n2,\"b@example.com,newsletter\n", "line 3"},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		_, err := Build(t.Context(), dir, cfg, openText(t, c.content))
		require.ErrorContains(t, err, c.want, name)
		require.NoDirExists(t, dir, name)
	}
	dir := t.TempDir() // exists and is empty: it stays, and stays empty
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Build(ctx, dir, cfg, openText(t, testUsers))
	require.ErrorIs(t, err, context.Canceled)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, entries)
	_, err = Build(t.Context(), dir, BuildConfig{Key: cfg.Key}, openText(t, testUsers))
	require.ErrorContains(t, err, "no gate")
	_, err = Build(t.Context(), dir, BuildConfig{Gate: cfg.Gate}, openText(t, testUsers))
	require.ErrorContains(t, err, "no dataset key")
}

// Nothing but what this dataset's gate admitted gets in.
func TestBuilderTakesOnlyItsGatesAdmitted(t *testing.T) {
	cfg := testConfig(t)
	b, err := NewBuilder(filepath.Join(t.TempDir(), "data"), cfg)
	require.NoError(t, err)
	defer b.Close()
	other := testConfig(t)
	rec := &purpose.Record{User: "1", Values: []purpose.Value{{Type: identity.Email, Key: identity.Key{1}}}, Context: "newsletter"}
	theirs, d := other.Gate.Admit(nil, rec)
	require.Equal(t, purpose.Admits, d.Reason)
	require.ErrorContains(t, b.Add(theirs...), "not admitted")
	require.ErrorContains(t, b.Add(purpose.Admitted{}), "not admitted")
	ours, _ := cfg.Gate.Admit(nil, rec)
	require.NoError(t, b.Add(ours...))
	rec.User = canary + "@example.com"
	ours, _ = cfg.Gate.Admit(nil, rec)
	err = b.Add(ours...)
	require.ErrorContains(t, err, "e-mail address")
	require.NotContains(t, err.Error(), canary)
	sum, err := b.Finish(t.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(1), sum.Types[identity.Email].Elements)
}

// Every file of a stored dataset, truncated, extended, flipped or gone, is noticed.
func TestStoredDamage(t *testing.T) {
	cfg := testConfig(t)
	dir := filepath.Join(t.TempDir(), "data")
	_, err := Build(t.Context(), dir, cfg, openText(t, testUsers))
	require.NoError(t, err)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 10) // two of them of groups
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		good, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NotEmpty(t, good, e.Name())
		damage := map[string][]byte{"truncated": good[:len(good)-3], "empty": {}, "extended": append(slices.Clone(good), "xx"...)}
		for i := 0; i < len(good); i += 1 + len(good)/20 {
			flipped := slices.Clone(good)
			flipped[i] ^= 1
			damage[fmt.Sprint("flipped at ", i)] = flipped
		}
		for what, bad := range damage {
			require.NoError(t, os.WriteFile(path, bad, 0o600))
			_, err = OpenStored(dir)
			require.Error(t, err, "%s %s", e.Name(), what)
		}
		require.NoError(t, os.Remove(path))
		_, err = OpenStored(dir)
		require.Error(t, err, "%s missing", e.Name())
		require.NoError(t, os.WriteFile(path, good, 0o600))
	}
	s, err := OpenStored(dir)
	require.NoError(t, err)
	_, err = s.ElementType(s.Size())
	require.Error(t, err)
	_, err = s.ElementOwners(s.Size())
	require.Error(t, err)
	_, err = s.Group(s.Summary().Grouping.Groups)
	require.Error(t, err)
	require.NoError(t, s.Close())
}
