// Package cli is what Blindmatch's commands share: exit codes, errors, signals and the progress line. Results go to
// standard output, everything else that is for people goes to standard error.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/blindmatch/blindmatch/internal/nearest"
	"github.com/blindmatch/blindmatch/internal/plain"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

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

// Run runs a command with args and returns its exit code. It writes one line for an error to stderr, and with --json an
// object to standard output, unless there is one already. Whatever a command writes, text of others as well, is made safe
// to show here: see package plain.
func Run(ctx context.Context, root *cobra.Command, args []string, stderr io.Writer) int {
	out := NewChecked(root.OutOrStdout())
	jsonFlag(root)
	progressFlag(root)
	helpOf(root)
	prepare(root, args, out)
	root.SetArgs(args)
	said := plain.NewWriter(stderr)
	defer said.Flush()
	root.SetErr(said)
	root.SetOut(out)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		err = out.finish()
	}
	if out.Flush(); err == nil && out.Err() != nil {
		err = fmt.Errorf("standard output: %w", out.Err())
	}
	if err == nil {
		return ExitDone
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted; nothing was written")
	}
	code := exitCode(err)
	fmt.Fprintf(said, "%s: %v%s\n", cmd.CommandPath(), err, descriptors(err))
	if code == ExitUsage {
		fmt.Fprintf(said, "Run '%s --help' for usage and examples.\n", cmd.CommandPath())
	}
	if set, _ := asJSON(cmd); (set || code == ExitUsage && wantsJSON(args)) && !out.data.any {
		_ = WriteJSON(out.text, map[string]Failure{"error": failureOf(ctx, err)}) // the exit code says it, too
		out.Flush()
	}
	return code
}

// prepare turns every error in flags and arguments into a usage error, leaves printing errors to Run, and gathers what
// commands print if it has to be JSON.
func prepare(c *cobra.Command, args []string, out *Checked) {
	c.SilenceErrors, c.SilenceUsage = true, true
	c.CompletionOptions.HiddenDefaultCmd = true
	c.SetFlagErrorFunc(flagError)
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usageError{err}
			}
			return nil
		}
	}
	if run := c.RunE; run != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			if err := checkProgress(c); err != nil {
				return err
			}
			if _, gather := asJSON(c); gather {
				out.gathered = new(strings.Builder)
			}
			return run(c, args)
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
			return flagError(c, err)
		})
	}
	for _, sub := range c.Commands() {
		prepare(sub, args, out)
	}
}

// flagError is an error in a flag, with the flag that may be meant.
func flagError(c *cobra.Command, err error) error {
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok || unknown.GetSpecifiedShortnames() != "" {
		return usageError{err}
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return Usagef("%w%s", err, nearest.Meant("--"+unknown.GetSpecifiedName(), names))
}

func unknownCommand(c *cobra.Command, name string) error {
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			names = append(names, sub.Name())
		}
	}
	return Usagef("unknown command %.40q%s want one of %s", name, cmp.Or(nearest.Meant(name, names), ":"), strings.Join(names, ", "))
}

// helpOf makes the command help refuse a command that there is not: cobra's shows the program's help instead.
func helpOf(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil || help == root {
		return
	}
	OwnOutput(help).Run = nil
	help.RunE = func(_ *cobra.Command, args []string) error {
		c, rest, err := root.Find(args)
		if len(rest) > 0 && c.HasSubCommands() {
			return unknownCommand(c, rest[0])
		}
		if err != nil {
			return usageError{err}
		}
		c.InitDefaultHelpFlag()
		return c.Help()
	}
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
