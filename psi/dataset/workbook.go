package dataset

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"
)

// workbook is what the sheets of an XLSX file share.
type workbook struct {
	parts    map[string]*zip.File // by name in lower case
	maxRatio int
	sheets   []sheetPart
	strings  stringTable
	formats  []numberFormat // by the number of a cell's style
	date1904 bool
}

type sheetPart struct {
	name, part string
	hidden     bool
}

// errWorkbook says that a part of the file is not well formed.
var errWorkbook = errors.New("this workbook is damaged: open it in a spreadsheet program and save it again")

func openWorkbook(parts map[string]*zip.File, cfg TableConfig) (*workbook, error) {
	w := &workbook{parts: parts, maxRatio: cfg.MaxRatio}
	main := "xl/workbook.xml"
	root, err := w.relations("")
	if err != nil {
		return nil, err
	}
	for _, r := range root {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			main = r.target
		}
	}
	if parts[strings.ToLower(main)] == nil || strings.HasPrefix(main, "word/") || strings.HasPrefix(main, "ppt/") {
		return nil, errors.New("this is a Microsoft Office document without sheets: save the list as .xlsx or CSV UTF-8")
	}
	relations, err := w.relations(main)
	if err != nil {
		return nil, err
	}
	if err := w.readMain(main, relations); err != nil {
		return nil, err
	}
	for _, r := range relations {
		switch {
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			err = w.each(r.target, w.strings.add)
		case strings.HasSuffix(r.kind, "/styles"):
			err = w.readStyles(r.target)
		}
		if err != nil {
			return nil, err
		}
	}
	return w, nil
}

// xmlPart is a part of a workbook that is read element by element.
type xmlPart struct {
	*xml.Decoder
	part
	limit *recordLimit
}

// open opens a part whose records have at most max bytes each; 0 means 1 MiB.
func (w *workbook) open(name string, max int) (*xmlPart, error) {
	f := w.parts[strings.ToLower(name)]
	if f == nil {
		return nil, errWorkbook
	}
	in, err := openPart(f, w.maxRatio)
	if err != nil {
		return nil, err
	}
	limit := newRecordLimit(in, max)
	return &xmlPart{Decoder: xml.NewDecoder(limit), part: in, limit: limit}, nil
}

// token returns the next token, io.EOF at the end, or an error that quotes no content.
func (x *xmlPart) token() (xml.Token, error) {
	token, err := x.RawToken()
	switch {
	case err == nil || err == io.EOF:
		return token, err
	case x.limit.err != nil:
		return nil, x.limit.err
	}
	return nil, errWorkbook
}

