package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Confirm asks on the terminal whether to do what can't be undone. Elsewhere it refuses: --yes is for programs.
func Confirm(c *cobra.Command, question string) error {
	if f, ok := c.InOrStdin().(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return Usagef("this can't be undone: say --yes. %s", question)
	}
	fmt.Fprintf(c.ErrOrStderr(), "%s Type yes: ", question)
	line, err := bufio.NewReader(c.InOrStdin()).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	if strings.TrimSpace(line) != "yes" {
		return errors.New("nothing was removed")
	}
	return nil
}
