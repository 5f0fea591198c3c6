// Command musts compares the MUSTs of SPEC.md with the tests that guard them. It takes the repository's directory.
//
// Each MUST has a number, [M17], which it keeps. A test that breaks when the rule is broken says so in a comment: SPEC
// M17. A MUST that is a duty of people, which no test can guard, is marked [M17, duty], and has its reason here.
//
// It fails if a MUST has no number, or the number of another; if one is without a test; if a test names one that is not
// there; or if the paragraph of one does not say what happens if it is broken.
package main

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// duties are the MUSTs that no test can guard.
var duties = map[int]string{
	1:  "it is about an ad system, which is not in here",
	39: "only the platform's own systems give references to users; import refuses those of erased users",
	48: "who may read a platform's disks is its operator's choice",
	70: "a program can't know when a value could first be foreseen",
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: musts DIRECTORY")
		os.Exit(2)
	}
	problems, err := run(os.Args[1], duties, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "musts:", err)
		os.Exit(2)
	}
	for _, p := range problems {
		fmt.Fprintln(os.Stderr, p)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

// run prints each MUST with its tests, and returns what is wrong.
func run(dir string, duties map[int]string, out io.Writer) (problems []string, err error) {
	b, err := os.ReadFile(filepath.Join(dir, "SPEC.md"))
	if err != nil {
		return nil, err
	}
	musts, problems := parse(string(b))
	tests, err := references(dir)
	if err != nil {
		return nil, err
	}
	for _, n := range slices.Sorted(maps.Keys(musts)) {
		reason, isDuty := duties[n]
		switch guards := tests[n]; {
		case musts[n].duty != isDuty:
			problems = append(problems, fmt.Sprintf("SPEC.md:%d: M%d is a duty there or in bench/musts, and not in both", musts[n].line, n))
		case isDuty:
			fmt.Fprintf(out, "M%d: a duty: %s\n", n, reason)
		case len(guards) == 0:
			problems = append(problems, fmt.Sprintf("SPEC.md:%d: no test has M%d: %s", musts[n].line, n, musts[n].text))
		default:
			fmt.Fprintf(out, "M%d: %s\n", n, strings.Join(guards, ", "))
		}
	}
	for _, n := range slices.Sorted(maps.Keys(tests)) {
		if _, ok := musts[n]; !ok {
			problems = append(problems, fmt.Sprintf("%s: SPEC.md has no M%d", strings.Join(tests[n], ", "), n))
		}
	}
	for _, n := range slices.Sorted(maps.Keys(duties)) {
		if _, ok := musts[n]; !ok {
			problems = append(problems, fmt.Sprintf("bench/musts: SPEC.md has no M%d", n))
		}
	}
	return problems, nil
}

// must is a rule of SPEC.md.
type must struct {
	line int
	text string // around it
	duty bool
}

var (
	word    = regexp.MustCompile(`\bMUST(?: NOT)?\b(?: \[M(\d+)(, duty)?\])?`)
	failure = regexp.MustCompile("`[a-z]+(_[a-z]+)+`|`internal`|`commitment`|`struck`|local failure|[Oo]therwise|\\b[Ee]lse\\b|\\blos[et]|\\bleaks?\\b|" +
		"\\bnotice|fails?\\b|refuse|\\bforge|no answer|is damaged|ends the session|\\brepeats its own|has published")
)

// parse finds the MUSTs, and what is wrong with how they are written. A paragraph is a run of lines without an empty one;
// a row of a table is one, with the line above the table.
func parse(spec string) (musts map[int]must, problems []string) {
	musts = map[int]must{}
	line := 1
	for _, paragraph := range strings.Split(spec, "\n\n") {
		// A line ends anywhere, so also between a MUST and its number.
		flat := strings.ReplaceAll(paragraph, "\n", " ")
		for _, m := range word.FindAllStringSubmatchIndex(flat, -1) {
			at := line + strings.Count(paragraph[:m[0]], "\n")
			around := strings.TrimSpace(flat[max(0, m[0]-40):min(len(flat), m[1]+60)])
			if m[2] < 0 {
				if !strings.HasPrefix(flat, "MUST, SHOULD and MAY are those of") {
					problems = append(problems, fmt.Sprintf("SPEC.md:%d: a MUST without a number: %s", at, around))
				}
				continue
			}
			n, err := strconv.Atoi(flat[m[2]:m[3]])
			if _, ok := musts[n]; ok || err != nil {
				problems = append(problems, fmt.Sprintf("SPEC.md:%d: M%d is there twice", at, n))
			}
			musts[n] = must{at, strings.ToValidUTF8(around, ""), m[4] >= 0}
			if !failure.MatchString(flat) {
				problems = append(problems, fmt.Sprintf("SPEC.md:%d: the paragraph of M%d does not say what happens if it is broken", at, n))
			}
		}
		line += strings.Count(paragraph, "\n") + 2
	}
	return musts, problems
}

var reference = regexp.MustCompile(`\bSPEC (M\d+(?:, M\d+)*)`)

// references finds the tests' comments, as FILE:LINE by number.
func references(dir string) (map[int][]string, error) {
	tests := map[int][]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != dir && (strings.HasPrefix(name, ".") || name == "musts") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, ".txtar") {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(b), "\n") {
			for _, m := range reference.FindAllStringSubmatch(line, -1) {
				for _, number := range strings.Split(m[1], ", ") {
					n, err := strconv.Atoi(number[1:])
					if err != nil {
						return fmt.Errorf("%s:%d: %w", rel, i+1, err)
					}
					tests[n] = append(tests[n], fmt.Sprintf("%s:%d", filepath.ToSlash(rel), i+1))
				}
			}
		}
		return nil
	})
	return tests, err
}
