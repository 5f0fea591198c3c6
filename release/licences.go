package main

import (
	"bytes"
	"cmp"
	"context"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
)

// modules are those that are linked into any of some binaries, as the binaries say themselves, by path.
func modules(binaries ...string) ([]*debug.Module, error) {
	found := map[string]*debug.Module{}
	for _, b := range binaries {
		info, err := buildinfo.ReadFile(b)
		if err != nil {
			return nil, err
		}
		for _, m := range info.Deps {
			if m.Replace != nil {
				return nil, fmt.Errorf("%s is replaced: a release has no replaced modules", m.Path)
			}
			found[m.Path] = m
		}
	}
	var all []*debug.Module
	for _, m := range found {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *debug.Module) int { return cmp.Compare(a.Path, b.Path) })
	return all, nil
}

// licences writes the notices of all modules that are linked into one file, as their licences want. A module whose
// licence is not known here stops the release: somebody has to read it.
func (r *Release) licences(ctx context.Context, _ string) error {
	var binaries []string
	for _, t := range r.Targets {
		for _, p := range programs {
			binaries = append(binaries, r.binary(t, p))
		}
	}
	all, err := modules(binaries...)
	if err != nil {
		return err
	}
	goroot, err := r.command(ctx, "go", "env", "GOROOT")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "Blindmatch is under the Apache License 2.0, in the file LICENSE. Its programs are linked with these, too:\n")
	if err := notice(&b, "Go", strings.TrimSpace(goroot)); err != nil {
		return err
	}
	for _, m := range all {
		dir, err := r.folder(ctx, m)
		if err != nil {
			return err
		}
		if _, err := licenceOf(dir); err != nil {
			return fmt.Errorf("%s: %w", m.Path, err)
		}
		if err := notice(&b, m.Path+" "+m.Version, dir); err != nil {
			return err
		}
	}
	return os.WriteFile(r.notices(), b.Bytes(), 0o644)
}

// folder is where a module's files are.
func (r *Release) folder(ctx context.Context, m *debug.Module) (string, error) {
	out, err := r.command(ctx, "go", "mod", "download", "-json", m.Path+"@"+m.Version)
	if err != nil {
		return "", err
	}
	var found struct{ Dir string }
	err = json.Unmarshal([]byte(out), &found)
	return found.Dir, err
}

// noticeNames are the files that a licence wants to be passed on.
var noticeNames = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

func noticesIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && noticeNames.MatchString(e.Name()) && !strings.HasSuffix(e.Name(), ".go") {
			names = append(names, e.Name())
		}
	}
	return names, err
}

func notice(b *bytes.Buffer, title, dir string) error {
	names, err := noticesIn(dir)
	if err == nil && len(names) == 0 && title == "Go" {
		// Debian has Go's licence among its own.
		return errors.New("the Go installation has no file LICENSE")
	}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "\n%s\n%s: %s\n\n%s\n", strings.Repeat("=", 80), title, name, bytes.TrimSpace(text))
	}
	return err
}

// licenceOf is the SPDX name of a module's licence, from its text.
func licenceOf(dir string) (string, error) {
	names, err := noticesIn(dir)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		text, err := fs.ReadFile(os.DirFS(dir), name)
		if err != nil {
			return "", err
		}
		if id := spdx(string(text)); id != "" {
			return id, nil
		}
	}
	return "", fmt.Errorf("no licence that is known in %s: read it, and teach licences.go", strings.Join(names, ", "))
}

// spdx names the licences in a text by sentences that only they have: one, or several that all hold.
func spdx(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	has := func(s string) bool { return strings.Contains(text, s) }
	var found []string
	if has("Apache License") && has("Version 2.0") {
		found = append(found, "Apache-2.0")
	}
	if has("Redistribution and use in source and binary forms") {
		if has("Neither the name") || has("names of its contributors") || has("names of the contributors") {
			found = append(found, "BSD-3-Clause")
		} else {
			found = append(found, "BSD-2-Clause")
		}
	}
	if has("Permission is hereby granted, free of charge") {
		found = append(found, "MIT")
	}
	return strings.Join(found, " AND ")
}
