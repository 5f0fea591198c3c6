package main

import (
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/advertiser"
)

// hint names the flag that helps with an error.
func hint(err error) error {
	if b, ok := errors.AsType[*advertiser.BrokenLedger](err); ok && b.Restored != nil {
		return fmt.Errorf("%w; to accept it: --accept-restore %d", err, b.Restored.Seq)
	}
	return err
}
