package dataset

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// otherSheet names the sheet that was probably meant where the one that was read, with known columns that are
// recognised, lacks the roles: a cover sheet, for instance. It is "" if there is none.
func (t *Table) otherSheet(known int, wanted ...Role) string {
	if t.book == nil {
		return ""
	}
	fits := func(r Role) bool {
		return slices.Contains(wanted, Role(strings.TrimSuffix(string(r), "_sha256")))
	}
	if !slices.ContainsFunc(identity.Types(), func(typ identity.Type) bool { return slices.Contains(wanted, Role(typ)) }) {
		wanted = append(slices.Clone(wanted), RoleEmail, RolePhone) // where the identifiers are, the users' names are
	}
	for _, hidden := range []bool{false, true} {
		for _, s := range t.book.sheets {
			if s.hidden != hidden || s.name == t.source.Sheet {
				continue
			}
			roles := t.book.roles(s)
			if len(roles) >= max(known, 1) && slices.ContainsFunc(roles, fits) {
				return s.name
			}
		}
	}
	return ""
}

// roles are those of a sheet's columns that are recognised.
func (w *workbook) roles(sheet sheetPart) (roles []Role) {
	s := &sheetReader{book: w}
	var err error
	if s.x, err = w.open(sheet.part, 0); err != nil {
		return nil
	}
	defer s.x.Close()
	_, texts, err := s.head()
	if err != nil || len(texts) == 0 {
		return nil
	}
	for _, header := range texts[headerRow(texts, nil)] {
		if r := roleOf(header); r != "" {
			roles = append(roles, r)
		}
	}
	return roles
}

// head reads the first rows, among which the header is.
func (s *sheetReader) head() (rows []*row, texts [][]string, err error) {
	for len(rows) < headerRows {
		r, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, r.clone())
		texts = append(texts, cellTexts(r.cells))
	}
	return rows, texts, nil
}

// sheetFault is a fault of the sheet that was read, which another one may not have.
func (t *Table) sheetFault(format string, args ...any) error {
	e := &ColumnError{msg: fmt.Sprintf(format, args...)}
	e.proposeSheet(t.otherSheet(0, RoleEmail, RolePhone))
	return e
}

func (e *ColumnError) proposeSheet(name string) {
	if e.Sheet = name; name != "" {
		e.Mappings = nil
		e.msg += fmt.Sprintf("; the sheet %.80q has columns that are known", name)
	}
}
