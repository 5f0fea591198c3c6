package journal

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Copies says whether the database is a copy that was restored. Log and database of a copy vouch for each other, and an
// anchor may be lost too.
type Copies interface {
	// Copied is when the copy was made, or "" if it is none or that is settled.
	Copied(ctx context.Context) (string, error)
	// Detach forgets what a copy must not go on with.
	Detach(ctx context.Context) error
	// Settle notes that an operator has acknowledged it; and by which entry, if entries may be missing before that.
	Settle(ctx context.Context, lacking string) error
}

// Lacking says of what was acknowledged that entries may be missing. If the log had all that was known of, nobody knows
// how many: all that remembers the log was restored with it.
func Lacking(a *ledger.Acknowledged) bool { return a.Log <= a.Known }

// checkCopied fails if the data directory is a copy that was restored.
func checkCopied(ctx context.Context, c Copies) error {
	made, err := c.Copied(ctx)
	if err == nil && made != "" {
		err = apartf("they were restored from the copy of %s, and what was recorded since is not in them", made)
	}
	return err
}
