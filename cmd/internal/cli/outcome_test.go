package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// program is a program with a command that runs f.
func program(f func(c *cobra.Command) error, more ...*cobra.Command) *cobra.Command {
	root := &cobra.Command{Use: "psi"}
	root.AddCommand(append(more, &cobra.Command{Use: "do", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return f(c) }})...)
	return root
}

// The rule: every code of the protocol, and every other kind of error, has one exit code, the same in each command; and
// --json says the same.
func TestRefusedOrFailed(t *testing.T) {
	refused := map[psi.Code]bool{
		psi.CodeUnauthenticated: true, psi.CodeUnknownDataset: true, psi.CodeModeOff: true, psi.CodePurpose: true,
		psi.CodeListTooSmall: true, psi.CodeListTooLarge: true, psi.CodeDatasetTooSmall: true, psi.CodeTooManySessions: true,
		psi.CodeBudgetExhausted: true, psi.CodeTooSoon: true, psi.CodeStruck: true, psi.CodeUnknownAudience: true, psi.CodeAudienceExists: true,
	}
	type row struct {
		err  error
		exit int
		code string
	}
	rows := []row{
		{errors.New("a file is missing"), ExitFailed, "failed"},
		{Usagef("--type missing"), ExitUsage, "usage"},
		{Refused(errors.New("an import was stopped")), ExitRefused, "refused"},
		{Local(Refused(errors.New("an import was stopped"))), ExitRefused, "refused"},
		{Local(psi.Errorf(psi.CodeUnknownDataset, "no dataset")), ExitFailed, "unknown_dataset"},
		{Local(Usagef("x")), ExitUsage, "usage"},
	}
	for _, code := range []psi.Code{
		psi.CodeBadRequest, psi.CodeUnauthenticated, psi.CodeUnknownDataset, psi.CodeMismatch, psi.CodeModeOff, psi.CodePurpose,
		psi.CodeListTooSmall, psi.CodeListTooLarge, psi.CodeDatasetTooSmall, psi.CodeTooManySessions, psi.CodeBusy, psi.CodeBudgetExhausted,
		psi.CodeTooSoon, psi.CodeUnknownSession, psi.CodeWrongState, psi.CodeCommitment, psi.CodeContextMismatch, psi.CodeBadElement,
		psi.CodeNotAscending, psi.CodeDigestMismatch, psi.CodeChunkConflict, psi.CodeBadTags, psi.CodeStruck, psi.CodeUnknownAudience,
		psi.CodeAudienceExists, psi.CodeSessionFailed, psi.CodeStorageFull, psi.CodeInternal, "later_than_this_program",
	} {
		exit := ExitFailed
		if refused[code] {
			exit = ExitRefused
		}
		rows = append(rows, row{fmt.Errorf("wrapped: %w", psi.Errorf(code, "why")), exit, string(code)})
	}
	for _, r := range rows {
		var stdout, stderr bytes.Buffer
		root := program(func(*cobra.Command) error { return r.err })
		root.SetOut(&stdout)
		require.Equal(t, r.exit, Run(t.Context(), root, []string{"do", "--json"}, &stderr), r.code)
		var got struct{ Error Failure }
		require.NoError(t, json.Unmarshal(stdout.Bytes(), &got))
		require.Equal(t, Failure{Code: r.code, Message: r.err.Error()}, got.Error)
		require.Contains(t, stderr.String(), "psi do: "+r.err.Error())

		stdout.Reset()
		root = program(func(*cobra.Command) error { return r.err })
		root.SetOut(&stdout)
		require.Equal(t, r.exit, Run(t.Context(), root, []string{"do"}, io.Discard))
		require.Empty(t, stdout.String())
	}
}

func TestRetryAt(t *testing.T) {
	var stdout bytes.Buffer
	root := program(func(*cobra.Command) error {
		return &psi.Error{Code: psi.CodeTooSoon, Message: "wait", RetryAfter: time.Hour}
	})
	root.SetOut(&stdout)
	require.Equal(t, ExitRefused, Run(t.Context(), root, []string{"do", "--json"}, io.Discard))
	var got struct{ Error Failure }
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &got))
	require.WithinDuration(t, time.Now().Add(time.Hour), got.Error.RetryAt, time.Minute)
}

func TestInterruptedJSON(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout bytes.Buffer
	root := program(func(c *cobra.Command) error { return c.Context().Err() })
	root.SetOut(&stdout)
	require.Equal(t, ExitFailed, Run(ctx, root, []string{"do", "--json"}, io.Discard))
	require.Equal(t, `{"error":{"code":"interrupted","message":"interrupted; nothing was written"}}`+"\n", stdout.String())
}

