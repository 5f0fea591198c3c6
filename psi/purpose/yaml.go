package purpose

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// The YAML tree is walked by hand, not decoded into structs: so every refusal
// has its line and column, and the parts of YAML that hide what a file says
// (anchors, aliases, merges, tags) are refused.

func at(n ast.Node, format string, args ...any) error {
	e := &ParseError{Line: 1, Column: 1, Message: fmt.Sprintf(format, args...)}
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
	return nil, at(n, "%s is %s: want a mapping", what, kind(n))
}

// fields calls the function of each field that is there.
func fields(n ast.Node, what string, known map[string]func(ast.Node) error) error {
	entries, err := mapping(n, what)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, e := range entries {
		name, err := text(e.Key, "field name")
		if err != nil {
			return err
		}
		f, ok := known[name]
		if !ok {
			return at(e.Key, "unknown field %.60q in %s: want %s", name, what, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
		if seen[name] {
			return at(e.Key, "field %q given twice", name)
		}
		seen[name] = true
		if err := f(e.Value); err != nil {
			return err
		}
	}
	return nil
}

// each calls f for every entry of a mapping from names.
func each(n ast.Node, what string, f func(name string, key, value ast.Node) error) error {
	entries, err := mapping(n, what+"s")
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, e := range entries {
		name, err := text(e.Key, what+" name")
		if err != nil {
			return err
		}
		if !nameRE.MatchString(name) {
			return at(e.Key, "%s name %.80q: want 1 to 64 characters of a-z, 0-9, '.', '_', '-', starting with a letter or digit", what, name)
		}
		if seen[name] {
			return at(e.Key, "%s %s given twice", what, name)
		}
		seen[name] = true
		if err := f(name, e.Key, e.Value); err != nil {
			return err
		}
	}
	return nil
}

func list(n ast.Node, what string) ([]ast.Node, error) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		return nil, at(n, "%s is %s: want a list", what, kind(n))
	}
	return s.Values, nil
}

// text returns a string; of the other scalars a number is one too, since names
// such as 2024 look like one.
func text(n ast.Node, what string) (string, error) {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value, nil
	case *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, nil
	}
	return "", at(n, "%s is %s: want text", what, kind(n))
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
