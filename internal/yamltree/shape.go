package yamltree

import (
	"fmt"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// The parser keeps a path with every node: 100 kB of brackets took it 15 GB. So nesting is looked at before.
const (
	maxDepth = 32
	maxPaths = 64 << 20 // bytes of all nodes' paths together
)

// checkShape refuses what would make the parser use much more memory than the text has.
func checkShape(data []byte) error {
	type level struct{ column, name int } // column 0: inside brackets
	var open []level
	flow, path, paths := 0, 0, 0
	pop := func() {
		path -= open[len(open)-1].name
		open = open[:len(open)-1]
	}
	for _, t := range lexer.Tokenize(string(data)) {
		at := level{name: 8}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			for ; flow > 0 && len(open) > 0 && open[len(open)-1].column != 0; pop() {
			}
			if flow > 0 {
				flow--
				pop()
			}
			continue
		case token.SequenceEntryType:
			if flow == 0 { // else it is not YAML, and nothing ends it
				at.column = t.Position.Column
			}
		case token.MappingValueType:
			if t.Prev == nil {
				continue
			}
			at.name += len(t.Prev.Value)
			at.column = t.Prev.Position.Column
		default:
			paths += path + at.name
			if paths > maxPaths {
				return &Error{t.Position.Line, t.Position.Column, "too much text, too deeply nested"}
			}
			continue
		}
		if at.column != 0 { // it ends what is not left of it
			for len(open) > 0 && open[len(open)-1].column != 0 && (flow > 0 || open[len(open)-1].column >= at.column) {
				pop()
			}
		}
		open, path = append(open, at), path+at.name
		if len(open) > maxDepth {
			return &Error{t.Position.Line, t.Position.Column, fmt.Sprintf("nested more than %d deep", maxDepth)}
		}
	}
	return nil
}
