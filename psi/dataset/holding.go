package dataset

import (
	"fmt"
	"slices"
	"strings"
)

// holding is what the cells of a column hold.
type holding struct {
	lists      bool   // several values
	unreadable string // why the column can't be read; "" if it can
	keys       string // of a map whose keys can be mapped: the form of their paths
}

// columnUser is a source that reads less if it knows what is used.
type columnUser interface{ use(cols []Column) }

// keyColumner is a source with maps, whose keys become columns if a mapping names them.
type keyColumner interface{ keyColumn(t *Table, path string) }

// keyWatcher is a source with maps, whose keys it finds only when it reads them: it is told to fail at one that could
// say who is to be kept out and that nothing is said about.
type keyWatcher interface{ watchKeys() }

// columnIgnorer is a source that asks about columns unless they are ignored by name.
type columnIgnorer interface{ ignore(cols []Column) }

// isIdentifier says whether a column of a role holds identifiers; all such columns
// are read.
func isIdentifier(r Role) bool {
	switch r {
	case RoleEmail, RoleEmailSHA256, RolePhone, RolePhoneSHA256, rolePhoneE164, rolePhoneDigits:
		return true
	}
	return false
}

// takesLists says whether a cell of a role may hold several values. A list that should say who objected is read as
// something that can't be told.
func takesLists(r Role) bool {
	switch r {
	case RoleGrants, RoleContext, RoleOptedOut, RoleRevoked, RoleDeleted:
		return true
	}
	return isIdentifier(r)
}

// oneValue refuses a column of lists.
func (t *Table) oneValue(c *Column) error {
	return fmt.Errorf("column %.80q is used as %s, which takes one value, and holds lists: map it to another role, or to %s", c.Header, c.Role, RoleIgnore)
}

// unreadable says whether column i can't be read.
func (t *Table) unreadable(i int) bool { return i < len(t.holds) && t.holds[i].unreadable != "" }

// listed says whether column i holds lists.
func (t *Table) listed(i int) bool { return i < len(t.holds) && t.holds[i].lists }

// keysOf is the form of the paths of column i's keys, "" if it is no map.
func (t *Table) keysOf(i int) string {
	if i < len(t.holds) {
		return t.holds[i].keys
	}
	return ""
}

// use says which columns are going to be read, and returns them. It refuses those
// that can't be: what they hold must not be passed over in silence.
func (t *Table) use(cols []Column) ([]Column, error) {
	read := make([]Column, 0, len(cols))
	for _, c := range cols {
		i := c.Number - 1
		if i >= len(t.holds) {
			read = append(read, c)
			continue
		}
		switch h := t.holds[i]; {
		case h.unreadable != "" && isIdentifier(c.Role) && slices.ContainsFunc(cols, func(d Column) bool { return d.Role == c.Role && within(d.Header, c.Header) }):
			continue // a field inside of it is read
		case h.unreadable != "":
			return nil, fmt.Errorf("column %.80q is used as %s and can't be read: it holds %s; %s", c.Header, c.Role, h.unreadable, t.instead(c.Header))
		case h.lists && !takesLists(c.Role):
			return nil, t.oneValue(&c)
		}
		read = append(read, c)
	}
	if u, ok := t.rows.(columnUser); ok {
		u.use(read)
	}
	return read, nil
}

// within says whether a header is the path of a field inside of another.
func within(header, outer string) bool {
	return strings.HasPrefix(header, outer+".") || strings.HasPrefix(header, outer+"[].")
}

// instead says what to do about a column that can't be read.
func (t *Table) instead(header string) string {
	if i := slices.Index(t.headers, header); i >= 0 && t.holds[i].keys != "" {
		return fmt.Sprintf("map a key of it, as in %.80q, or it to %s", t.holds[i].keys, RoleIgnore)
	}
	for i, h := range t.headers {
		if t.holds[i].unreadable == "" && within(h, header) {
			return fmt.Sprintf("map a field inside of it, such as %.80q, or it to %s", h, RoleIgnore)
		}
	}
	return fmt.Sprintf("give it as text, or map it to %s", RoleIgnore)
}

// unreadables notes the columns that can't be read, by name.
func (t *Table) unreadables() {
	kinds := map[string][]string{}
	var order []string
	for i, h := range t.holds {
		if h.unreadable == "" || h.keys != "" { // the report says more of a map
			continue
		}
		if kinds[h.unreadable] == nil {
			order = append(order, h.unreadable)
		}
		kinds[h.unreadable] = append(kinds[h.unreadable], fmt.Sprintf("%.80q", t.headers[i]))
	}
	const most = 10
	for _, kind := range order {
		names := kinds[kind]
		more := ""
		if len(names) > most {
			names, more = names[:most], fmt.Sprintf(" and %d more", len(names)-most)
		}
		t.source.Notes = append(t.source.Notes, fmt.Sprintf("holds %s, and is not read: %s%s", kind, strings.Join(names, ", "), more))
	}
}
