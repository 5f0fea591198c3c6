// Package cli is what Blindmatch's commands share: exit codes, errors, signals and the progress line. Results go to
// standard output, everything else that is for people goes to standard error.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/blindmatch/blindmatch/internal/plain"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/spf13/cobra"
)

// Exit codes of every command.
const (
	ExitDone    = 0
	ExitFailed  = 1
	ExitUsage   = 2
	ExitRefused = 3 // refused by the platform's rules
)

// ExitCodes is the paragraph about exit codes in the help texts.
const ExitCodes = `Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by the platform
(a floor, a mode that is switched off, a purpose, a limit, a spent budget, a strike).`

// usageError marks an error in the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// Usagef returns an error that ends the command with ExitUsage.
func Usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// refusal marks what the platform's rules refuse.
type refusal struct{ error }

func (e refusal) Unwrap() error { return e.error }

// Refused returns an error that ends the command with ExitRefused.
func Refused(err error) error { return refusal{err} }

// Main runs a command and exits. An interrupt ends the command's context; a second one ends the process.
func Main(root *cobra.Command) {
	root.AddCommand(newVersion())
	addManual(root)
	noDumps()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	code := Run(withHangups(ctx), root, os.Args[1:], os.Stderr)
	if err := os.Stdout.Close(); err != nil && code == ExitDone { // a disk may say only now that it is full
		fmt.Fprintf(os.Stderr, "%s: standard output: %v\n", root.CommandPath(), err)
		code = ExitFailed
	}
	os.Exit(code)
}

// Run runs a command with args and returns its exit code. It writes one line for an error to stderr. Whatever a command
// writes, text of others as well, is made safe to show here: see package plain.
func Run(ctx context.Context, root *cobra.Command, args []string, stderr io.Writer) int {
	prepare(root, args)
	root.SetArgs(args)
	said := plain.NewWriter(stderr)
	defer said.Flush()
	root.SetErr(said)
	out := NewChecked(root.OutOrStdout())
	root.SetOut(out)
	cmd, err := root.ExecuteContextC(ctx)
	if out.Flush(); err == nil && out.Err() != nil {
		err = fmt.Errorf("standard output: %w", out.Err())
	}
	if err == nil {
		return ExitDone
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted; nothing was written")
	}
	fmt.Fprintf(said, "%s: %v%s\n", cmd.CommandPath(), err, descriptors(err))
	if _, ok := errors.AsType[usageError](err); ok {
		fmt.Fprintf(said, "Run '%s --help' for usage and examples.\n", cmd.CommandPath())
		return ExitUsage
	}
	if _, ok := errors.AsType[refusal](err); ok || psi.CodeOf(err).Refused() {
		return ExitRefused
	}
	return ExitFailed
}

// prepare turns every error in flags and arguments into a usage error, and leaves printing errors to Run.
func prepare(c *cobra.Command, args []string) {
	c.SilenceErrors, c.SilenceUsage = true, true
	c.CompletionOptions.HiddenDefaultCmd = true
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usageError{err}
			}
			return nil
		}
	}
	if c.HasSubCommands() && c.RunE == nil {
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Help()
			}
			return unknownCommand(c, args[0])
		}
		c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
			// Its flags are those of a command that there is not.
			if _, rest, _ := c.Root().Find(args); len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
				return unknownCommand(c, rest[0])
			}
			return usageError{err}
		})
	}
	for _, sub := range c.Commands() {
		prepare(sub, args)
	}
}

func unknownCommand(c *cobra.Command, name string) error {
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			names = append(names, sub.Name())
		}
	}
	return Usagef("unknown command %.40q: want one of %s", name, strings.Join(names, ", "))
}

// RequireFlags returns a usage error that names the flags that are not set.
func RequireFlags(c *cobra.Command, names ...string) error {
	var missing []string
	for _, n := range names {
		if !c.Flags().Changed(n) {
			missing = append(missing, "--"+n)
		}
	}
	if len(missing) > 0 {
		return Usagef("%s missing", strings.Join(missing, " and "))
	}
	return nil
}
