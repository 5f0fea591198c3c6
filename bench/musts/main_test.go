package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	spec := strings.ReplaceAll(`MUST, SHOULD and MAY are those of RFC 2119.

A side MUST [M1] do this: 'bad_request'. It MUST
NOT [M2] do that; otherwise all is lost.

People MUST [M3, duty] be kind; else nobody comes.
`, "'", "`")
	tests := "package x\n\n// SPEC M1, M2: both\n"
	for what, x := range map[string]struct{ spec, tests, want string }{
		"all is well":         {spec, tests, ""},
		"a test is missing":   {spec, "// SPEC M2\n", "SPEC.md:3: no test has M1"},
		"no number":           {strings.Replace(spec, " [M1]", "", 1), tests, "SPEC.md:3: a MUST without a number: A side MUST do this"},
		"a number twice":      {strings.Replace(spec, "M1", "M2", 1), "// SPEC M2\n", "SPEC.md:3: M2 is there twice"},
		"a number of nothing": {spec, tests + "// SPEC M4\n", "x_test.go:4: SPEC.md has no M4"},
		"no failure":          {strings.Replace(spec, ": `bad_request`. It MUST\nNOT", ".\n\nIt MUST NOT", 1), tests, "SPEC.md:3: the paragraph of M1 does not say"},
		"a duty in one place": {strings.Replace(spec, ", duty", "", 1), tests, "SPEC.md:6: M3 is a duty there or in bench/musts"},
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{"SPEC.md": x.spec, "x_test.go": x.tests, "x.go": "// SPEC M9"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		problems, err := run(dir, map[int]string{3: "it is"}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(problems, "\n")
		if (x.want == "") != (got == "") || !strings.HasPrefix(got, x.want) {
			t.Errorf("%s: got %q, want %q", what, got, x.want)
		}
	}
}
