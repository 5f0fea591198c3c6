package dataset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetMap is a column of type MAP. Its keys are values, so that no header names them: a key is a column if a mapping
// asks for it by its path, as it would for a field of a JSON object.
type parquetMap struct {
	path    string
	column  int // of the table
	level   int // repetition level of its entries
	key     int // leaf
	values  []mapValue
	keys    []string       // those that are columns
	found   []bool         // by key, in any row
	entries []int          // of this row, which key each has; -1 for another
	index   map[string]int // keys by the spellings that rows have; other keys are -1
	ignored bool
	watched bool // a key that could say who is to be kept out ends the reading
}

// mapValue is what a key's path leads to: the value itself, or a field inside of it.
type mapValue struct {
	suffix string // of the path, behind the key
	leaf   int    // -1 if there are no values
	list   int
	holds  holding
}

// parquetPick is a column of what a key leads to.
type parquetPick struct {
	parquetCell
	key    int // index
	wanted bool
}

// mapEntries returns the group of a map's keys and values, nil if c is not a map.
func mapEntries(c *parquet.Column) *parquet.Column {
	l := c.Type().LogicalType()
	if c.Leaf() || l == nil || len(c.Columns()) != 1 {
		return nil
	}
	entries := c.Columns()[0]
	if _, ok := l.Value.(*format.MapType); !ok || entries.Leaf() || !entries.Repeated() || len(entries.Columns()) != 2 || !entries.Columns()[0].Leaf() {
		return nil
	}
	return entries
}

// addMap notes a map and returns the form of its keys' paths; "" if there is nothing in it that can be read.
func (p *parquetReader) addMap(n parquetNode, column int) (form string) {
	entries := mapEntries(n.Column)
	key, value := entries.Columns()[0], entries.Columns()[1]
	m := &parquetMap{path: n.path, column: column, level: entries.MaxRepetitionLevel(), key: key.Index(), index: map[string]int{}}
	render, unreadable := renderer(key.Type())
	if unreadable != "" {
		return ""
	}
	p.maps = append(p.maps, m)
	p.leaves[m.key] = parquetLeaf{keys: m, render: render}
	walkParquet(value, "", n.list, func(v parquetNode) {
		leaf := -1
		if v.Leaf() && v.holds.unreadable == "" {
			leaf = v.Index()
			render, _ := renderer(v.Type())
			p.leaves[leaf] = parquetLeaf{in: m, render: render}
			if form == "" {
				form = m.path + ".KEY" + v.path
			}
		}
		m.values = append(m.values, mapValue{v.path, leaf, v.list, v.holds})
	})
	return form
}

// keyColumn adds the column that a path names within a map, if it names one.
func (p *parquetReader) keyColumn(t *Table, path string) {
	for _, m := range p.maps {
		if len(path) <= len(m.path)+1 || !strings.EqualFold(path[:len(m.path)], m.path) || path[len(m.path)] != '.' {
			continue
		}
		key := path[len(m.path)+1:]
		var value *mapValue // the longest path that fits
		for i := range m.values {
			v := &m.values[i]
			if len(key) > len(v.suffix) && strings.HasSuffix(key, v.suffix) && (value == nil || len(v.suffix) > len(value.suffix)) {
				value = v
			}
		}
		if value == nil {
			continue
		}
		key = strings.TrimSuffix(key, value.suffix)
		k := slices.IndexFunc(m.keys, func(s string) bool { return strings.EqualFold(s, key) })
		if k < 0 {
			k = len(m.keys)
			m.keys, m.found = append(m.keys, key), append(m.found, false)
		}
		if value.leaf >= 0 {
			l := &p.leaves[value.leaf]
			l.picks = append(l.picks, &parquetPick{parquetCell: parquetCell{len(t.headers), value.list, [][]byte{}}, key: k})
		}
		t.headers, t.holds = append(t.headers, path), append(t.holds, value.holds)
		t.width = len(t.headers)
		p.row.cells, p.row.lists = make([][]byte, t.width), make([][][]byte, t.width)
		return
	}
}

