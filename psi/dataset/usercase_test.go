package dataset

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/psi/userref"
	"github.com/stretchr/testify/require"
)

const (
	upperUUID = "0F8FAD5B-D9CB-469F-A165-70867728950E"
	lowerUUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
)

func TestUserHash(t *testing.T) {
	h := newBlindHash()
	hash := func(ref string) userHash { return h.user([]byte(ref)) }
	for _, alike := range [][2]string{{"Ab", "ab"}, {"AB", "aB"}, {"JÖRG", "jörg"}, {"\u212a1", "k1"}, {"ſ", "S"}, {"ΣΑΣ", "σας"}, {"AB" + lowerUUID, "ab" + lowerUUID},
		{"{" + lowerUUID, "{" + upperUUID}, {upperUUID + "-1", lowerUUID + "-1"}, {"é", "É"}} {
		a, b := hash(alike[0]), hash(alike[1])
		require.Equal(t, a.folded(), b.folded(), alike)
		require.NotEqual(t, a, b, alike)
	}
	for _, same := range [][2]string{{lowerUUID, upperUUID}, {"{" + upperUUID + "}", lowerUUID}, {"urn:uuid:" + upperUUID, "{" + lowerUUID + "}"}, {"URN:UUID:" + lowerUUID, lowerUUID},
		{strings.ReplaceAll(upperUUID, "-", ""), lowerUUID}} {
		require.Equal(t, hash(same[0]), hash(same[1]), same)
	}
	for _, other := range [][2]string{{"a", "b"}, {"ß", "ss"}, {"a", "ä"}, {"ı", "i"}, {lowerUUID, "{" + lowerUUID}, {"0123", "123"}, {lowerUUID[:35] + "g", upperUUID[:35] + "h"}, {lowerUUID[:35], lowerUUID[:34]}} {
		x, y := hash(other[0]), hash(other[1])
		require.NotEqual(t, x.folded(), y.folded(), other)
	}
}

// Who says no is out under all references that differ from it in nothing but case, in an import, a merge, and what is
// taken out of a dataset; grants are not merged. The report says how many there are, and which rows said it.
func TestUserCase(t *testing.T) {
	const head = "user_id,email,collection_context,opted_out\n"
	for name, c := range map[string]struct {
		said, other string // references
	}{
		"small": {"AbC", "abc"}, "capital": {"abc", "ABC"}, "letters": {"JÖRG", "jörg"}, "uuid": {upperUUID, lowerUUID}, "braces": {"{" + upperUUID + "}", lowerUUID},
		"digits": {strings.ReplaceAll(upperUUID, "-", ""), lowerUUID},
		"urn":    {lowerUUID, "urn:uuid:" + lowerUUID},
	} {
		t.Run(name, func(t *testing.T) {
			other := uint64(1)
			if userref.UUID([]byte(c.said)) != nil {
				other = 0 // they are one user
			}
			for _, table := range []string{
				c.other + ",ina@firma.example,newsletter,\nx,bo@firma.example,newsletter,\n" + c.said + ",,newsletter,true\n",
				c.said + ",,newsletter,true\n" + c.other + ",ina@firma.example,newsletter,\nx,bo@firma.example,newsletter,\n",
			} {
				_, r := store(t, testConfig(t), head+table)
				require.EqualValues(t, 1, r.RowsAdmitted)
				require.Equal(t, Withheld{Users: 1, OtherCase: other}, r.Withheld)
				e := r.Excluded[len(r.Excluded)-1]
				require.Equal(t, purpose.Withheld, e.Reason)
				line := uint64(2)
				if table[:len(c.said)] != c.said {
					line = 4
				}
				require.Equal(t, []Place{{Line: line}}, e.First)
			}

			cfg := testConfig(t)
			before, _ := store(t, cfg, head+c.other+",ina@firma.example,newsletter,\nx,bo@firma.example,newsletter,\n")
			cfg.Previous, cfg.Merge = before, true
			after, r := store(t, cfg, head+c.said+",,newsletter,true\n")
			require.Equal(t, UserChanges{Kept: 1, Removed: 1, Gone: 1, Withdrawn: 1}, *r.Users)
			require.EqualValues(t, 1, after.Summary().Types[identity.Email].Elements)

			cfg.Merge = false
			full, _ := store(t, cfg, head+c.said+",,newsletter,true\nx,bo@firma.example,newsletter,\n")
			rest, err := Rewrite(t.Context(), filepath.Join(t.TempDir(), "rest"), before, RewriteConfig{Key: cfg.Key, Without: full})
			require.NoError(t, err)
			require.EqualValues(t, 1, rest.Types[identity.Email].Elements)
			require.True(t, rest.News)

			_, r = store(t, testConfig(t), head+c.said+",ina@firma.example,newsletter,\n"+c.other+",bo@firma.example,newsletter,\nx,cy@firma.example,newsletter,\n")
			require.Equal(t, 2*other, r.Grouping.OnlyCase)
			require.Equal(t, 2+other, r.Grouping.Users)
			require.Zero(t, r.Withheld)

			// A row that does not say no replaces the user of that reference alone.
			cfg.Merge = true
			after, _ = store(t, cfg, head+c.said+",cy@firma.example,newsletter,\n")
			require.EqualValues(t, 2+other, after.Summary().Types[identity.Email].Elements)
		})
	}
}

