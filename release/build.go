package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
)

// build builds the programs. The state of the repository is left out of them, so that a clone, a worktree and an
// archive of the sources give the same; which commit it was, the linker is told.
func (r *Release) build(ctx context.Context, _ string) error {
	const cli = "github.com/blindmatch/blindmatch/cmd/internal/cli."
	for _, t := range r.Targets {
		for _, p := range programs {
			if _, err := r.commandFor(ctx, t, "go", "build", "-trimpath", "-buildvcs=false",
				"-ldflags", "-s -w -buildid= -X "+cli+"release="+r.Version+" -X "+cli+"commit="+r.commit,
				"-o", r.binary(t, p), "./cmd/"+p); err != nil {
				return err
			}
		}
	}
	return nil
}

// shells are those that completions are for, with the names that they look for.
var shells = map[string]func(program string) string{
	"bash": func(p string) string { return "completions/bash/" + p },
	"zsh":  func(p string) string { return "completions/zsh/_" + p },
	"fish": func(p string) string { return "completions/fish/" + p + ".fish" },
}

// document writes manual pages and completions, into the work folder.
func (r *Release) document(ctx context.Context, _ string) error {
	for _, p := range programs {
		manual := filepath.Join(r.work, "manual-"+p)
		if _, err := r.command(ctx, "go", "build", "-tags", "manual", "-buildvcs=false", "-o", manual, "./cmd/"+p); err != nil {
			return err
		}
		if _, err := r.command(ctx, manual, "manual", filepath.Join(r.work, "man", p), strconv.FormatInt(r.time.Unix(), 10)); err != nil {
			return err
		}
		for shell, name := range shells {
			text, err := r.command(ctx, manual, "completion", shell) // which asks the program itself what it has
			if err != nil {
				return err
			}
			path := filepath.Join(r.work, filepath.FromSlash(name(p)))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
