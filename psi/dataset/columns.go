package dataset

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ErrNoColumn says that a table lacks a column that is needed.
var ErrNoColumn = errors.New("no column")

// ColumnError says what is wrong with a table's columns.
type ColumnError struct {
	msg string
	err error
	// Mappings would probably settle it; see ParseMapping.
	Mappings []string
	// Undecided says that a column may say who is to be kept out, and that nothing says how to read it. The table can
	// still be read for BuildConfig.OnlyNo.
	Undecided bool
	// Sheet is the workbook's sheet that was probably meant; see TableConfig.
	Sheet string
}

func (e *ColumnError) Error() string { return e.msg }

func (e *ColumnError) Unwrap() error { return e.err }

// Column is a column of a table and what became of it.
type Column struct {
	Number int    `json:"column"`           // from 1
	Header string `json:"header,omitempty"` // as in the source
	Role   Role   `json:"role,omitempty"`   // what it is recognised as or mapped to; "" if it is not known
	Used   bool   `json:"used"`
	Note   string `json:"note,omitempty"` // why it is not used, where that needs saying
	Map    string `json:"map,omitempty"`  // the mapping that would use it, where Note asks for one (see ParseMapping); of a map, its form
}

// name is how messages name c, and mapping how it is mapped to a role.
func (c *Column) name() string {
	if c.Header == "" {
		return fmt.Sprintf("#%d", c.Number)
	}
	return fmt.Sprintf("%q (column %d)", c.Header, c.Number)
}

func (c *Column) mapping(r Role) string {
	if c.Header == "" {
		return fmt.Sprintf("#%d=%s", c.Number, r)
	}
	return c.Header + "=" + string(r)
}

// is says whether a mapping's name is that of c.
func (c *Column) is(name string) bool {
	return name == "#"+strconv.Itoa(c.Number) || c.Header != "" && strings.EqualFold(strings.TrimSpace(name), c.Header)
}

// columns are a table's columns under a mapping.
type columns struct {
	table  *Table
	all    []Column
	mapped []bool // by --map or its like, not by the header
}

// roleOf is the role that a header names. A field inside of another is used only where a mapping says so, since it may be
// somebody else's: manager.email. But it is not passed over if it keeps people out.
func (t *Table) roleOf(header string) Role {
	role := roleOf(header)
	if t.source.nested(header) && !slices.Contains(withdrawals, role) {
		return ""
	}
	return role
}

// nested says whether a header is the path of a field inside of another.
func (s *Source) nested(header string) bool {
	switch s.Format {
	case JSON, NDJSON, Parquet, Arrow:
		return strings.ContainsAny(header, ".[")
	}
	return false
}

