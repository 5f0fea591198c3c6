package ecdh

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// secretFunctions see the digits of scalars in the engines that are written in Go.
var secretFunctions = map[string][]string{
	"internal/ristretto/table.go":     {"multiply", "selectEntry", "addEntry"},
	"internal/ristretto/multiples.go": {"Recode"},
	"internal/ristretto/ristretto.go": {"setMap"},
	"internal/p256/table.go":          {"multiply", "get", "recode"},
	"internal/p256/scalar.go":         {"ReduceScalar", "addProduct", "scalarLimbs"},
	"internal/p256/curve.go":          {"add", "addAffine", "toAffine"},
}

// Conditions, indexes and bounds are made of loop variables, constants and lengths alone there. Assembly has a test of
// its own. SPEC M47
func TestNoSecretDecides(t *testing.T) {
	for path, names := range secretFunctions {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		for _, name := range names {
			found := false
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == name {
					found = true
					require.Empty(t, secretDecisions(f), "%s: %s", path, name)
				}
			}
			require.True(t, found, "%s has no %s", path, name)
		}
	}
}

func TestSecretDecisions(t *testing.T) {
	for body, bad := range map[string]bool{
		"for i := range x { y[i] ^= x[i] }":                  false,
		"for i := 0; i < 4; i++ { y[3-i], _ = f(x[i:i+1]) }": false,
		"if _, err := f(x); err != nil { panic(err) }":       false,
		"y[0] = x[k]":          true,
		"y = x[:k]":            true,
		"y[int(x[0])] = 1":     true,
		"if k == 0 { return }": true,
		"if _, err := f(x); err != nil && k > 0 { }": true,
		"for k > 0 { k-- }":                          true,
		"for range k { }":                            true,
		"for i := range k { y[i] = 0 }":              true,
		"switch k { case 1: }":                       true,
		"b := k > 0 && f(x)":                         true,
		"i := k; y[i] = 1":                           true,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "", "package p; func f() { "+body+" }", 0)
		require.NoError(t, err, body)
		require.Equal(t, bad, len(secretDecisions(file.Decls[0].(*ast.FuncDecl))) > 0, body)
	}
}

// public are the names that may decide: constants, and what follows from a loop variable. arrays are those of arrays and
// slices, of which a loop takes the length alone.
const (
	public = " nil err digits width windows word shift "
	arrays = " x c h u w points "
)

// secretDecisions lists what in f might depend on a secret.
func secretDecisions(f *ast.FuncDecl) (found []string) {
	loops := map[string]bool{}
	check := func(what string, e ast.Expr) {
		if e == nil {
			return
		}
		ast.Inspect(e, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if fun, ok := n.Fun.(*ast.Ident); ok && fun.Name == "len" {
					return false
				}
				found = append(found, what+" calls a function")
				return false
			case *ast.IndexExpr:
				found = append(found, what+" is read from memory")
			case *ast.Ident:
				if !loops[n.Name] && !strings.Contains(public, " "+n.Name+" ") {
					found = append(found, fmt.Sprintf("%s depends on %s", what, n.Name))
				}
			}
			return true
		})
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt:
			if init, ok := n.Init.(*ast.AssignStmt); ok {
				check("a loop's start", init.Rhs[0])
				loops[init.Lhs[0].(*ast.Ident).Name] = true
			}
			check("a loop", n.Cond)
		case *ast.RangeStmt:
			if key, ok := n.Key.(*ast.Ident); ok {
				loops[key.Name] = true
			}
			if x, ok := n.X.(*ast.Ident); ok && strings.Contains(arrays, " "+x.Name+" ") {
				break
			}
			if s, ok := n.X.(*ast.SliceExpr); ok {
				check("a loop", s.High)
				break
			}
			check("a loop", n.X)
		case *ast.IfStmt:
			check("a branch", n.Cond)
		case *ast.SwitchStmt:
			found = append(found, "a switch")
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				found = append(found, "a condition in two parts")
			}
		case *ast.IndexExpr:
			check("an index", n.Index)
		case *ast.SliceExpr:
			check("a bound", n.Low)
			check("a bound", n.High)
		}
		return true
	})
	return found
}
