package dataset

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

func TestInert(t *testing.T) {
	for cell, want := range map[string]string{
		"":                              "",
		"=1+1":                          "'=1+1",
		`=HYPERLINK("http://x","y")`:    `'=HYPERLINK("http://x","y")`,
		"@SUM(A1)":                      "'@SUM(A1)",
		"+cmd|' /C calc'!A0":            "'+cmd|' /C calc'!A0",
		"-2+3+cmd|' /C calc'!A0":        "'-2+3+cmd|' /C calc'!A0",
		"-A1":                           "'-A1",
		"+":                             "'+",
		"-":                             "'-",
		"--1":                           "--1",
		"\t=1":                          "'\t'=1",
		"\r=1":                          "'\r'=1",
		"\n=1":                          "'\n'=1",
		" =1":                           " '=1",
		`"=1`:                           `"'=1`,
		"＝1":                            "'＝1",
		"x;=1+1":                        "x;'=1+1",
		"a\tb":                          "a\tb",
		"a=b":                           "a=b",
		"+14155550101":                  "+14155550101",
		"+1 (415) 555-0101":             "+1 (415) 555-0101",
		"-12.5":                         "-12.5",
		"ada+list@mail.example":         "ada+list@mail.example",
		"user-1":                        "user-1",
		"7f9d; nothing":                 "7f9d; nothing",
		"\xff=":                         "\xff=",
		"+14155550101;ext=WEBSERVICE()": "'+14155550101;ext=WEBSERVICE()",
	} {
		require.Equal(t, want, Inert(cell), "%q", cell)
	}
}

// The file of rejects is for spreadsheets: nothing in it computes, and what was rejected can be read from it again.
func TestRejectsAreInert(t *testing.T) {
	var out bytes.Buffer
	path := filepath.Join(t.TempDir(), "list.csv")
	require.NoError(t, os.WriteFile(path, []byte("email\n=1+1\n@SUM(A1)\n+cmd|' /C calc'!A0\nada@mail.example\n+1 415\n"), 0o600))
	table, err := OpenTable(path, TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	_, err = Check(t.Context(), table, ListConfig{Type: identity.Email, Rejects: &out, RejectValues: true})
	require.NoError(t, err)
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	var values []string
	for _, r := range rows[1:] {
		values = append(values, r[4])
	}
	require.Equal(t, []string{"'=1+1", "'@SUM(A1)", "'+cmd|' /C calc'!A0", "+1 415"}, values)
}
