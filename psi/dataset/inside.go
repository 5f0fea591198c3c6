package dataset

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// inside looks into what no column is made of: keys of JSON in a cell, names beside values, items of lists, tags. Any of
// them may say that a person objected, as a header may.
type inside struct {
	stop  bool // an import ends there; a list names the columns
	found []string
	known map[string]bool
	at    []watched
}

// watched is a column that is not used.
type watched struct {
	column int
	header string
	tags   bool // it has several words in a cell
	plain  bool // what is in a list of it are values of fields that name nothing
}

var (
	tagWords = wordSet(`tag tags label labels flag flags segment segments lists groups keywords stichworte schlagworte merkmale etiquettes etiquetas etichette`)
	// nameWords are fields that name what another field beside them holds.
	nameWords = wordSet(`name key field type label title slug property attribute setting code tag kind id`)
)

// insideLooker is a source that passes over more than cells.
type insideLooker interface{ look(in *inside) }

// watch begins to look at the columns that are neither used nor ignored.
func (c *columns) watch(stop bool) *inside {
	in := &inside{stop: stop}
	c.table.inside = in
	for i, col := range c.all {
		if !col.Used && col.Role != RoleIgnore {
			w := watched{column: i, header: col.Header, tags: slices.ContainsFunc(headerWords(col.Header), tagWords)}
			if at := strings.LastIndex(col.Header, "[]."); at >= 0 && c.table.source.nested(col.Header) {
				field := col.Header[strings.LastIndexByte(col.Header, '.')+1:]
				w.plain = !nameWords(strings.ToLower(field))
			}
			in.at = append(in.at, w)
		}
	}
	if l, ok := c.table.rows.(insideLooker); ok {
		l.look(in)
	}
	return in
}

// row looks at a row's cells.
func (in *inside) row(r *row) error {
	for i := range in.at {
		w := &in.at[i]
		list, _ := r.list(w.column)
		for _, item := range list {
			if !w.plain && in.item(string(item)) || in.cell(w.header, item, w.tags) {
				return in.say(r.line, w.header)
			}
		}
		if in.cell(w.header, r.cell(w.column), w.tags) {
			return in.say(r.line, w.header)
		}
	}
	return nil
}

// say notes a column, or ends the reading.
func (in *inside) say(line uint64, header string) error {
	if !in.stop {
		if !slices.Contains(in.found, header) && len(in.found) < 40 {
			in.found = append(in.found, header)
		}
		return nil
	}
	return &ColumnError{Undecided: true, msg: fmt.Sprintf("line or row %d: what is inside of the column %.80q may say who is to be kept out, and nothing says how to read it: "+
		"make a column of it, such as opted_out, or map %.80q to %s if it says nothing of the kind", line, header, header, RoleIgnore)}
}

// cell says whether a cell has such a key, name or tag.
func (in *inside) cell(header string, cell []byte, tags bool) bool {
	cell = bytes.TrimSpace(cell)
	if len(cell) < 3 {
		return false
	}
	switch {
	case holdsKeys(cell):
		return in.quoted(header, string(cell))
	case tags:
		for _, tag := range strings.FieldsFunc(string(cell), func(r rune) bool { return strings.ContainsRune(",;|\n", r) }) {
			if in.item(tag) {
				return true
			}
		}
	}
	return false
}

// holdsKeys says whether a text without white space around it may be JSON, an array or hstore of PostgreSQL's, or what PHP
// serialises.
func holdsKeys(cell []byte) bool {
	switch cell[0] {
	case '{', '[':
		return true
	case '"':
		return bytes.Contains(cell, []byte("=>"))
	}
	return bytes.HasPrefix(cell, []byte("a:"))
}

// quoted looks at the texts between quotes: what a colon or an arrow follows is a key.
func (in *inside) quoted(header, cell string) bool {
	name := false // the key before was one that names
	for {
		_, rest, ok := strings.Cut(cell, `"`)
		if !ok {
			break
		}
		text, after, ok := strings.Cut(rest, `"`)
		if !ok {
			break
		}
		cell = after
		after = strings.TrimLeft(after, " \t\\")
		if strings.HasPrefix(after, ":") || strings.HasPrefix(after, "=>") {
			if in.key(header, text) {
				return true
			}
			name = nameWords(strings.ToLower(text))
			continue
		}
		if (name || strings.HasPrefix(after, ",") || strings.HasPrefix(after, "]") || strings.HasPrefix(after, ";")) && in.item(text) {
			return true
		}
		name = false
	}
	// {unsubscribed,vip}: an array of PostgreSQL's
	if strings.HasPrefix(cell, "{") && !strings.Contains(cell, `"`) {
		for item := range strings.SplitSeq(strings.Trim(cell, "{}"), ",") {
			if in.item(item) {
				return true
			}
		}
	}
	return false
}

// key says whether a key may withhold.
func (in *inside) key(header, key string) bool {
	return in.remember("k"+header+"\x00"+key, func() bool { return withholds(header + "." + key) })
}

// item says whether a text that is not a key plainly says no.
func (in *inside) item(text string) bool {
	text = strings.TrimSpace(text)
	if len(text) < 3 || len(text) > 80 {
		return false
	}
	return in.remember("i"+text, func() bool {
		role := roleOf(text)
		if role == "" && asksOf(text) && !damagedHeader(text) {
			role = probableConsent(text)
		}
		return role == RoleOptedOut || role == RoleRevoked || role == RoleDeleted
	})
}

// remember keeps answers, of which a column has few.
func (in *inside) remember(what string, answer func() bool) bool {
	says, ok := in.known[what]
	if !ok {
		if says = answer(); len(in.known) < maxFields {
			if in.known == nil {
				in.known = map[string]bool{}
			}
			in.known[what] = says
		}
	}
	return says
}

// notes say it of a list.
func (in *inside) notes() []string {
	if in == nil || len(in.found) == 0 {
		return nil
	}
	var names []string
	for _, h := range in.found {
		names = append(names, fmt.Sprintf("%.80q", h))
	}
	return []string{"what is inside of " + strings.Join(names, ", ") + " may say who objected, and keeps nobody out: make a column of it"}
}
