package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// fields turns JSON objects into rows. A column is a field, named by its path:
// "email", "traits.email", "emails[].value". A field that holds texts, numbers or
// lists of them can be read; one that holds objects is a column too, so that it is
// named, and can't.
type fields struct {
	root    field
	columns []*field
	skipped int // fields that are too deep, too many, or whose names look like data

	d     *jsontext.Decoder
	in    bytes.Buffer
	line  uint64 // of the object that is read
	text  []byte
	name  []byte
	row   row
	fault fault
	err   error // ends the reading
	late  map[string]bool
	inner *inside // looks into what is not used; nil if nobody asks
}

// field is a node of the tree of paths.
type field struct {
	path   string
	column int
	role   Role // what it is used as
	wanted bool // it, or something below it, is used
	closed bool // if it is not wanted, whatever it holds is not used

	value, list, object bool // what it was seen to hold

	below map[string]*field // fields of the object that it holds
	items map[string]*field // of the objects in the list that it holds

	// In this row:
	spans  [][2]int // its values in text
	values [][]byte // the same if it holds a list; never nil
	isList bool
}

const (
	maxFields = 2000
	maxDepth  = 16
)

// jsonOptions read a lone surrogate as U+FFFD, so that the cell is rejected and
// not the row; bytes that are not UTF-8 are found before.
var jsonOptions = jsontext.AllowInvalidUTF8(true)

func newFields() *fields {
	f := &fields{d: new(jsontext.Decoder), late: map[string]bool{}}
	f.root.column = -1
	return f
}

// learn adds the fields of an object to the columns. What is not an object has
// none.
func (f *fields) learn(object []byte) {
	if !utf8.Valid(object) {
		return
	}
	f.begin(object)
	if f.d.PeekKind() == '{' {
		f.learnValue(&f.root, 0, false)
	}
}

func (f *fields) begin(object []byte) {
	f.in = *bytes.NewBuffer(object)
	f.d.Reset(&f.in, jsonOptions)
}

func (f *fields) learnValue(at *field, depth int, inList bool) error {
	switch f.d.PeekKind() {
	case '{':
		at.object = true
		below := &at.below
		if inList {
			below = &at.items
		}
		if *below == nil {
			*below = map[string]*field{}
		}
		f.d.ReadToken()
		for f.d.PeekKind() != '}' {
			name, err := f.fieldName()
			if err != nil {
				return err
			}
			child := (*below)[string(name)]
			if child == nil {
				if child = f.newField(at, string(name), inList, depth); child == nil {
					f.skipped++
					if err := f.d.SkipValue(); err != nil {
						return err
					}
					continue
				}
				(*below)[string(name)] = child
			}
			if err := f.learnValue(child, depth+1, false); err != nil {
				return err
			}
		}
		_, err := f.d.ReadToken()
		return err
	case '[':
		at.list = true
		f.d.ReadToken()
		for f.d.PeekKind() != ']' {
			if err := f.learnValue(at, depth, true); err != nil {
				return err
			}
		}
		_, err := f.d.ReadToken()
		return err
	case 'n':
	default:
		at.value = at.value || !inList
	}
	return f.d.SkipValue()
}

// newField returns nil if the field becomes no column.
func (f *fields) newField(at *field, name string, inList bool, depth int) *field {
	path := name
	if depth > 0 {
		if len(f.columns) >= maxFields || depth > maxDepth || looksLikeData([]string{name}) {
			return nil
		}
		path = at.path + "." + name
		if inList {
			path = at.path + "[]." + name
		}
	}
	c := &field{path: path, column: len(f.columns), wanted: true, values: [][]byte{}}
	f.columns = append(f.columns, c)
	return c
}

// table makes t the table of the fields that were learnt.
func (f *fields) table(t *Table) {
	var mark func(at *field, inList bool)
	mark = func(at *field, inList bool) {
		for _, c := range at.below {
			mark(c, inList)
		}
		for _, c := range at.items {
			mark(c, true)
		}
		at.list = at.list || inList
	}
	mark(&f.root, false)
	for _, c := range f.columns {
		h := holding{lists: c.list}
		if c.object && !c.value {
			h.unreadable = "objects"
			if c.items != nil {
				h.unreadable = "lists of objects"
			}
		}
		t.headers = append(t.headers, c.path)
		t.holds = append(t.holds, h)
	}
	if f.skipped > 0 {
		t.source.Notes = append(t.source.Notes, fmt.Sprintf("%d nested fields are not listed: their names look like data, or there are too many", f.skipped))
	}
	t.unreadables()
	t.width = len(t.headers)
	f.row.cells = make([][]byte, t.width)
	f.row.lists = make([][][]byte, t.width)
}

