// Package yamltree reads configuration in YAML strictly. The tree is walked by hand, not decoded into structs. So every
// error has its line and column, and the parts of YAML that hide what a file says (anchors, aliases, merges, tags) are
// rejected.
package yamltree

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Error says what is wrong in a file and where.
type Error struct {
	Line, Column int // from 1
	Message      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// maxSize is the largest size of a file in bytes.
const maxSize = 1 << 20

// Parse returns the root of the one document in data, or nil if there is nothing in it.
func Parse(data []byte) (ast.Node, error) {
	if len(data) > maxSize {
		return nil, fmt.Errorf("YAML of %d bytes: want at most %d", len(data), maxSize)
	}
	if !utf8.Valid(data) {
		return nil, errors.New("it is not UTF-8")
	}
	if err := checkShape(data); err != nil {
		return nil, err
	}
	file, err := parse(string(data))
	if ours, ok := errors.AsType[*Error](err); ok {
		return nil, ours
	}
	if err != nil {
		if e, ok := errors.AsType[yaml.Error](err); ok && e.GetToken() != nil && e.GetToken().Position != nil {
			return nil, &Error{e.GetToken().Position.Line, e.GetToken().Position.Column, strings.TrimSpace(e.GetMessage())}
		}
		return nil, errors.New("not YAML")
	}
	var root ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case root != nil:
			return nil, At(doc.Body, "second document: want one document")
		default:
			root = doc.Body
		}
	}
	return root, nil
}

// At returns an *Error at n's place.
func At(n ast.Node, format string, args ...any) error {
	e := &Error{Line: 1, Column: 1, Message: fmt.Sprintf(format, args...)}
	if n != nil && n.GetToken() != nil && n.GetToken().Position != nil {
		e.Line, e.Column = n.GetToken().Position.Line, n.GetToken().Position.Column
	}
	return e
}

// mapping returns the entries of a mapping.
func mapping(n ast.Node, what string) ([]*ast.MappingValueNode, error) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, nil
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, nil
	}
	return nil, At(n, "%s is %s: want a mapping", what, kind(n))
}

// Fields calls the function of each field that is present.
func Fields(n ast.Node, what string, known map[string]func(ast.Node) error) error {
	entries, err := mapping(n, what)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, e := range entries {
		name, err := Text(e.Key, "field name")
		if err != nil {
			return err
		}
		f, ok := known[name]
		if !ok {
			return At(e.Key, "unknown field %.60q in %s: want %s", name, what, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
		if seen[name] {
			return At(e.Key, "field %q given twice", name)
		}
		seen[name] = true
		if err := f(e.Value); err != nil {
			return err
		}
	}
	return nil
}

// Each calls f for every entry of a mapping from names, which check accepts.
func Each(n ast.Node, what string, check func(string) error, f func(name string, key, value ast.Node) error) error {
	entries, err := mapping(n, what+"s")
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, e := range entries {
		name, err := Text(e.Key, what+" name")
		if err != nil {
			return err
		}
		if err := check(name); err != nil {
			return At(e.Key, "%s name %.80q: %v", what, name, err)
		}
		if seen[name] {
			return At(e.Key, "%s %s given twice", what, name)
		}
		seen[name] = true
		if err := f(name, e.Key, e.Value); err != nil {
			return err
		}
	}
	return nil
}

// List returns the items of a sequence.
func List(n ast.Node, what string) ([]ast.Node, error) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		return nil, At(n, "%s is %s: want a list", what, kind(n))
	}
	return s.Values, nil
}

// Text returns a string. A number counts as one, since a name can look like a number, such as 2024.
func Text(n ast.Node, what string) (string, error) {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value, nil
	case *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, nil
	}
	return "", At(n, "%s is %s: want text", what, kind(n))
}

func kind(n ast.Node) string {
	switch n.(type) {
	case nil, *ast.NullNode:
		return "empty"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.BoolNode:
		return "true or false"
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return "an anchor or alias"
	case *ast.TagNode:
		return "a tag"
	}
	return "something else"
}
