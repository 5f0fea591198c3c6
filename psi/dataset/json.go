package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonLen is how many bytes of a JSON text are searched for its fields, if it is not one object per line.
const jsonLen = 256 << 10

// looksLikeJSON says whether a text begins as a JSON object or array does.
func looksLikeJSON(head []byte) bool {
	head = bytes.TrimPrefix(head, bom)
	start := bytes.TrimLeft(head, " \t\r\n")
	if len(start) == 0 || start[0] != '{' && start[0] != '[' {
		return false
	}
	d := jsontext.NewDecoder(bytes.NewReader(start), streamOptions...)
	d.ReadToken()
	if kind := d.PeekKind(); start[0] == '{' {
		return kind == '"' || kind == '}'
	} else if kind == 0 {
		return false
	}
	return true
}

// streamOptions are the options for a whole file. Errors within one object are found when that object is read.
var streamOptions = []jsontext.Options{jsonOptions, jsontext.AllowDuplicateNames(true)}

// readJSONText makes t a table of JSON lines or of the elements of one array.
func (t *Table) readJSONText(lines *lineReader, name string, cfg TableConfig) error {
	head := lines.peek(jsonLen)
	start := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(start) == 0 && lines.err != nil:
		return ErrEmpty
	case len(start) == 0 || start[0] != '[' && start[0] != '{':
		if cfg.Format == NDJSON || cfg.Format == "" && formatOf(name) == NDJSON {
			return t.readNDJSON(lines) // the first line is broken
		}
		return errors.New("this should be JSON, but begins with neither { nor [")
	case start[0] == '[':
		return t.readJSON(lines, cfg.MaxLine)
	case cfg.Format == NDJSON, cfg.Format == "" && formatOf(name) == NDJSON, cfg.Format == "" && objectsByLine(start, lines.err != nil):
		return t.readNDJSON(lines)
	}
	return t.readJSON(lines, cfg.MaxLine)
}

// objectsByLine says whether a text has one JSON object per line, and is neither one object around an array nor one
// that spans several lines.
func objectsByLine(head []byte, whole bool) bool {
	d := jsontext.NewDecoder(bytes.NewReader(head), streamOptions...)
	v, err := d.ReadValue()
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return false
	}
	if err != nil {
		return true // the line is rejected
	}
	if bytes.IndexByte(v, '\n') >= 0 {
		return false
	}
	if bytes.IndexByte(bytes.TrimSpace(head[len(v):]), '{') >= 0 || !whole {
		return true
	}
	return !wraps(v)
}

// wraps says whether an object only wraps an array of objects. If it were a record itself, it would have a known field.
func wraps(object []byte) bool {
	f := newFields()
	f.learn(object)
	arrays := false
	for _, c := range f.columns {
		if c.list && c.items != nil {
			arrays = true
		} else if c.value && !strings.Contains(c.path, ".") && roleOf(c.path) != "" {
			return false
		}
	}
	return arrays
}

// elements yields the objects of a JSON text as it streams: those of an array, those of the only array of objects
// within an object, or those that follow one another.
type elements struct {
	d     *jsontext.Decoder
	limit *recordLimit
	n     uint64 // of the element that was returned last

	path    []string // names on the path to d's position
	found   string   // path of the array, once there is one
	inside  bool     // d is within the array
	wrapped bool     // objects at the top level are not elements
	several bool     // there is another array besides the one found
}

// maxWrap is how deeply an array may be nested.
const maxWrap = 4

func newElements(r io.Reader, max int, wrapped bool) *elements {
	e := &elements{limit: newRecordLimit(r, max), wrapped: wrapped}
	e.d = jsontext.NewDecoder(e.limit, streamOptions...)
	return e
}

var errTwoArrays = errors.New("there are several arrays of objects: extract the one you want, for instance with jq")

// next returns the next element, valid until the following call, or io.EOF.
func (e *elements) next() ([]byte, error) {
	for {
		e.limit.reset()
		kind := e.d.PeekKind()
		if e.inside && kind != ']' {
			return e.element()
		}
		switch kind {
		case 0:
			_, err := e.d.ReadToken()
			if err == io.EOF && e.several {
				return nil, errTwoArrays
			}
			return nil, e.fail(err)
		case '}', ']':
			if _, err := e.d.ReadToken(); err != nil {
				return nil, e.fail(err)
			}
			e.inside = false
			e.leave()
		case '"':
			if e.d.StackDepth() == 0 {
				return nil, e.fail(errNotObject)
			}
			name, err := e.d.ReadToken()
			if err != nil {
				return nil, e.fail(err)
			}
			if err := e.member(name.String()); err != nil {
				return nil, e.fail(err)
			}
		case '[':
			if err := e.enter(); err != nil {
				return nil, e.fail(err)
			}
		case '{':
			if !e.wrapped {
				return e.element()
			}
			if _, err := e.d.ReadToken(); err != nil {
				return nil, e.fail(err)
			}
		default:
			return nil, e.fail(errNotObject)
		}
	}
}

func (e *elements) element() ([]byte, error) {
	e.n++
	v, err := e.d.ReadValue()
	if err != nil {
		e.n--
		return nil, e.fail(err)
	}
	return v, nil
}

// member looks at a member of an object around the array.
func (e *elements) member(name string) error {
	kind := e.d.PeekKind()
	if kind != '[' && (kind != '{' || e.d.StackDepth() >= maxWrap) {
		return e.skip()
	}
	e.path = append(e.path, name)
	if kind == '[' {
		return e.enter()
	}
	_, err := e.d.ReadToken()
	return err
}

