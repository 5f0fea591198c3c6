package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

func TestExitCodes(t *testing.T) {
	for _, r := range []struct {
		err  error
		code int
		text string
	}{
		{nil, ExitDone, ""},
		{errors.New("broken"), ExitFailed, "psi: broken\n"},
		{Usagef("--type missing"), ExitUsage, "psi: --type missing\nRun 'psi --help' for usage and examples.\n"},
		{fmt.Errorf("wrapped: %w", Usagef("x")), ExitUsage, "psi: wrapped: x\nRun 'psi --help' for usage and examples.\n"},
		{psi.Errorf(psi.CodeModeOff, "off"), ExitRefused, "psi: off\n"},
		{fmt.Errorf("wrapped: %w", psi.Errorf(psi.CodeListTooSmall, "small")), ExitRefused, "psi: wrapped: small\n"},
		{psi.Errorf(psi.CodePurpose, "no"), ExitRefused, "psi: no\n"},
		{psi.Errorf(psi.CodeTooManySessions, "busy"), ExitRefused, "psi: busy\n"},
		{psi.Errorf(psi.CodeUnknownDataset, "which"), ExitRefused, "psi: which\n"},
		{psi.Errorf(psi.CodeUnauthenticated, "who"), ExitRefused, "psi: who\n"},
		{Local(psi.Errorf(psi.CodeUnknownDataset, "which")), ExitFailed, "psi: which\n"},
	} {
		var stderr bytes.Buffer
		root := &cobra.Command{Use: "psi", RunE: func(*cobra.Command, []string) error { return r.err }}
		require.Equal(t, r.code, Run(context.Background(), root, nil, &stderr), "%v", r.err)
		require.Equal(t, r.text, stderr.String())
	}
}

func TestMemory(t *testing.T) {
	was := debug.SetMemoryLimit(-1)
	defer func() { debug.SetMemoryLimit(was); psi.LimitSorts(0) }()
	for _, x := range []struct {
		arg  string
		code int
	}{{"--memory=127", ExitUsage}, {"--memory=1048577", ExitUsage}, {"--memory=x", ExitUsage}, {"--memory=200", ExitDone}} {
		root := &cobra.Command{Use: "psi", RunE: func(*cobra.Command, []string) error { return nil }}
		Memory(root)
		require.Equal(t, x.code, Run(context.Background(), root, []string{x.arg}, io.Discard), x.arg)
	}
	require.EqualValues(t, 152<<20, debug.SetMemoryLimit(-1))
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stderr bytes.Buffer
	root := &cobra.Command{Use: "psi", RunE: func(c *cobra.Command, _ []string) error { return fmt.Errorf("list: %w", c.Context().Err()) }}
	require.Equal(t, ExitFailed, Run(ctx, root, nil, &stderr))
	require.Equal(t, "psi: interrupted; nothing was written\n", stderr.String())
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestOutput(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.txt")
	o, err := NewOutput(path, false)
	require.NoError(t, err)
	require.Empty(t, names(t, dir), "there is no file before something is written")
	_, err = o.Write([]byte("first"))
	require.NoError(t, err)
	require.NoFileExists(t, path, "there is no file before it is complete")
	o.Discard()
	require.Empty(t, names(t, dir))

	o, err = NewOutput(path, false)
	require.NoError(t, err)
	_, err = o.Write([]byte("second"))
	require.NoError(t, err)
	require.NoError(t, o.Commit())
	o.Discard() // has no effect any more
	require.Equal(t, []string{"out.txt"}, names(t, dir))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	_, err = NewOutput(path, false)
	require.ErrorContains(t, err, "exists: remove it, choose another name, or give --force")
	o, err = NewOutput(path, true)
	require.NoError(t, err)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "second", string(b), "it is not replaced before the end")
	require.NoError(t, o.Commit()) // empty
	b, err = os.ReadFile(path)
	require.NoError(t, err)
	require.Empty(t, b)

	// Something takes the name during the work.
	late := filepath.Join(dir, "late.txt")
	o, err = NewOutput(late, false)
	require.NoError(t, err)
	_, err = o.Write([]byte("x"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(late, []byte("theirs"), 0o600))
	require.ErrorIs(t, o.Commit(), os.ErrExist)
	o.Discard()
	b, err = os.ReadFile(late)
	require.NoError(t, err)
	require.Equal(t, "theirs", string(b))
	require.Equal(t, []string{"late.txt", "out.txt"}, names(t, dir))

	_, err = NewOutput(dir, true)
	require.ErrorContains(t, err, "is a directory: name a file")
	_, err = NewOutput(filepath.Join(dir, "no", "out.txt"), false)
	require.ErrorContains(t, err, "can't be written: ")
	require.Equal(t, 1, strings.Count(err.Error(), filepath.Join("no", "out.txt")), "the position is given once")
}

// What is printed as a command line has the flags that were given, and a shell reads it as they were meant.
func TestGivenFlags(t *testing.T) {
	require.Empty(t, new(TableFlags).Given()) // psi demo has none
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell here")
	}
	for _, args := range [][]string{
		nil,
		{"--plus", "--strict", "--no-header"},
		{"--sheet", "Kontakte 2026", "--encoding", "windows-1252", "--default-region", "DE", "--format", "csv", "--delimiter", ";"},
		{"--map", "Kunden-E-Mail=email", "--map", "Anna's=phone,mobile=ignore", "--map", "#3=phone"},
		{"--sheet=$(x)", "--plus=false"},
	} {
		read := func(args []string) (f TableFlags) {
			c := &cobra.Command{}
			f.Register(c)
			require.NoError(t, c.ParseFlags(args))
			return f
		}
		want := read(args)
		words, err := exec.Command("sh", "-c", "printf '%s\\n'"+want.Given()).Output()
		require.NoError(t, err)
		got := read(slices.DeleteFunc(strings.Split(string(words), "\n"), func(s string) bool { return s == "" }))
		want.flags, got.flags = nil, nil
		require.Equal(t, want, got)
	}
}

// Room that is reserved is on the disk, without a name, until it is needed.
func TestReserve(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	o, err := NewOutput(path, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Reserve(200_000); err != nil {
		t.Fatal(err)
	}
	if info, err := o.room.file.Stat(); err != nil || info.Size() != 200_000 {
		t.Errorf("%v, %v", info, err)
	}
	if left, err := os.ReadDir(dir); err != nil || runtime.GOOS != "windows" && len(left) > 0 {
		t.Errorf("a killed process would leave %v, %v", left, err)
	}
	if _, err := o.Write([]byte("answer")); err != nil {
		t.Fatal(err)
	}
	if err := o.Commit(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "answer" {
		t.Errorf("%q, %v", b, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
}
