package dataset

import (
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
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
