package yamltree

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/stretchr/testify/require"
)

// leaves are all keys and values of a tree, each with its kind and place.
func leaves(f *ast.File) string {
	var b strings.Builder
	var walk func(n ast.Node, depth int)
	walk = func(n ast.Node, depth int) {
		at := *n.GetToken().Position
		if n.Type() == ast.NullType {
			at.Column = 0 // what is not there has a place beside what is
		}
		fmt.Fprintf(&b, "%s%d:%d ", strings.Repeat(" ", depth), at.Line, at.Column)
		switch x := n.(type) {
		case *ast.MappingNode:
			fmt.Fprintln(&b, "mapping of", len(x.Values))
			for _, v := range x.Values {
				walk(v.Key, depth+1)
				walk(v.Value, depth+2)
			}
		case *ast.SequenceNode:
			fmt.Fprintln(&b, "list of", len(x.Values))
			for _, v := range x.Values {
				walk(v, depth+1)
			}
		default:
			fmt.Fprintf(&b, "%s %q\n", n.Type(), n.String())
		}
	}
	for _, doc := range f.Docs {
		if doc.Body != nil {
			walk(doc.Body, 0)
		}
	}
	return b.String()
}

// random writes a block mapping with mappings, lists and scalars of all forms in it.
func random(r *rand.Rand, b *strings.Builder, indent string, depth, entries int) {
	for i := range entries {
		if r.IntN(20) == 0 {
			fmt.Fprintf(b, "%s# a comment: with a colon\n", indent)
		}
		key := fmt.Sprintf("k%d", i)
		if r.IntN(5) == 0 {
			key = fmt.Sprintf("%q", key+": ")
		}
		fmt.Fprintf(b, "%s%s:", indent, key)
		long := 3
		if r.IntN(40) == 0 {
			long = 2 * pieceEntries
		}
		switch kind := r.IntN(9); {
		case kind == 0 && depth > 0:
			b.WriteString("\n")
			random(r, b, indent+"  ", depth-1, 1+r.IntN(long))
		case kind == 1 && depth > 0:
			b.WriteString("\n")
			for range 1 + r.IntN(3) {
				fmt.Fprintf(b, "%s- x: 1\n", indent)
				random(r, b, indent+"  ", depth-1, 1+r.IntN(long))
			}
		case kind == 2:
			fmt.Fprintf(b, " [a, {b: c}, \"d: e\"] # f: g\n")
		case kind == 3:
			fmt.Fprintf(b, " {a: 1, b: [2, 3],\n%s   c: 4}\n", indent)
		case kind == 4:
			fmt.Fprintf(b, " |\n%s    a: b\n%s    - c: d\n", indent, indent)
		case kind == 5:
			fmt.Fprintf(b, " \"a: b\n%s  c: d\"\n", indent)
		case kind == 6:
			b.WriteString("\n")
		case kind == 7:
			fmt.Fprintf(b, " plain\n%s    more of it\n", indent)
		default:
			fmt.Fprintf(b, " %d\n", i)
		}
	}
}

// A text that is parsed in pieces gives the same tree.
func TestPieces(t *testing.T) {
	t.Parallel()
	cut := 0
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1))
		var b strings.Builder
		if seed%3 == 0 {
			b.WriteString("---\n")
		}
		random(r, &b, "", 2, 1+r.IntN(3*pieceEntries))
		text := b.String()
		want, err := parser.ParseBytes([]byte(text), 0)
		require.NoError(t, err, "seed %d", seed)
		got, err := parse(text)
		require.NoError(t, err, "seed %d", seed)
		require.Equal(t, leaves(want), leaves(got), "seed %d", seed)
		cut += len(split(lexer.Tokenize(text))) - 1
	}
	require.Greater(t, cut, 10, "too little was cut")
}

// What is no YAML in one piece is none in several, wherever it stands.
func TestPiecesThatAreWrong(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"  x: 1\n", "x\n", "- x\n", "&a\n", "]\n", "\"x\n", "x: y: z\n", "? x\n", "x: [\n", "*a\n", "x: 1\n   y: 2\n", "!t\n"} {
		for _, at := range []int{0, 1, pieceEntries - 1, pieceEntries, pieceEntries + 1, 2*pieceEntries - 1, 2 * pieceEntries, 3*pieceEntries - 1} {
			var b strings.Builder
			for i := range 3 * pieceEntries {
				if i == at {
					b.WriteString(bad)
				}
				fmt.Fprintf(&b, "k%d: v\n", i)
			}
			_, whole := parser.ParseBytes([]byte(b.String()), 0)
			_, pieces := parse(b.String())
			if strings.HasPrefix(bad, "?") {
				if pieces != nil { // no policy has such keys
					require.ErrorContains(t, pieces, "without ? before them")
				}
				continue
			}
			require.Equal(t, whole == nil, pieces == nil, "%q before entry %d: %v, in pieces %v", bad, at, whole, pieces)
		}
	}
}

// A long flat mapping takes the parser as much memory as it has entries, and not their square.
func TestFlat(t *testing.T) {
	for name, format := range map[string]string{"names": "k%d:\n", "values": "k%d: v\n", "nested": "  k%d: v\n", "in a list": "  k%d: v # c\n"} {
		var b strings.Builder
		b.WriteString(map[string]string{"nested": "a:\n", "in a list": "- a: b\n"}[name])
		for i := 0; b.Len() < 400_000; i++ {
			fmt.Fprintf(&b, format, i)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Parse([]byte(b.String()))
		runtime.ReadMemStats(&after)
		require.NoError(t, err, name)
		require.Less(t, (after.TotalAlloc-before.TotalAlloc)>>20, uint64(700), "%s: MB", name)
	}
}