// A no in a column of opt-ins is of the user, and an empty cell there of the row: the report says how many users the
// first withholds.
func TestWithheldByOptIn(t *testing.T) {
	const head = "user_id,email,collection_context,opted_in,opted_out\n"
	for table, want := range map[string]Withheld{
		"u,a@firma.example,newsletter,yes,\nu,b@firma.example,newsletter,no,\n":                                               {Users: 1, OptedIn: 1},
		"u,a@firma.example,newsletter,yes,\nU,,newsletter,no,\n":                                                              {Users: 1, OptedIn: 1, OtherCase: 1},
		"u,a@firma.example,newsletter,yes,\nu,b@firma.example,newsletter,,\n":                                                 {},
		"u,a@firma.example,newsletter,yes,\nu,b@firma.example,newsletter,no,\nu,c@firma.example,newsletter,,true\n":           {Users: 1},
		"u,a@firma.example,newsletter,yes,\nu,b@firma.example,newsletter,no,true\nv,c@firma.example,newsletter,yes,\nv,,,no,": {Users: 2, OptedIn: 1},
		"u,a@firma.example,newsletter,yes,\nu,b@firma.example,newsletter,no,perhaps\n":                                        {Users: 1},
		"u,a@firma.example,newsletter,yes,\nu,b@firma.example,newsletter,perhaps,\n":                                          {Users: 1},
		"u,a@firma.example,newsletter,no,\n":                                                                                  {},
	} {
		_, r := store(t, testConfig(t), head+table+"\n1,x@firma.example,newsletter,yes,\n")
		require.Equal(t, want, r.Withheld, table)
	}
}

// The first rows that say no are the first of the table, whatever the users' hashes.
func TestWithheldPlaces(t *testing.T) {
	table := "user_id,email,collection_context,opted_out\n"
	for i := range 30 {
		table += string(rune('a'+i)) + ",a@firma.example,newsletter,\n"
	}
	for i := range 30 {
		table += string(rune('a'+i)) + ",,newsletter,true\n"
	}
	_, r := store(t, testConfig(t), table+"x1,b@firma.example,newsletter,\n")
	e := r.Excluded[len(r.Excluded)-1]
	for _, x := range r.Excluded {
		if x.Reason == purpose.Withheld {
			e = x
		}
	}
	require.EqualValues(t, 30, e.Rows)
	require.Len(t, e.First, placesKept)
	require.Equal(t, Place{Line: 32}, e.First[0])
	require.Equal(t, Place{Line: 41}, e.First[9])
}

// A text that stands for no value is no user: all rows that have it would be one.
func TestNoUser(t *testing.T) {
	_, r := store(t, testConfig(t), "user_id,email,collection_context,grants\nNULL,a@firma.example,newsletter,\nNone,b@firma.example,newsletter,\n"+
		"\\N,c@firma.example,newsletter,\n-,d@firma.example,newsletter,\n,e@firma.example,newsletter,\nnul,f@firma.example,newsletter,\nno,g@firma.example,newsletter,NULL\n")
	require.Equal(t, RejectCount{Code: "no_user", Hint: faultHints[faultNoUser], Count: 5, First: []Place{{Line: 2}, {Line: 3}, {Line: 4}, {Line: 5}, {Line: 6}}}, r.Rejects[0])
	require.EqualValues(t, 1, r.RowsAdmitted)
	require.Equal(t, purpose.NoGrant, r.Excluded[0].Reason, "NULL grants nothing")
}