// enter reads the start of an array and, if it is not one of objects, all of it.
func (e *elements) enter() error {
	if _, err := e.d.ReadToken(); err != nil {
		return err
	}
	if e.d.PeekKind() == '{' {
		path := strings.Join(e.path, ".")
		e.inside = e.found == "" || e.found == path+"[]"
		if e.inside {
			e.found = path + "[]"
			return nil
		}
		e.several = true
	}
	for e.d.PeekKind() != ']' {
		e.limit.reset()
		if err := e.skip(); err != nil {
			return err
		}
	}
	_, err := e.d.ReadToken()
	e.leave()
	return err
}

func (e *elements) leave() {
	if len(e.path) > 0 {
		e.path = e.path[:len(e.path)-1]
	}
}

// skip skips a value token by token, as it may be large.
func (e *elements) skip() error {
	depth := e.d.StackDepth()
	for {
		e.limit.reset()
		if _, err := e.d.ReadToken(); err != nil {
			return err
		}
		if e.d.StackDepth() <= depth {
			return nil
		}
	}
}

// fail says where reading failed, without quoting what is there.
func (e *elements) fail(err error) error {
	if err == io.EOF {
		return err
	}
	msg := "this is not JSON; the file is damaged or cut short"
	if e.limit.err != nil {
		msg = e.limit.err.Error()
	}
	return fmt.Errorf("element %d: %s", e.n+1, msg)
}

// jsonReader reads the elements of a JSON text as rows.
type jsonReader struct {
	*fields
	elements *elements
}

func (t *Table) readJSON(lines *lineReader, max int) error {
	t.source.Format = JSON
	head := lines.peek(jsonLen)
	whole := lines.err != nil
	if whole && holdsNothing(head) {
		return errNoElements
	}
	start := bytes.TrimLeft(head, " \t\r\n")
	wrapped := start[0] == '{' && wrapsMany(start)
	r := &jsonReader{fields: newFields(), elements: newElements(lines, max, wrapped)}
	look := newElements(bytes.NewReader(head), max, wrapped)
	for {
		v, err := look.next()
		if err != nil {
			if whole && err != io.EOF && look.n == 0 {
				return err
			}
			break
		}
		r.learn(v)
	}
	if len(r.columns) == 0 {
		if whole {
			return errors.New("the JSON holds no array of objects with fields")
		}
		return fmt.Errorf("no array of objects in the first %d KiB of the JSON", jsonLen>>10)
	}
	if path := strings.TrimSuffix(look.found, "[]"); path != "" {
		note := fmt.Sprintf("read from its array %.80q", path)
		if looksLikeData(strings.Split(path, ".")) || looksLikeData([]string{path}) {
			note = "read from an array in it, whose name looks like data"
		}
		if withholds(path) {
			t.array = path
			note += ", whose name may say that who is in it objected: nobody is kept out by it"
		}
		t.source.Notes = append(t.source.Notes, note)
	}
	r.table(t)
	t.rows = r
	return nil
}

const errNoElements = emptyPart("the JSON is empty: it holds no array of objects")

// holdsNothing says whether a whole text is blank, an array of nothing, or an object of such arrays.
func holdsNothing(text []byte) bool {
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return true
	}
	d := jsontext.NewDecoder(bytes.NewReader(text), streamOptions...)
	arrays := 0
	for {
		token, err := d.ReadToken()
		if err != nil {
			return err == io.EOF && arrays > 0
		}
		switch token.Kind() {
		case '[':
			if arrays++; d.PeekKind() != ']' {
				return false
			}
		case ']', '}':
		case '{':
			if d.StackDepth() > 1 {
				return false
			}
		case '"':
			if d.PeekKind() != '[' {
				return false
			}
		default:
			return false
		}
	}
}

// wrapsMany says whether the first object of a text is one around an array, even
// if the text ends within it.
func wrapsMany(head []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(head), streamOptions...)
	if v, err := d.ReadValue(); err == nil {
		return wraps(v)
	}
	_, err := newElements(bytes.NewReader(head), 0, true).next()
	return err == nil
}

func (j *jsonReader) next() (*row, error) {
	v, err := j.elements.next()
	if err != nil {
		return nil, err
	}
	r, err := j.read(v, j.elements.n)
	if err, ok := errors.AsType[*lineError](err); ok {
		return nil, fmt.Errorf("element %d: %s", err.line, err.msg)
	}
	return r, err
}

// recordLimit fails when a record needs more than max bytes at once.
type recordLimit struct {
	r      io.Reader
	n, max int
	err    error
}

func newRecordLimit(r io.Reader, max int) *recordLimit {
	if max <= 0 {
		max = defaultMaxLine
	}
	return &recordLimit{r: r, max: max}
}

// reset is called before each record.
func (l *recordLimit) reset() { l.n = 0 }

// readAhead is how much a decoder may read in advance.
const readAhead = 64 << 10

func (l *recordLimit) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	if l.n > l.max {
		l.err = fmt.Errorf("longer than %d bytes; is this the right file?", l.max)
		return 0, l.err
	}
	n, err := l.r.Read(p[:min(len(p), readAhead)])
	l.n += n
	if err != nil && err != io.EOF {
		l.err = fmt.Errorf("reading failed: %w", withoutPath(err))
		err = l.err
	}
	return n, err
}
