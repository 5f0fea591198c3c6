package yamltree

import (
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The parser calls itself for each entry of a block mapping, and copies all that follow: a flat file of 200 kB took it
// 4.6 s. So a long mapping is cut into pieces of as many entries, which are parsed one by one.
const pieceEntries = 256

// piece are tokens that are parsed by themselves: the document without what was cut from it, or a run of a mapping's
// entries.
type piece struct {
	of     *token.Token // the first key of the mapping that it belongs to; nil for the document
	tokens token.Tokens
}

// span is a block mapping that the walk through the tokens is in.
type span struct {
	column  int
	first   *token.Token // its first key
	entries int
	into    int // the piece that its tokens go to
}

// split cuts long mappings. It returns the document as the first piece, and the others in the order of their entries.
func split(tokens token.Tokens) []piece {
	pieces := []piece{{}}
	var open []span
	flow := 0
	into := func() int {
		if len(open) == 0 {
			return 0
		}
		return open[len(open)-1].into
	}
	leave := func(column int) { // what is right of a column
		for len(open) > 0 && open[len(open)-1].column > column {
			open = open[:len(open)-1]
		}
	}
	for i, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow = max(0, flow-1)
		case token.DocumentHeaderType, token.DocumentEndType:
			leave(0)
		case token.SequenceEntryType:
			if flow == 0 {
				leave(t.Position.Column)
			}
		}
		if isKey := flow == 0 && i+1 < len(tokens) && tokens[i+1].Type == token.MappingValueType; isKey {
			column := t.Position.Column
			leave(column)
			if len(open) == 0 || open[len(open)-1].column < column {
				open = append(open, span{column, t, 0, into()})
			}
			s := &open[len(open)-1]
			if s.entries++; s.entries > pieceEntries && beginsLine(tokens, i) {
				pieces = append(pieces, piece{of: s.first})
				s.entries, s.into = 1, len(pieces)-1
			}
		}
		x := &pieces[into()]
		x.tokens = append(x.tokens, t)
	}
	return pieces
}

// beginsLine says whether a key is all that its entry begins with.
func beginsLine(tokens token.Tokens, i int) bool {
	if i == 0 {
		return true
	}
	switch before := tokens[i-1]; before.Type {
	case token.AnchorType, token.TagType, token.MappingKeyType:
		return false
	default:
		return before.Position.Line < tokens[i].Position.Line
	}
}

// parse is parser.ParseBytes in time that grows with the text.
func parse(text string) (*ast.File, error) {
	pieces := split(lexer.Tokenize(text))
	mappings := map[*token.Token]*ast.MappingNode{}
	var file *ast.File
	for i := range pieces {
		x := &pieces[i]
		var linked token.Tokens
		for _, t := range x.tokens {
			t.Prev, t.Next = nil, nil
			linked.Add(t)
		}
		f, err := parser.Parse(linked, 0)
		if err != nil {
			return nil, err
		}
		for _, doc := range f.Docs {
			if doc.Body != nil {
				ast.Walk(visitor(mappings), doc.Body)
			}
		}
		if i == 0 {
			file = f
			continue
		}
		whole, more := mappings[x.of], root(f)
		if whole == nil || more == nil {
			return nil, &Error{x.of.Position.Line, x.of.Position.Column, "a mapping that is long must have plain keys, without ? before them"}
		}
		whole.Values = append(whole.Values, more.Values...)
	}
	return file, nil
}

// root is the mapping that is all of a file, or nil.
func root(f *ast.File) *ast.MappingNode {
	if len(f.Docs) != 1 {
		return nil
	}
	m, _ := f.Docs[0].Body.(*ast.MappingNode)
	return m
}

// visitor notes mappings by their first keys.
type visitor map[*token.Token]*ast.MappingNode

func (v visitor) Visit(n ast.Node) ast.Visitor {
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		v[m.Values[0].Key.GetToken()] = m
	}
	return v
}
