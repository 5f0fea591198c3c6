package dataset

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// A column that says whether an identifier is verified: true, false, or the time since when. What can't be read, or be
// about several identifiers, verifies nothing: a wrong yes joins two people, a missing one leaves an identifier out.

// verifiedAliases are names that don't name the identifier. Devise's confirmed_at is about the e-mail address.
var verifiedAliases = map[Role][]string{RoleEmailVerified: {"confirmed_at"}}

var (
	verifiedWords = wordSet(`verified confirmed verifiziert bestatigt bestaetigt verifie verifiee confirme confirmee verificado confirmado verificata
		verificato confermato confermata geverifieerd bevestigd`)
	// verifiedAsides say no more.
	verifiedAsides = wordSet(`is has was been ist est flag flg status`)
	// sameColumn are words that an identifier's column may have, and that of its verification not, or the other way round.
	sameColumn = wordSet(`number no num nr nummer numero address adresse value values of s the sha256 hashed hash`)
)

// verifiedRole is the role of a header that says that an identifier is verified, "" for others.
func verifiedRole(words []string) Role {
	rest := verifiedCore(words)
	if len(rest) == len(words) || !slices.ContainsFunc(words, func(w string) bool { return verifiedWords(w) }) {
		return ""
	}
	switch nounOf(rest) {
	case RoleEmail:
		return RoleEmailVerified
	case RolePhone:
		return RolePhoneVerified
	}
	return ""
}

// verifiedCore is what is left of such a header: the words for the identifier.
func verifiedCore(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return verifiedWords(w) || verifiedAsides(w) || moments(w) })
}

// verifiedRoleOf is the role of the columns that verify a type.
func verifiedRoleOf(t identity.Type) Role { return Role(t) + "_verified" }

// verifiedReader reads whether identifiers of one type are verified.
type verifiedReader struct {
	columns []int         // indexes
	of      map[int][]int // by index of an identifier's column: the places in columns that are about it
	says    []answer      // of the row, as columns
}

// newVerifiedReader finds the columns, and which identifiers they are about.
func newVerifiedReader(cols *columns, id identifiers) *verifiedReader {
	v := &verifiedReader{of: map[int][]int{}}
	about := slices.Concat(id.plain, id.hashed)
	for _, c := range cols.of(verifiedRoleOf(id.typ)) {
		at := cols.verifiedBy(c, about)
		if at == nil {
			cols.all[c].Note = "not said which of several columns it is about: nothing is verified by it"
			continue
		}
		cols.use(c)
		for _, i := range at {
			v.of[i] = append(v.of[i], len(v.columns))
		}
		v.columns = append(v.columns, c)
	}
	v.says = make([]answer, len(v.columns))
	return v
}

// verifiedBy are those of an identifier's columns that column c is about: the only one, or those that it names. A hash and
// its text may go by one name.
func (c *columns) verifiedBy(column int, about []int) []int {
	if len(about) == 1 {
		return about
	}
	want := identifierName(c.all[column].Header)
	if want == "" {
		want = "email" // verifiedAliases
	}
	same := func(i int, exactly bool) bool {
		name := identifierName(c.all[i].Header)
		return name == want || !exactly && nounless(name) == nounless(want)
	}
	var found []int
	for _, exactly := range []bool{true, false} {
		for _, i := range about {
			if same(i, exactly) {
				found = append(found, i)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	plain := 0
	for _, i := range found {
		if r := c.all[i].Role; r == RoleEmail || r == RolePhone {
			plain++
		}
	}
	if plain > 1 || len(found)-plain > 1 {
		return nil
	}
	return found
}

// identifierName is what a header calls the identifier: its words and digits, without those that don't matter.
func identifierName(header string) string {
	words := slices.DeleteFunc(verifiedCore(headerWords(header)), func(w string) bool { return sameColumn(w) })
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ReplaceAll(strings.ToLower(header), "256", ""))
	return strings.TrimSpace(strings.Join(words, " ") + " " + digits)
}

// nounless is an identifier's name without its noun: phone and mobile are the same if there is no other.
func nounless(name string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(name), func(w string) bool { return nouns[byName()[w]] != nil }), " ")
}

// readVerified reads a row's columns, and returns how many of each type can't be read.
func (r *recordReader) readVerified(row *row) map[identity.Type]uint64 {
	var unread map[identity.Type]uint64
	for i, v := range r.verified {
		for j, c := range v.columns {
			if v.says[j] = parseVerified(row.cell(c)); v.says[j] == unclear {
				if unread == nil {
					unread = map[identity.Type]uint64{}
				}
				unread[r.cells[i].typ]++
			}
		}
	}
	return unread
}

// verifies says whether all columns that are about one of the cells say that it is verified. Of several values from one
// cell of the source none is.
func (r *recordReader) verifies(t identity.Type, cells []cell, c *cell) bool {
	i := slices.IndexFunc(r.cells, func(c *cellReader) bool { return c.typ == t })
	v := r.verified[i]
	about := v.of[c.column]
	if len(about) == 0 {
		return false
	}
	for i := range cells {
		if o := &cells[i]; o != c && o.column == c.column && o.reject != identity.Empty {
			return false
		}
	}
	return !slices.ContainsFunc(about, func(j int) bool { return v.says[j] != yes })
}

var verifiedAnswers = map[string]answer{
	"verified": yes, "confirmed": yes,
	"unverified": no, "notverified": no, "unconfirmed": no, "notconfirmed": no, "pending": no,
}

// parseVerified reads a cell that says yes or no, or since when.
func parseVerified(cell []byte) answer {
	a := parseAnswer(cell)
	switch a {
	case agreed, refused: // words of consent, which is something else
		return unclear
	case unclear:
		if s := bytes.TrimSpace(cell); len(s) <= 40 {
			if said, ok := verifiedAnswers[headerKey(string(s))]; ok {
				return said
			}
		}
	}
	return a
}
