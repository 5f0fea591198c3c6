package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Tell says what a command has done: v as JSON with --json, else text. w is the command's standard output.
func Tell(w io.Writer, v any, format string, args ...any) error {
	if c, ok := w.(*Checked); ok && c.gathered != nil {
		c.told = true
		return WriteJSON(c.text, v)
	}
	_, err := fmt.Fprintf(w, format, args...)
	return err
}

// finish writes what was gathered, line by line, if nothing was told.
func (c *Checked) finish() error {
	if c.gathered == nil || c.told {
		return nil
	}
	lines := []string{}
	for line := range strings.Lines(c.gathered.String()) {
		lines = append(lines, strings.TrimRight(line, "\n"))
	}
	return WriteJSON(c.text, map[string][]string{"text": lines})
}

// ownJSON is the annotation of a command whose output is JSON, or a file, in any case.
const ownJSON = "own JSON"

// OwnOutput says that c's output stays what it is with --json: JSON, a file, or none.
func OwnOutput(c *cobra.Command) *cobra.Command {
	if c.Annotations == nil {
		c.Annotations = map[string]string{}
	}
	c.Annotations[ownJSON] = "yes"
	return c
}

// jsonFlag adds --json to all commands. Those that have a flag of that name write their own.
func jsonFlag(root *cobra.Command) {
	root.PersistentFlags().Bool("json", false, "print one JSON object instead of text, errors too")
}

// asJSON says whether --json is set, and whether what c prints has to be gathered for it.
func asJSON(c *cobra.Command) (set, gather bool) {
	f := c.Flags().Lookup("json")
	if f == nil || f.Value.String() != "true" {
		return false, false
	}
	gather = f == c.Root().PersistentFlags().Lookup("json") && c.Annotations[ownJSON] == ""
	c.Flags().VisitAll(func(f *pflag.Flag) {
		gather = gather && f.Value.String() != StdoutName // what is in standard output is a file
	})
	return true, gather
}