// columns assigns roles to a table's columns: what mapping says, by header or by
// "#number", and the header's name for the rest.
func (t *Table) columns(mapping map[string]Role) (*columns, error) {
	if err := t.checkEncoding(); err != nil {
		return nil, err
	}
	if t.headers != nil && looksLikeData(t.headers) {
		const fault = "looks like data, not like the names of columns: " +
			"add a line such as email,phone, or say that there is no header and which column is what"
		if t.book != nil {
			return nil, t.sheetFault("the first row of the sheet %.80q %s", t.source.Sheet, fault)
		}
		return nil, errors.New("the first line " + fault)
	}
	t.addKeys(mapping)
	width := max(len(t.headers), t.width)
	c := &columns{table: t, all: make([]Column, width), mapped: make([]bool, width)}
	for i := range c.all {
		c.all[i].Number = i + 1
		if i < len(t.headers) {
			c.all[i].Header = t.headers[i]
			c.all[i].Role = t.roleOf(t.headers[i])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(mapping)) {
		role := mapping[name]
		if !slices.Contains(roles, role) {
			return nil, fmt.Errorf("column %.80q is mapped to %.40q: want one of %s", name, role, joinRoles(roles))
		}
		found := false
		for i := range c.all {
			if c.all[i].is(name) {
				c.all[i].Role, c.mapped[i], found = role, true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("no column %.80q to be mapped: %s", name, t.describe())
		}
	}
	c.spread()
	return c, nil
}

// spread gives a column without a name the role of the one before it, if that can say no: a name that is written over
// several cells stands in the first.
func (c *columns) spread() {
	if c.table.headers == nil {
		return
	}
	for i := 1; i < len(c.all); i++ {
		if col := &c.all[i]; col.Header == "" && !c.mapped[i] && slices.Contains(withdrawals, c.all[i-1].Role) {
			col.Role = c.all[i-1].Role
		}
	}
}

// named is how many columns there are up to the last that has a name. Rows may end there.
func (c *columns) named() int {
	n := len(c.all)
	for c.table.headers != nil && n > 0 && c.all[n-1].Header == "" && !c.mapped[n-1] {
		n--
	}
	return n
}

// lastWithholds says whether the last column can say no, so that text to the right of it may say so too.
func (c *columns) lastWithholds() bool {
	return len(c.all) > 0 && c.all[len(c.all)-1].Used && slices.Contains(withdrawals, c.all[len(c.all)-1].Role)
}

// inside says whether something within column i says who is to be kept out, or with asked may say so.
func (c *columns) inside(i int, asked bool) bool {
	return slices.ContainsFunc(c.all, func(col Column) bool {
		return within(col.Header, c.all[i].Header) && (slices.Contains(withdrawals, col.Role) || asked && col.Role == "" && mayWithhold(col.Header))
	})
}

// addKeys adds columns for what a mapping names within a map.
func (t *Table) addKeys(mapping map[string]Role) {
	k, ok := t.rows.(keyColumner)
	if !ok {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(mapping)) {
		if name = strings.TrimSpace(name); !slices.ContainsFunc(t.headers, func(h string) bool { return strings.EqualFold(h, name) }) {
			k.keyColumn(t, name)
		}
	}
}

// of returns the indexes of the columns of a role.
func (c *columns) of(r Role) (at []int) {
	for i := range c.all {
		if c.all[i].Role == r {
			at = append(at, i)
		}
	}
	return at
}

// one returns the index of the column of a role that a record has one value of, -1 if there is none. A mapping beats
// headers. The role's own name beats its aliases, unless another column can close the gate too: then somebody has to say
// which counts.
func (c *columns) one(r Role) (int, error) {
	at := c.of(r)
	best := slices.DeleteFunc(slices.Clone(at), func(i int) bool { return !c.mapped[i] })
	if len(best) == 0 {
		best = slices.DeleteFunc(slices.Clone(at), func(i int) bool { return !exact(c.all[i].Header, r) })
		if r != RoleUser && r != RoleUpdated && len(best) > 0 {
			best = slices.DeleteFunc(slices.Clone(at), func(i int) bool { return c.table.unreadable(i) && !exact(c.all[i].Header, r) })
		}
	}
	if len(best) == 0 {
		best = at
	}
	if len(best) == 0 {
		return -1, nil
	}
	if len(best) > 1 {
		e := &ColumnError{}
		var names []string
		for n, i := range best {
			names = append(names, c.all[i].name())
			e.Mappings = append(e.Mappings, c.all[i].mapping(map[bool]Role{true: r, false: RoleIgnore}[n == 0]))
		}
		e.msg = fmt.Sprintf("columns %s are all %s, of which a record has one: say which it is", strings.Join(names, " and "), r)
		return -1, e
	}
	for _, i := range at {
		if i != best[0] {
			c.all[i].Note = fmt.Sprintf("%s is used as %s", c.all[best[0]].name(), r)
		}
	}
	return best[0], nil
}

// undecided refuses a table with columns that nothing says how to read, and that might say who is not to be matched.
func (c *columns) undecided() error {
	if w, ok := c.table.rows.(keyWatcher); ok {
		w.watchKeys()
	}
	if c.table.array != "" {
		return &ColumnError{msg: fmt.Sprintf("the only array of the JSON is %.80q, which may be who is to be kept out: give the people in it a field such as "+
			"%s, or extract the array if it means nothing of the kind", c.table.array, RoleOptedOut)}
	}
	e := &ColumnError{Undecided: true}
	var names []string
	keys, unread := "", ""
	for i := range c.all {
		if col := &c.all[i]; col.Role == "" && mayWithhold(col.Header) {
			names = append(names, col.name())
			if form := c.table.keysOf(i); form != "" {
				keys = fmt.Sprintf("; what a map holds is mapped by key, as in %.80q, before the map itself is mapped to %s", form, RoleIgnore)
			}
			if role := c.probableWithheld(i); role != "" {
				e.Mappings = append(e.Mappings, col.mapping(role))
			} else {
				unread = fmt.Sprintf("; column %d can't be read as it is: give it as text, with one value a row", i+1)
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	e.msg = fmt.Sprintf("there are columns that may say who is to be kept out, and nothing says how to read them: %s; map each to "+
		"%s (whoever has no yes there is kept out), %s, %s, %s or %s, or to %s", strings.Join(names, ", "),
		RoleOptedIn, RoleOptedOut, RoleRevoked, RoleDeleted, RoleExpires, RoleIgnore) + keys + unread
	return e
}

// use marks a column as used.
func (c *columns) use(at ...int) {
	for _, i := range at {
		if i >= 0 {
			c.all[i].Used = true
		}
	}
}

// read says which columns are going to be read: the used ones. It refuses those that can't be. Where a field inside of a
// column is read, the column itself is not used.
func (c *columns) read() error {
	var used, ignored []Column
	for _, col := range c.all {
		switch {
		case col.Used:
			used = append(used, col)
		case col.Role == RoleIgnore:
			ignored = append(ignored, col)
		}
	}
	if i, ok := c.table.rows.(columnIgnorer); ok {
		i.ignore(ignored)
	}
	read, err := c.table.use(used)
	if err != nil {
		return err
	}
	for _, col := range used {
		if !slices.Contains(read, col) {
			c.all[col.Number-1].Used, c.all[col.Number-1].Note = false, "the fields inside of it are read"
		}
	}
	return nil
}

// report returns all columns, with a note on those that somebody could take for used. withheld is what it says of a
// column that could keep people out and does not; "" if there is none.
func (c *columns) report(withheld string) []Column {
	all := slices.Clone(c.all)
	for i := range all {
		col := &all[i]
		may := slices.Contains(withdrawals, col.Role) || col.Role == "" && mayWithhold(col.Header)
		switch form := c.table.keysOf(i); {
		case col.Role == roleOtherHash:
			col.Role, col.Note = "", "holds a hash that is not SHA-256"
		case col.Used, col.Note != "", col.Role == RoleIgnore:
		case col.Role == "" && faxConsent(col.Header):
			col.Note = "is about fax, which nobody is matched by"
		case form != "":
			col.Note, col.Map = "is a map, of whose keys only those that are mapped are used", form+"=ROLE"
			if may && withheld != "" {
				col.Note += "; it " + withheld
			}
		case withheld == "":
		case col.Role == RoleTCF, col.Role == RoleGPP:
			col.Note = withheld
		case may:
			col.Note = withheld
			if role := c.probableWithheld(i); role != "" {
				col.Map = col.mapping(role)
			}
		}
	}
	return all
}
