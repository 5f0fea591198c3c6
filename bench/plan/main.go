// Command plan prints how the files of packages hang together by name: for each package the largest cycle of files,
// the pairs of files that name each other, the types with most methods, and the lines without tests.
//
//	go run ./plan ../psi/platform ../psi/ledger
//
// A file names another if it uses a function, type, variable, constant, method or field that the other declares.
// With -limits it exits with 1 if a package has too many lines or a type too many methods, with -cycles if its files hang
// together too much.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

func main() {
	verbose := flag.Bool("v", false, "list the files of the largest cycle and the mutual pairs")
	limits := flag.Bool("limits", false, "exit with 1 if a package or a type is too large")
	cycles := flag.Bool("cycles", false, "exit with 1 if a package's files hang together too much")
	flag.Parse()
	failed := false
	for _, dir := range flag.Args() {
		p, err := read(dir)
		if err != nil {
			fmt.Fprintln(os.Stderr, "plan:", err)
			os.Exit(1)
		}
		fmt.Printf("%-32s %3d files  %5d lines  largest cycle %2d  mutual pairs %2d  most methods %2d (%s)\n",
			dir, len(p.files), p.lines, len(p.cycle), len(p.pairs), p.methods, p.busiest)
		if *verbose {
			fmt.Println("  cycle:", strings.Join(p.cycle, " "))
			for _, x := range p.pairs {
				fmt.Println("  pair: ", x)
			}
		}
		if *limits && (p.methods > maxMethods || p.lines > linesOf(dir)) || *cycles && (len(p.cycle) > maxCycle || len(p.pairs) > maxPairs) {
			failed = true
		}
	}
	if failed {
		fmt.Fprintf(os.Stderr, "plan: at most %d methods and %d lines, %d files in a cycle and %d mutual pairs\n", maxMethods, maxLines, maxCycle, maxPairs)
		os.Exit(1)
	}
}

// The bounds.
const (
	maxCycle   = 4
	maxPairs   = 8
	maxMethods = 25
	maxLines   = 3300
)

// linesOf is the bound of lines of the room in dir. psi itself has more: it holds what both sides must agree on, the
// messages and the files of a set as well as the two roles, in files of one subject each.
func linesOf(dir string) int {
	if filepath.Base(dir) == "psi" && filepath.Base(filepath.Dir(dir)) != "cmd" {
		return 4000
	}
	return maxLines
}

// plan is how one package's files hang together.
type plan struct {
	files   map[string]map[string]bool // file to the files that it names
	lines   int
	cycle   []string // of the largest cycle; one file is none
	pairs   []string
	methods int // of the busiest type
	busiest string
}

// read type-checks the package in dir, without its tests.
func read(dir string) (*plan, error) {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedExportFile,
		Dir:  dir,
	}, ".")
	if err != nil {
		return nil, err
	}
	if len(pkgs) != 1 || len(pkgs[0].Errors) > 0 || len(pkgs[0].Syntax) == 0 {
		return nil, fmt.Errorf("%s: not one package that compiles: %v", dir, pkgs[0].Errors)
	}
	pkg := pkgs[0]
	base := func(pos token.Pos) string { return filepath.Base(pkg.Fset.Position(pos).Filename) }
	p := &plan{files: map[string]map[string]bool{}}
	methods := map[string]int{}
	for _, f := range pkg.Syntax {
		p.files[base(f.Package)] = map[string]bool{}
		p.lines += pkg.Fset.File(f.Package).LineCount()
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil {
				methods[receiver(fn)]++
			}
		}
	}
	for id, obj := range pkg.TypesInfo.Uses {
		if obj.Pkg() != pkg.Types || !obj.Pos().IsValid() || local(obj, pkg.Types) {
			continue
		}
		if from, to := base(id.Pos()), base(obj.Pos()); from != to {
			p.files[from][to] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(methods)) {
		if methods[name] > p.methods {
			p.methods, p.busiest = methods[name], name
		}
	}
	p.tie()
	return p, nil
}

// local says whether obj is declared inside a function.
func local(obj types.Object, pkg *types.Package) bool {
	switch o := obj.(type) {
	case *types.Var:
		return !o.IsField() && o.Parent() != pkg.Scope()
	case *types.Func:
		return false
	}
	return obj.Parent() != pkg.Scope()
}

func receiver(fn *ast.FuncDecl) string {
	t := fn.Recv.List[0].Type
	if s, ok := t.(*ast.StarExpr); ok {
		t = s.X
	}
	if x, ok := t.(*ast.IndexExpr); ok {
		t = x.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return "?"
}

// tie finds the cycles (strongly connected components, by reachability: packages are small) and the pairs.
func (p *plan) tie() {
	names := slices.Sorted(maps.Keys(p.files))
	reach := map[string]map[string]bool{}
	for _, n := range names {
		seen := map[string]bool{}
		next := []string{n}
		for len(next) > 0 {
			at := next[len(next)-1]
			next = next[:len(next)-1]
			for to := range p.files[at] {
				if !seen[to] {
					seen[to] = true
					next = append(next, to)
				}
			}
		}
		reach[n] = seen
	}
	for _, a := range names {
		var cycle []string
		for _, b := range names {
			if a == b || reach[a][b] && reach[b][a] {
				cycle = append(cycle, b)
			}
			if a < b && p.files[a][b] && p.files[b][a] {
				p.pairs = append(p.pairs, a+" "+b)
			}
		}
		if len(cycle) > max(1, len(p.cycle)) {
			p.cycle = cycle
		}
	}
}
