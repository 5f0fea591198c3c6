package main

import (
	"path/filepath"
	"slices"
)

// file is a file of an archive, a package or an image.
type file struct {
	name string // with slashes
	from string // where it is now
	mode int64
}

// manuals are the manual pages of a program, below a folder.
func (r *Release) manuals(program, under string) ([]file, error) {
	pages, err := filepath.Glob(filepath.Join(r.work, "man", program, "*.1"))
	slices.Sort(pages)
	var all []file
	for _, p := range pages {
		all = append(all, file{under + filepath.Base(p), p, 0o644})
	}
	return all, err
}

// completions are a program's completions, by shell.
func (r *Release) completions(program string) map[string]string {
	paths := map[string]string{}
	for shell, name := range shells {
		paths[shell] = filepath.Join(r.work, filepath.FromSlash(name(program)))
	}
	return paths
}

// source is a file of the sources.
func (r *Release) source(name string) string {
	return filepath.Join(r.Source, filepath.FromSlash(name))
}

// notices is the file with the licences of all modules that are linked.
func (r *Release) notices() string { return filepath.Join(r.work, "LICENSES.txt") }
