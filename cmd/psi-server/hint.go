package main

import (
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/platform"
)

// hint names the command that helps with an error.
func hint(err error) error {
	if platform.Acknowledgeable(err) {
		return fmt.Errorf("%w; if that was you, for instance by restoring a copy, run psi-server ledger acknowledge, which says so in the ledger", err)
	}
	if errors.Is(err, platform.ErrElsewhere) {
		return fmt.Errorf("%w, with --store or BLINDMATCH_STORE", err)
	}
	return err
}
