// Package static has the files that a browser gets of the page, and the digest by which they are known. What ends in .js
// is what esbuild makes of ../src; the rest is written as it is.
package static

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
)

//go:embed *.html *.css *.js
var embedded embed.FS

// File is a file of a page. Path is where a browser finds it, below the address of the page: "app.js".
type File struct {
	Path string
	Body []byte
}

// Files returns the files of this program's page, by path.
func Files() []File {
	files, err := Read(embedded)
	if err != nil {
		panic("static: internal error: " + err.Error())
	}
	return files
}

// Read returns the files of a page in a folder, by path: all that a browser gets, which leaves out sources in Go.
func Read(dir fs.FS) ([]File, error) {
	var files []File
	err := fs.WalkDir(dir, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".go") {
			return err
		}
		b, err := fs.ReadFile(dir, path)
		files = append(files, File{path, b})
		return err
	})
	slices.SortFunc(files, byPath)
	return files, err
}

func byPath(a, b File) int { return strings.Compare(a.Path, b.Path) }

// List is the text that a page's digest is of: a line for each file, by path, as sha256sum prints it. The order of files
// does not matter.
func List(files []File) []byte {
	files = slices.Clone(files)
	slices.SortFunc(files, byPath)
	var list []byte
	for _, f := range files {
		list = fmt.Appendf(list, "%x  %s\n", sha256.Sum256(f.Body), f.Path)
	}
	return list
}

// Digest is the digest of a page: SPEC.md §13.9.
func Digest(files []File) psi.Digest { return sha256.Sum256(List(files)) }
