//go:build unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const top = "../../../"

// pages are the documents, by their paths in the repository.
func pages(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(top + "docs/*.md")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d pages: %v", len(paths), err)
	}
	all := map[string]string{}
	for _, path := range append(paths, top+"README.md", top+"docs/operations/README.md") {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimPrefix(path, top)] = string(b)
	}
	return all
}

// Whatever a page shows somebody to type is understood by the programs as they are: the command is there, and so are its
// flags. That it does what the page says was tried once, by hand.
func TestPagesCommands(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	tried := 0
	for page, text := range pages(t) {
		for _, line := range commands(text) {
			tried++
			words := strings.Fields(line)
			said, err := exec.Command(filepath.Join(bin, words[0]), append(words[1:], "--help")...).CombinedOutput()
			_, usage, _ := strings.Cut(string(said), "\nUsage:\n  ")
			usage, _, _ = strings.Cut(usage, "\n")
			if err != nil || usage == "" || !strings.HasPrefix(line+" ", commandOf.FindString(usage)) {
				t.Errorf("%s: %s\n%s", page, line, said)
			}
		}
	}
	if tried < 100 {
		t.Errorf("%d commands", tried)
	}
}

var (
	// commandOf is what comes before the arguments and flags in a line of usage.
	commandOf = regexp.MustCompile(`^[a-z][a-z-]*( [a-z][a-z-]*)* `)
	program   = regexp.MustCompile(`(?m)(?:^\$ |^|[|(] ?|bin/)((?:psi|psi-server) [a-z-].*)$`)
	// noWords are what a shell takes out of a line, and texts with spaces.
	noWords = regexp.MustCompile(`"[^"]*"|'[^']*'|\$\([^()]*\)|\[[^\]]*\]`)
	ends    = regexp.MustCompile(` *([|&>;#)]|2>).*`)
)

// commands are those of a page's blocks, one a line, as words without the shell's own.
func commands(page string) (all []string) {
	for _, block := range strings.Split(page, "\n```")[1:] {
		kind, block, _ := strings.Cut(block, "\n")
		if kind != "sh" && kind != "console" {
			continue
		}
		for _, line := range strings.Split(block, "\n") {
			if kind == "console" && !strings.HasPrefix(line, "$ ") {
				continue
			}
			if m := program.FindStringSubmatch(noWords.ReplaceAllString(line, "x")); m != nil {
				all = append(all, ends.ReplaceAllString(m[1], ""))
			}
		}
	}
	return all
}

var linked = regexp.MustCompile(`\]\(([^)#:]*)(#[^)]*)?\)`)

// Links between documents lead somewhere, to a section as well.
func TestPagesLinks(t *testing.T) {
	all := pages(t)
	for page, text := range all {
		for _, m := range linked.FindAllStringSubmatch(text, -1) {
			to := page
			if m[1] != "" {
				to = filepath.Join(filepath.Dir(page), m[1])
			}
			b, err := os.ReadFile(top + to)
			if err != nil && m[2] != "" {
				t.Errorf("%s: %v", page, err)
			} else if _, err := os.Stat(top + to); err != nil {
				t.Errorf("%s: %v", page, err)
			}
			if m[2] != "" && !anchors(string(b))[m[2]] {
				t.Errorf("%s: %s has no section %s", page, to, m[2])
			}
		}
	}
}

var (
	heading   = regexp.MustCompile(`(?m)^#+ (.*)$`)
	notAnchor = regexp.MustCompile(`[^a-z0-9 _-]`)
)

// anchors are the names of a page's sections, as GitHub makes them.
func anchors(page string) map[string]bool {
	all := map[string]bool{}
	for _, h := range heading.FindAllStringSubmatch(page, -1) {
		all["#"+strings.ReplaceAll(notAnchor.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-")] = true
	}
	return all
}
