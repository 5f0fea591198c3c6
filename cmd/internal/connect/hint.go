package connect

import (
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/advertiser"
)

// Hint names the flag that helps with an error of a session.
func Hint(err error) error {
	if b, ok := errors.AsType[*advertiser.BrokenLedger](err); ok && b.Restored != nil {
		return fmt.Errorf("%w; to accept it: --accept-restore %d", err, b.Restored.Seq)
	}
	if full, ok := errors.AsType[*advertiser.NoRoom](err); ok && full.Kept {
		return fmt.Errorf("%w: make room, name another folder with --state, or keep nothing there with --no-resume", err)
	} else if ok {
		return fmt.Errorf("%w: make room, or name another folder with --scratch or TMPDIR (on Windows TMP)", err)
	}
	return err
}
