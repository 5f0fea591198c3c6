package main

import (
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// withHints makes c and those below it name the command that helps: the library
// knows of none.
func withHints(c *cobra.Command) {
	if run := c.RunE; run != nil {
		c.RunE = func(c *cobra.Command, args []string) error { return hinted(run(c, args)) }
	}
	for _, sub := range c.Commands() {
		withHints(sub)
	}
}

func hinted(err error) error {
	// A log that has lost its own entries can't be acknowledged.
	if errors.Is(err, platform.ErrRollback) && !errors.Is(err, ledger.ErrRolledBack) {
		return fmt.Errorf("%w; if that was you, for instance by restoring a copy, run psi-server ledger acknowledge, which says so in the ledger", err)
	}
	return err
}