// ignore says which columns somebody said are not used.
func (f *fields) ignore(cols []Column) {
	for _, c := range cols {
		f.columns[c.Number-1].closed = true
	}
}

// use prunes the tree to what is used; the rest is skipped when rows are read.
func (f *fields) use(cols []Column) {
	for _, c := range f.columns {
		c.wanted = false
	}
	for _, c := range cols {
		f.columns[c.Number-1].role, f.columns[c.Number-1].wanted = c.Role, true
	}
	for _, c := range f.columns {
		// What is not used although it says who is to be kept out was ignored by name, or nobody asks.
		c.closed = c.closed || slices.Contains(withdrawals, roleOf(c.path)) || mayWithhold(c.path)
	}
	// Children come after their parents.
	var lift func(at *field) bool
	lift = func(at *field) bool {
		for _, m := range []map[string]*field{at.below, at.items} {
			for _, c := range m {
				at.wanted = lift(c) || at.wanted
			}
		}
		return at.wanted
	}
	lift(&f.root)
}

// read makes a row of an object. What is not one object is a fault of the row.
func (f *fields) read(object []byte, line uint64) (*row, error) {
	f.line, f.text, f.fault, f.err = line, f.text[:0], "", nil
	for _, c := range f.columns {
		c.spans, c.isList = c.spans[:0], false
	}
	if err := f.object(object); f.err != nil {
		return nil, f.err
	} else if errors.Is(err, jsontext.ErrDuplicateName) {
		f.fault = faultTwice
	} else if err != nil {
		f.fault = faultJSON
	}
	f.row.line, f.row.fault = line, f.fault
	for i, c := range f.columns {
		f.row.cells[i] = nil
		if c.isList {
			c.values = c.values[:0]
			for _, s := range c.spans {
				c.values = append(c.values, f.text[s[0]:s[1]:s[1]])
			}
			f.row.lists[i] = c.values
			continue
		}
		f.row.lists[i] = nil
		if len(c.spans) > 0 {
			f.row.cells[i] = f.text[c.spans[0][0]:c.spans[0][1]:c.spans[0][1]]
		}
	}
	return &f.row, nil
}

var errNotObject = errors.New("not one JSON object")

func (f *fields) object(object []byte) error {
	if !utf8.Valid(object) {
		return errNotObject
	}
	f.begin(object)
	if f.d.PeekKind() != '{' {
		return errNotObject
	}
	if err := f.readObject(&f.root, f.root.below, false); err != nil {
		return err
	}
	if _, err := f.d.ReadToken(); err != io.EOF {
		return errNotObject
	}
	return nil
}

func (f *fields) readObject(at *field, below map[string]*field, inList bool) error {
	if _, err := f.d.ReadToken(); err != nil {
		return err
	}
	for f.d.PeekKind() != '}' {
		name, err := f.fieldName()
		if err != nil {
			return err
		}
		c := below[string(name)]
		if c == nil || !c.wanted {
			if err := f.skip(at, string(name), c); err != nil {
				return err
			}
			continue
		}
		if err := f.readValue(c, inList); err != nil {
			return err
		}
	}
	_, err := f.d.ReadToken()
	return err
}

func (f *fields) readValue(at *field, inList bool) error {
	at.isList = at.isList || inList
	switch f.d.PeekKind() {
	case '{':
		if at.role != "" {
			f.nested(at)
		}
		below := at.below
		if inList {
			below = at.items
		}
		return f.readObject(at, below, inList)
	case '[':
		if at.role != "" && !takesLists(at.role) {
			f.fail(fmt.Sprintf("field %.80q is used as %s, which takes one value, and holds a list here: map it to another role, or to %s", at.path, at.role, RoleIgnore))
		}
		at.isList = true
		f.d.ReadToken()
		for f.d.PeekKind() != ']' {
			if err := f.readValue(at, true); err != nil {
				return err
			}
		}
		_, err := f.d.ReadToken()
		return err
	case 'n':
		return f.d.SkipValue()
	}
	v, err := f.d.ReadValue()
	if err != nil {
		return err
	}
	from := len(f.text)
	if v[0] != '"' {
		f.text = append(f.text, v...)
	} else if f.text, err = jsontext.AppendUnquote(f.text, v); err != nil && !utf8Replaced(err, v) {
		return err
	}
	at.spans = append(at.spans, [2]int{from, len(f.text)})
	return nil
}

