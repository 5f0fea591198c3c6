package journal

import (
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// apart says that the log and the database don't match: one of them was restored from a copy, or changed by hand. It is
// a ledger.ErrRolledBack.
type apart struct {
	why  string
	lost bool // the log has lost its own entries, which nobody can acknowledge
}

func (e *apart) Error() string        { return "the ledger and the database do not match: " + e.why }
func (e *apart) Is(target error) bool { return target == ledger.ErrRolledBack }

func apartf(format string, args ...any) error { return &apart{why: fmt.Sprintf(format, args...)} }

// Acknowledgeable says whether err means that the log and the database don't match, and Acknowledge can settle it.
func Acknowledgeable(err error) bool {
	e, ok := errors.AsType[*apart](err)
	return ok && !e.lost
}