// useMaps says which keys are read.
func (p *parquetReader) useMaps(used func(column int) bool) {
	for _, m := range p.maps {
		p.leaves[m.key].wanted = m.watched && !m.ignored
	}
	for i := range p.leaves {
		l := &p.leaves[i]
		for _, pick := range l.picks {
			pick.wanted = used(pick.column)
			l.wanted = l.wanted || pick.wanted
			p.leaves[l.in.key].wanted = p.leaves[l.in.key].wanted || pick.wanted
		}
	}
}

// ignore says which columns somebody said are not used.
func (p *parquetReader) ignore(cols []Column) {
	for _, m := range p.maps {
		m.ignored = slices.ContainsFunc(cols, func(c Column) bool { return c.Number-1 == m.column })
	}
}

// watchKeys makes a key that could say who is to be kept out, and that nothing is said about, end the reading.
func (p *parquetReader) watchKeys() {
	for _, m := range p.maps {
		m.watched = true
	}
}

// mapKey reads the key of the next entry.
func (p *parquetReader) mapKey(l *parquetLeaf, v parquet.Value) error {
	m := l.keys
	if v.RepetitionLevel() == 0 {
		m.entries = m.entries[:0]
	}
	if !l.wanted {
		return nil
	}
	k := -1
	if !v.IsNull() {
		key := p.rendered(l, v)
		known := false
		if k, known = m.index[string(key)]; !known {
			k = slices.IndexFunc(m.keys, func(s string) bool { return strings.EqualFold(s, string(key)) })
			if k < 0 && m.watched && !m.ignored && withholds(m.path+"."+string(key)) {
				return p.withholdingKey(m, string(key))
			}
			if len(m.index) < maxFields {
				m.index[string(key)] = k
			}
		}
	}
	if k >= 0 {
		m.found[k] = true
		if m.level == 1 && slices.Contains(m.entries, k) {
			p.row.fault = faultTwice
		}
	}
	m.entries = append(m.entries, k)
	return nil
}

// withholds says whether a header says who is not to be matched, or might.
func withholds(header string) bool {
	return slices.Contains(withdrawals, roleOf(header)) || mayWithhold(header)
}

func (p *parquetReader) withholdingKey(m *parquetMap, key string) error {
	e := &ColumnError{}
	name, path := "a key", m.path+"."+key
	if !looksLikeData([]string{key}) {
		name = fmt.Sprintf("the key %.80q", key)
		e.Mappings = []string{path + "=" + string(cmp.Or(roleOf(path), probableConsent(path)))}
	}
	e.msg = fmt.Sprintf("row %d: the map %.80q has %s, which may say who is to be kept out, and nothing says how to read it: map it to a role or to %s, or the whole map to %s",
		p.row.line, m.path, name, RoleIgnore, RoleIgnore)
	return e
}

// mapValue reads a value, or a part of one, of the entry whose key was read.
func (p *parquetReader) mapValue(l *parquetLeaf, v parquet.Value) {
	switch r := v.RepetitionLevel(); {
	case r == 0:
		l.entry = 0
	case r <= l.in.level:
		l.entry++
	}
	if !l.wanted {
		return
	}
	key := l.in.entries[l.entry] // the library's caller recovers, if the file has more values than keys
	if key < 0 {
		return
	}
	for _, pick := range l.picks {
		if pick.wanted && pick.key == key {
			p.put(&pick.parquetCell, v, p.rendered(l, v))
		}
	}
}

// missingKey fails if a key that is used is in no row: then the mapping names nothing, as one of a header would that
// does not exist.
func (p *parquetReader) missingKey() error {
	if p.row.line == 0 {
		return nil
	}
	for i := range p.leaves {
		for _, pick := range p.leaves[i].picks {
			m := p.leaves[i].in
			if pick.wanted && !m.found[pick.key] {
				return fmt.Errorf("no row has the key %.80q of the map %.80q, which is mapped: correct the mapping, or leave it out", m.keys[pick.key], m.path)
			}
		}
	}
	return nil
}