// each calls f for every token of a part.
func (w *workbook) each(name string, f func(token xml.Token) error) error {
	x, err := w.open(name, 0)
	if err != nil {
		return err
	}
	defer x.Close()
	for {
		x.limit.reset()
		token, err := x.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f(token); err != nil {
			return err
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" }

type relation struct{ id, kind, target string }

// relations returns the parts that a part refers to; there may be none.
func (w *workbook) relations(of string) (out []relation, err error) {
	name := path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		name = "_rels/.rels"
	}
	if w.parts[strings.ToLower(name)] == nil {
		return nil, nil
	}
	err = w.each(name, func(token xml.Token) error {
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "Relationship" {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(path.Dir(of), target)
			}
			out = append(out, relation{attr(e, "Id"), attr(e, "Type"), strings.TrimPrefix(target, "/")})
		}
		return nil
	})
	return out, err
}

func (w *workbook) readMain(name string, relations []relation) error {
	return w.each(name, func(token xml.Token) error {
		e, ok := token.(xml.StartElement)
		switch {
		case ok && e.Name.Local == "workbookPr":
			w.date1904 = isTrue(attr(e, "date1904"))
		case ok && e.Name.Local == "sheet":
			s := sheetPart{name: attr(e, "name"), hidden: attr(e, "state") == "hidden" || attr(e, "state") == "veryHidden"}
			for _, r := range relations {
				if r.id == attr(e, "id") && strings.HasSuffix(r.kind, "/worksheet") {
					s.part = r.target
				}
			}
			if s.part != "" { // else a sheet with a chart
				w.sheets = append(w.sheets, s)
			}
		}
		return nil
	})
}

// sheet picks a sheet by name or number, or the first that is not hidden.
func (w *workbook) sheet(wanted string) (sheetPart, error) {
	var names []string
	for _, s := range w.sheets {
		if wanted == "" && !s.hidden || wanted != "" && strings.EqualFold(s.name, wanted) {
			return s, nil
		}
		names = append(names, fmt.Sprintf("%.80q", s.name))
	}
	n, err := strconv.Atoi(wanted)
	switch {
	case len(names) == 0:
		return sheetPart{}, errors.New("the workbook has no sheet with cells")
	case wanted == "":
		return sheetPart{}, fmt.Errorf("all sheets of the workbook are hidden: name one of %s", strings.Join(names, ", "))
	case err != nil || n < 1 || n > len(names):
		return sheetPart{}, fmt.Errorf("no sheet %.80q: want a number or one of %s", wanted, strings.Join(names, ", "))
	}
	return w.sheets[n-1], nil
}

// readStyles finds the number format of each style of cells.
func (w *workbook) readStyles(name string) error {
	codes := map[int]string{}
	parsed := map[int]numberFormat{}
	cells := false
	return w.each(name, func(token xml.Token) error {
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "numFmt":
				if id, err := strconv.Atoi(attr(e, "numFmtId")); err == nil && len(codes) < 1<<16 {
					codes[id] = attr(e, "formatCode")
				}
			case "cellXfs":
				cells = true
			case "xf":
				if !cells || len(w.formats) >= 1<<16 {
					break
				}
				id, _ := strconv.Atoi(attr(e, "numFmtId"))
				f, ok := parsed[id]
				if !ok {
					f = builtinFormat(id)
					if code, ok := codes[id]; ok {
						f = parseNumberFormat(code)
					}
					parsed[id] = f
				}
				w.formats = append(w.formats, f)
			}
		case xml.EndElement:
			cells = cells && e.Name.Local != "cellXfs"
		}
		return nil
	})
}

// stringTable holds the texts that cells refer to by number, one after the other.
type stringTable struct {
	text []byte
	ends []uint32

	richText
}

// maxStrings bounds the texts of a workbook in bytes.
const maxStrings = 1 << 30

func (t *stringTable) add(token xml.Token) error {
	if e, ok := token.(xml.StartElement); ok && e.Name.Local == "si" {
		t.richText = richText{}
	}
	t.text = t.collect(t.text, token)
	if e, ok := token.(xml.EndElement); ok && e.Name.Local == "si" {
		start := 0
		if n := len(t.ends); n > 0 {
			start = int(t.ends[n-1])
		}
		t.text = unescape(t.text, start)
		t.ends = append(t.ends, uint32(len(t.text)))
	}
	if len(t.text)+4*len(t.ends) > maxStrings {
		return fmt.Errorf("the workbook holds more than %d MiB of text: save the sheet as CSV UTF-8", maxStrings>>20)
	}
	return nil
}

func (t *stringTable) at(i int) ([]byte, bool) {
	if i < 0 || i >= len(t.ends) {
		return nil, false
	}
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.text[start:t.ends[i]], true
}

// richText collects a text that consists of several runs, without its phonetic guide.
type richText struct{ inText, inGuide bool }

func (r *richText) collect(b []byte, token xml.Token) []byte {
	switch e := token.(type) {
	case xml.StartElement:
		r.inText = e.Name.Local == "t"
		r.inGuide = r.inGuide || e.Name.Local == "rPh"
	case xml.EndElement:
		r.inText = false
		r.inGuide = r.inGuide && e.Name.Local != "rPh"
	case xml.CharData:
		if r.inText && !r.inGuide {
			b = append(b, e...)
		}
	}
	return b
}

var escaped = pattern(`_x[0-9A-Fa-f]{4}_`)

// unescape replaces escapes such as _x000D_ in b from start on.
func unescape(b []byte, start int) []byte {
	for at := start; bytes.Contains(b[at:], []byte("_x")); {
		m := escaped().FindIndex(b[at:])
		if m == nil {
			break
		}
		code, _ := strconv.ParseUint(string(b[at+m[0]+2:at+m[0]+6]), 16, 32)
		rest := b[at+m[1]:]
		b = utf8.AppendRune(b[:at+m[0]], rune(code)) // half a surrogate pair becomes U+FFFD
		at = len(b)
		b = append(b, rest...)
	}
	return b
}