// utf8Replaced says whether an unquoting failed because of a lone surrogate alone,
// which is U+FFFD in the text then.
func utf8Replaced(err error, v jsontext.Value) bool {
	return err != nil && v.IsValid(jsonOptions)
}

// nested is called where a field that is used holds an object.
func (f *fields) nested(at *field) {
	if isIdentifier(at.role) {
		f.fault = faultNested
		return
	}
	f.fail(fmt.Sprintf("field %.80q is used as %s and holds an object here: map a field inside of it, or map it to %s", at.path, at.role, RoleIgnore))
}

// skip passes over the value of a field that is not used, and fails if the field, or one inside of it, is not known and
// could have to be used. c is nil if it is not known.
func (f *fields) skip(at *field, name string, c *field) error {
	path := name
	if at.path != "" {
		path = at.path + "." + name
	}
	if c == nil {
		f.tooLate(path)
		c = &field{path: path}
	} else if c.closed {
		return f.d.SkipValue()
	}
	return f.skipValue(c, c.below, false)
}

func (f *fields) skipValue(c *field, below map[string]*field, inList bool) error {
	switch f.d.PeekKind() {
	case '{':
		f.d.ReadToken()
		for f.d.PeekKind() != '}' {
			name, err := f.fieldName()
			if err != nil {
				return err
			}
			if err := f.skip(c, string(name), below[string(name)]); err != nil {
				return err
			}
		}
	case '[':
		f.d.ReadToken()
		for f.d.PeekKind() != ']' {
			if err := f.skipValue(c, c.items, true); err != nil {
				return err
			}
		}
	case '"':
		return f.skipText(c.path, inList)
	default:
		return f.d.SkipValue()
	}
	_, err := f.d.ReadToken()
	return err
}

// skipText passes over a text, and looks at one that is in a list, names what stands beside it, is a tag or holds JSON.
func (f *fields) skipText(path string, inList bool) error {
	v, err := f.d.ReadValue()
	if err != nil || f.inner == nil || f.err != nil || len(v) > 1<<16 {
		return err
	}
	text, err := jsontext.AppendUnquote(nil, v)
	if err != nil {
		return nil // it was passed over
	}
	last := path[strings.LastIndexByte(path, '.')+1:]
	if (inList || last != path && nameWords(strings.ToLower(last))) && f.inner.item(string(text)) ||
		f.inner.cell(path, text, slices.ContainsFunc(headerWords(path), tagWords)) {
		f.err = f.inner.say(f.line, path)
	}
	return nil
}

// look says who is asked about what is not used.
func (f *fields) look(in *inside) { f.inner = in }

// tooLate fails if the path of a field that no object near the start of the file has could be that of a column that is
// used, or of one that says who is to be kept out.
func (f *fields) tooLate(path string) {
	late, ok := f.late[path]
	if !ok {
		role := roleOf(path)
		late = role != "" && !strings.ContainsAny(path, ".[") || slices.Contains(withdrawals, role) || mayWithhold(path)
		if len(f.late) < maxFields {
			f.late[path] = late
		}
	}
	if late {
		f.fail("a field that could hold identifiers, or say who is to be kept out, first appears here, far from the start of the file: put all fields into the first object")
	}
}

func (f *fields) fail(msg string) {
	if f.err == nil {
		f.err = &lineError{f.line, msg}
	}
}

// fieldName reads the name of the next field.
func (f *fields) fieldName() ([]byte, error) {
	v, err := f.d.ReadValue()
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(v, '\\') < 0 {
		return v[1 : len(v)-1], nil
	}
	f.name, err = jsontext.AppendUnquote(f.name[:0], v)
	if err != nil && !utf8Replaced(err, v) {
		return nil, err
	}
	return f.name, nil
}
