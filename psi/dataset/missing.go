package dataset

import (
	"fmt"
	"slices"
	"strings"
)

// probableWithheld is the role to propose for a column that may say who is to be kept out; "" if there is none.
func (c *columns) probableWithheld(i int) Role {
	switch col := &c.all[i]; {
	case c.table.unreadable(i), c.table.listed(i):
		if c.inside(i, true) || c.table.keysOf(i) != "" {
			return RoleIgnore // what is inside of it has columns of its own
		}
		return ""
	case col.Role != "":
		return col.Role
	default:
		return probableConsent(col.Header)
	}
}

// describe says which columns there are.
func (t *Table) describe() string {
	if t.headers == nil {
		return "the table has no header and " + counted(t.width, "column")
	}
	const most = 40
	var b strings.Builder
	b.WriteString("the columns are ")
	for i, h := range t.headers[:min(most, len(t.headers))] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", h)
	}
	if more := len(t.headers) - most; more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return b.String()
}

// missing explains that a table has no column of any of the roles.
func (c *columns) missing(why string, wanted ...Role) error {
	e := &ColumnError{err: ErrNoColumn}
	names := strings.ReplaceAll(joinRoles(wanted), ", ", " or ")
	for i := range c.all {
		if col := &c.all[i]; col.Role == roleOtherHash {
			why += fmt.Sprintf(": column %q holds a hash that is not SHA-256, and only plain values and SHA-256 are taken", col.Header)
			break
		}
	}
	var found *content
	digest := ""
	for _, r := range wanted {
		col := c.probable(r)
		if isIdentifier(r) {
			if found == nil {
				found = c.look()
				digest = found.digest(c.all)
			}
			if i := found.best(r); i >= 0 && (col == nil || !found.holds(col.Number-1, found.plain[r])) {
				col = &c.all[i]
			}
		}
		if col != nil {
			e.Mappings = append(e.Mappings, col.mapping(r))
		}
	}
	if len(e.Mappings) > 0 {
		digest = ""
	}
	known := 0
	for i := range c.all {
		if c.all[i].Role != "" {
			known++
		}
	}
	in := ""
	if sheet := c.table.source.Sheet; sheet != "" {
		in = fmt.Sprintf(" in the sheet %.80q", sheet)
	}
	e.msg = fmt.Sprintf("%v for %s%s%s: %s", ErrNoColumn, names, in, why, c.table.describe()) + digest
	e.proposeSheet(c.table.otherSheet(known, wanted...))
	return e
}

// clues are what the headers of columns contain that most probably have a role, the surest first.
var clues = map[Role][]string{
	RoleEmail: {"email", "mail", "courriel", "correo", "correio", "posta"},
	RolePhone: {"phone", "telefon", "telephone", "telefono", "telefone", "mobil", "handy", "rufnummer", "cell", "celular", "movil", "tel", "whatsapp"},
	RoleUser: {"userid", "customerid", "contactid", "memberid", "recordid", "personid", "accountid", "uuid", "id", "kundennummer", "kundennr", "kdnr", "customernumber", "customerno", "customernum",
		"numeroclient", "numerocliente", "numerodecliente", "codicecliente", "mitgliedsnummer", "mitgliedsnr", "key", "ref"},
	RoleContext: {"source", "origin", "context", "signup", "channel", "herkunft", "quelle", "fuente", "origen", "origine", "fonte"},
	RoleUpdated: {"updated", "modified", "changed", "geandert", "modif"},
}

// notTheValue are words of headers of what is about a value.
var notTheValue = wordSet(`verified valid status type label count date time at on sent opened clicked bounced bounce domain provider display opt consent fax name token
	assistant unconfirmed company emailed mailed ip`)

// probable is the column that most probably has a role, nil if none looks like it.
func (c *columns) probable(r Role) *Column {
	for i := range c.all {
		if col := &c.all[i]; col.Role == "" && exact(col.Header[strings.LastIndexByte(col.Header, '.')+1:], r) {
			return col // profile.email before profile.secondEmail
		}
	}
	for _, clue := range clues[r] {
		for i := range c.all {
			col := &c.all[i]
			about := r != RoleUpdated && slices.ContainsFunc(headerWords(col.Header), notTheValue)
			if col.Role != "" || about || mayWithhold(col.Header) {
				continue
			}
			key := headerKey(col.Header)
			if key == clue || len(clue) > 3 && strings.Contains(key, clue) || slices.Contains(headerWords(col.Header), clue) {
				return col
			}
		}
	}
	return nil
}
