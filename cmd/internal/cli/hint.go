package cli

import "github.com/spf13/cobra"

// Hints makes c and its subcommands say which command or flag helps with an error: the library knows none.
func Hints(c *cobra.Command, hint func(error) error) {
	if run := c.RunE; run != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			err := run(c, args)
			if err != nil {
				err = hint(err)
			}
			return err
		}
	}
	for _, sub := range c.Commands() {
		Hints(sub, hint)
	}
}
