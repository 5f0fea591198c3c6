package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Targets are the systems that a release is for.
var Targets = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// programs are the commands of a release.
var programs = []string{"psi", "psi-server", "psi-vectors"}

// Release is what is made, and of what.
type Release struct {
	Version       string // v1.2.3
	Source        string // the sources' folder
	Out           string // the folder that is made
	Targets       []string
	URL           string
	Dirty         bool
	Key, Password string // of minisign; without a key nothing is signed

	commit string
	time   time.Time // of every file
	work   string    // temporary folder: binaries, manuals, completions
	env    []string  // of the commands that are run
}

// semver is what is a version of a release.
var semver = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$`)

// Make makes the release. The folder appears when all of it is there.
func (r *Release) Make(ctx context.Context) (err error) {
	if !semver.MatchString(r.Version) {
		return fmt.Errorf("-version %q: want one such as v0.1.0", r.Version)
	}
	for _, t := range r.Targets {
		if !slices.Contains(Targets, t) {
			return fmt.Errorf("-target %q: want some of %s", t, strings.Join(Targets, ", "))
		}
	}
	if _, err := os.Lstat(r.Out); !errors.Is(err, fs.ErrNotExist) {
		return cmp.Or(err, fmt.Errorf("-out %s exists: remove it, or name another folder", r.Out))
	}
	if err := r.read(ctx); err != nil {
		return err
	}
	staged := r.Out + ".part"
	if err := os.Mkdir(staged, 0o755); err != nil {
		return err
	}
	defer os.RemoveAll(staged)
	if r.work, err = os.MkdirTemp("", "release"); err != nil {
		return err
	}
	defer os.RemoveAll(r.work)
	for _, step := range []func(context.Context, string) error{
		r.build, r.document, r.licences, r.archives, r.packages, r.image, r.boms, r.manifests, r.sums, r.sign,
	} {
		if err := step(ctx, staged); err != nil {
			return err
		}
	}
	return os.Rename(staged, r.Out)
}

// read finds out the commit and its time. A folder without a repository, as from an archive of the sources, needs them
// in the environment.
func (r *Release) read(ctx context.Context) error {
	r.env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=readonly", "GOWORK=off", "GOAMD64=v1", "GOARM64=v8.0")
	r.commit = os.Getenv("BLINDMATCH_COMMIT")
	seconds := os.Getenv("SOURCE_DATE_EPOCH")
	if r.commit == "" || seconds == "" {
		out, err := r.command(ctx, "git", "log", "-1", "--format=%H %ct")
		if err != nil {
			return fmt.Errorf("the sources are in no git repository: set BLINDMATCH_COMMIT and SOURCE_DATE_EPOCH: %w", err)
		}
		commit, committed, _ := strings.Cut(strings.TrimSpace(out), " ")
		r.commit, seconds = cmp.Or(r.commit, commit), cmp.Or(seconds, committed)
		if changed, err := r.command(ctx, "git", "status", "--porcelain"); err != nil {
			return err
		} else if changed != "" && !r.Dirty {
			return fmt.Errorf("files differ from the commit: commit them, or give -dirty to try something:\n%s", changed)
		}
	}
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	r.time = time.Unix(unix, 0).UTC()
	return nil
}

// command runs a command in the sources and returns what it prints.
func (r *Release) command(ctx context.Context, name string, args ...string) (string, error) {
	return r.commandFor(ctx, "", name, args...)
}

// commandFor is command with the environment of a target, GOOS/GOARCH.
func (r *Release) commandFor(ctx context.Context, target, name string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Env = r.Source, r.env
	if goos, goarch, ok := strings.Cut(target, "/"); ok {
		c.Env = append(slices.Clone(c.Env), "GOOS="+goos, "GOARCH="+goarch)
	}
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, stderr.Bytes())
	}
	return stdout.String(), nil
}

// plain is the version as packages have it, without the v.
func (r *Release) plain() string { return strings.TrimPrefix(r.Version, "v") }

// binary is where a program for a target was built.
func (r *Release) binary(target, program string) string {
	if strings.HasPrefix(target, "windows/") {
		program += ".exe"
	}
	return filepath.Join(r.work, "bin", filepath.FromSlash(target), program)
}

// of is those targets that are for a system.
func (r *Release) of(goos string) (targets []string) {
	for _, t := range r.Targets {
		if strings.HasPrefix(t, goos+"/") {
			targets = append(targets, t)
		}
	}
	return targets
}