// Wherever --json is in a command line that can't be meant, the error is JSON; behind -- it is an argument.
func TestUsageJSON(t *testing.T) {
	for _, args := range [][]string{{"--json", "dp"}, {"dp", "--json"}, {"do", "--json", "--nothing"}, {"do", "--nothing", "--json"}, {"do", "extra", "--json"}} {
		var stdout bytes.Buffer
		root := program(func(*cobra.Command) error { return nil })
		root.SetOut(&stdout)
		require.Equal(t, ExitUsage, Run(t.Context(), root, args, io.Discard), args)
		require.True(t, strings.HasPrefix(stdout.String(), `{"error":{"code":"usage",`), "%s: %s", args, stdout.String())
	}
	var stdout bytes.Buffer
	root := program(func(*cobra.Command) error { return nil })
	root.SetOut(&stdout)
	require.Equal(t, ExitUsage, Run(t.Context(), root, []string{"do", "--", "--json"}, io.Discard))
	require.Empty(t, stdout.String())
}

// answering are commands that answer in different ways.
func answering() []*cobra.Command {
	own := &cobra.Command{Use: "own", RunE: func(c *cobra.Command, _ []string) error { return WriteJSON(c.OutOrStdout(), 1) }}
	own.Flags().Bool("json", false, "")
	file := OwnOutput(&cobra.Command{Use: "file", RunE: func(c *cobra.Command, _ []string) error {
		_, err := io.WriteString(c.OutOrStdout(), "a,b\n")
		return err
	}})
	output := &cobra.Command{Use: "output", RunE: func(c *cobra.Command, _ []string) error {
		_, err := io.WriteString(c.OutOrStdout(), "a,b\n")
		return err
	}}
	output.Flags().String("output", "", "")
	broken := &cobra.Command{Use: "broken", RunE: func(c *cobra.Command, _ []string) error {
		_ = WriteJSON(c.OutOrStdout(), map[string]int{"differ": 3})
		return errors.New("3 differ")
	}}
	broken.Flags().Bool("json", false, "")
	tells := &cobra.Command{Use: "tells", RunE: func(c *cobra.Command, _ []string) error {
		return Tell(c.OutOrStdout(), map[string]int{"n": 3}, "%d things\n", 3)
	}}
	return []*cobra.Command{own, file, output, broken, tells}
}

// A command prints one object with --json, and what it prints without is not changed by it.
func TestAnswers(t *testing.T) {
	says := func(c *cobra.Command) error {
		fmt.Fprintln(c.OutOrStdout(), "one")
		fmt.Fprintln(c.OutOrStdout(), "two\x1b")
		return nil
	}
	for _, x := range []struct{ args, text, json string }{
		{"do", "one\ntwo\\u001b\n", `{"text":["one","two\u001b"]}` + "\n"},
		{"tells", "3 things\n", `{"n":3}` + "\n"},
		{"own", "1\n", "1\n"},
		{"file", "a,b\n", "a,b\n"},
		{"output --output -", "a,b\n", "a,b\n"},
		{"output --output x", "a,b\n", `{"text":["a,b"]}` + "\n"},
		{"broken", `{"differ":3}` + "\n", `{"differ":3}` + "\n"},
	} {
		for _, with := range []bool{false, true} {
			var stdout bytes.Buffer
			root := program(says, answering()...)
			root.SetOut(&stdout)
			args, want := strings.Fields(x.args), x.text
			if with {
				args, want = append(args, "--json"), x.json
			}
			Run(t.Context(), root, args, io.Discard)
			require.Equal(t, want, stdout.String(), args)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	for _, x := range []struct {
		args []string
		says string
	}{
		{[]string{"dp"}, `unknown command "dp", did you mean "do"? want one of do`},
		{[]string{"something"}, `unknown command "something": want one of do`},
		{[]string{"help", "dp"}, `unknown command "dp", did you mean "do"? want one of do`},
		{[]string{"do", "--jsno"}, `unknown flag: --jsno, did you mean "--json"?`},
		{[]string{"do", "--nothing"}, "unknown flag: --nothing\n"},
		{[]string{"do", "-x"}, "unknown shorthand flag: 'x' in -x\n"},
	} {
		var stderr bytes.Buffer
		require.Equal(t, ExitUsage, Run(t.Context(), program(func(*cobra.Command) error { return nil }), x.args, &stderr))
		require.Contains(t, stderr.String(), x.says)
	}
}
