package main

import (
	"fmt"

	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// withHints makes c and its subcommands name the command that helps: the library knows no commands.
func withHints(c *cobra.Command) {
	if run := c.RunE; run != nil {
		c.RunE = func(c *cobra.Command, args []string) error { return hinted(run(c, args)) }
	}
	for _, sub := range c.Commands() {
		withHints(sub)
	}
}

func hinted(err error) error {
	if platform.Acknowledgeable(err) {
		return fmt.Errorf("%w; if that was you, for instance by restoring a copy, run psi-server ledger acknowledge, which says so in the ledger", err)
	}
	return err
}
