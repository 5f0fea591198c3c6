package psi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Library code doesn't know commands, their flags or how URLs are spelled: commands add their hints, and the handler
// fills in paths.
func TestLayers(t *testing.T) {
	command := regexp.MustCompile(`psi-server|psi-vectors|(^|[^a-z])psi [a-z]|(^|[^-a-z])--[a-z]`)
	url := regexp.MustCompile(`/v[0-9]+/`)
	for text, want := range map[string]bool{
		"run psi-server ledger acknowledge": true, "psi count": true, "give --force": true, "(--modes)": true, "--data": true,
		"psi: internal error: ": false, "spent INTEGER -- budget clock": false, "---": false, "run the command again": false,
	} {
		require.Equal(t, want, command.MatchString(text), text)
	}
	seen := 0
	for _, root := range []string{"../ecdh", "../psi", "../transport"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if d != nil && d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), "_")) {
				return filepath.SkipDir
			}
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, source, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if _, ok := n.(*ast.ImportSpec); ok {
					return false
				}
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
					text, err := strconv.Unquote(l.Value)
					require.NoError(t, err)
					seen++
					if command.MatchString(text) {
						t.Errorf("%s names a command: %s", files.Position(l.Pos()), l.Value)
					}
					if url.MatchString(text) && filepath.ToSlash(path) != "../transport/paths.go" {
						t.Errorf("%s spells a path: %s", files.Position(l.Pos()), l.Value)
					}
				}
				return true
			})
			return nil
		}))
	}
	require.Greater(t, seen, 1000, "the sources were not found")
}
