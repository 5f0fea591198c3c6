package main

import (
	"fmt"

	"github.com/blindmatch/blindmatch/psi/platform"
)

// hint names the command that helps with an error.
func hint(err error) error {
	if platform.Acknowledgeable(err) {
		return fmt.Errorf("%w; if that was you, for instance by restoring a copy, run psi-server ledger acknowledge, which says so in the ledger", err)
	}
	return err
}
