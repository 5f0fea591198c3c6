// Package clitest checks what all commands of a program have in common.
package clitest

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// homonyms are flags of one name and two meanings, in commands that have little in common: how long epochs last, and which
// one is audited; the disclosure policy, or the controller, and which schema is printed.
var homonyms = []string{"epoch", "disclosure", "controller"}

// Program checks each command of a program: with --json a wrong command line is told as JSON, and a flag that several
// commands have is spelt and typed alike in all of them.
func Program(t *testing.T, newRoot func() *cobra.Command) {
	t.Helper()
	types, letters := map[string]string{}, map[string]string{}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		path := strings.Fields(c.CommandPath())[1:]
		jsonErrors(t, newRoot(), append(path, "--json", "--no-such-flag"))
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			kind := f.Value.Type()
			if was, ok := types[f.Name]; ok && was != kind && !strings.Contains(was+kind, "Slice") && !slices.Contains(homonyms, f.Name) { // one, or several
				t.Errorf("%s: --%s is a %s, elsewhere a %s", c.CommandPath(), f.Name, kind, was)
			}
			types[f.Name] = kind
			if f.Shorthand == "" {
				return
			}
			if was, ok := letters[f.Shorthand]; ok && was != f.Name {
				t.Errorf("%s: -%s is --%s, elsewhere --%s", c.CommandPath(), f.Shorthand, f.Name, was)
			}
			letters[f.Shorthand] = f.Name
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
}

func jsonErrors(t *testing.T, root *cobra.Command, args []string) {
	t.Helper()
	var stdout bytes.Buffer
	root.SetOut(&stdout)
	if code := cli.Run(t.Context(), root, args, io.Discard); code != cli.ExitUsage {
		t.Errorf("%s: exit code %d", args, code)
	}
	var got struct{ Error cli.Failure }
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil || got.Error.Code != "usage" {
		t.Errorf("%s: standard output is %q", args, stdout.String())
	}
}
