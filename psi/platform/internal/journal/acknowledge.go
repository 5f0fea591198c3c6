package journal

import (
	"context"
	"errors"
	"strings"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Acknowledge lets the platform go on although the log and what remembers it don't match, and records that in the log.
// reason is for the log's readers.
func (j *Journal) Acknowledge(ctx context.Context, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errors.New("give a reason: it goes into the ledger")
	}
	l, err := j.open(ctx)
	if err != nil {
		return err
	}
	anchored, err := j.anchor.check(l)
	if err == nil {
		err = l.Observe(&keeper{heads: j.heads})
	}
	if err == nil {
		return errors.New("there is nothing to acknowledge: the ledger and the database match")
	}
	if !errors.Is(err, ledger.ErrRolledBack) {
		return err
	}
	known, _, err := j.heads.known(ctx)
	if err != nil {
		return err
	}
	c, err := l.Checkpoint()
	if err != nil {
		return err
	}
	e := &ledger.Entry{Type: ledger.TypeAcknowledged, Acknowledged: &ledger.Acknowledged{Reason: reason, Log: c.Size, Known: max(known.size, anchored)}}
	if err := j.retireWitnesses(ctx, l, c); err != nil { // first, so that it is repeated if the process is killed before the end
		return err
	}
	if err := l.Append(e); err != nil {
		return err
	}
	if c, err = l.Checkpoint(); err != nil {
		return err
	}
	return errors.Join(j.heads.remember(c, c), j.anchor.write(l))
}
