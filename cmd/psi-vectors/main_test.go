package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/vectors"
	"github.com/stretchr/testify/require"
)

func run(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	root := newRoot()
	root.SetOut(&out)
	code = cli.Run(context.Background(), root, args, &errs)
	return code, out.String(), errs.String()
}

// folder has one embedded file, changed.
func folder(t *testing.T, change func([]byte) []byte) string {
	b, err := fs.ReadFile(vectors.Embedded(), "tag.json")
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tag.json"), change(b), 0o600))
	return dir
}

func same(b []byte) []byte { return b }

// broken changes one digit of the first tag key.
func broken(b []byte) []byte {
	i := bytes.Index(b, []byte(`"tag_key": "`)) + len(`"tag_key": "`)
	b[i] = "10"[btoi(b[i] == '1')]
	return b
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestExitCodes(t *testing.T) {
	file := filepath.Join(folder(t, same), "tag.json")
	for _, tc := range []struct {
		name           string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"good", []string{"--dir", folder(t, same)}, cli.ExitDone, "pass  tag.json  5 vectors\n5 vectors in 1 file, all pass\n", ""},
		{"broken", []string{"--dir", folder(t, broken)}, cli.ExitFailed, "FAIL  tag.json", "1 failure in 1 of 1 file"},
		{"no vectors", []string{"--dir", t.TempDir()}, cli.ExitUsage, "", "no vector file"},
		{"no directory", []string{"--dir", file + "x"}, cli.ExitUsage, "", "does not exist"},
		{"a file", []string{"--dir", file}, cli.ExitUsage, "", "not a directory"},
		{"unknown flag", []string{"--no-such"}, cli.ExitUsage, "", "unknown flag"},
		{"an argument", []string{"tag.json"}, cli.ExitUsage, "", "unknown command"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			code, stdout, stderr := run(tc.args...)
			require.Equal(t, tc.code, code, stderr)
			require.Contains(t, stdout, tc.stdout)
			require.Contains(t, stderr, tc.stderr)
		})
	}
}

func TestJSON(t *testing.T) {
	code, stdout, _ := run("--json", "--dir", folder(t, broken))
	require.Equal(t, cli.ExitFailed, code)
	var got struct {
		Vectors, Failures, Failed int
		Files                     []vectors.Result
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &got))
	require.Equal(t, 5, got.Vectors)
	require.Equal(t, 1, got.Failures)
	require.Equal(t, "tag.json", got.Files[0].File)
	require.Contains(t, got.Files[0].Failures[0].Reason, "tag key: computed")
}
