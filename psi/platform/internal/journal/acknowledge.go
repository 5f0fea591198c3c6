package journal

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// ErrNothing says that there is nothing to acknowledge.
var ErrNothing = errors.New("there is nothing to acknowledge: the ledger and the database match")

// Acknowledge lets the platform go on although the log and what remembers it don't match, and records that in the log.
// reason is for the log's readers.
func (j *Journal) Acknowledge(ctx context.Context, reason string) error {
	return j.acknowledge(ctx, reason, nil)
}

// AcknowledgeRestored is Acknowledge for a data directory that was restored from a copy although nothing here shows it,
// as when it was copied as a whole and there is no anchor.
func (j *Journal) AcknowledgeRestored(ctx context.Context, reason string) error {
	return j.acknowledge(ctx, reason, errors.New("it was restored"))
}

// acknowledge is Acknowledge of what is found, and else of unseen, unless that is nil.
func (j *Journal) acknowledge(ctx context.Context, reason string, unseen error) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errors.New("give a reason: it goes into the ledger")
	}
	l, err := j.open(ctx)
	if err != nil {
		return err
	}
	anchored, err := j.anchor.check(l)
	if err == nil {
		err = checkCopied(ctx, j.cfg.Copies)
	}
	if err == nil {
		err = l.Observe(&keeper{heads: j.heads})
	}
	if err != nil && !errors.Is(err, ledger.ErrRolledBack) {
		return err
	}
	if err == nil && unseen == nil {
		return ErrNothing
	}
	known, next, err := j.heads.known(ctx)
	if err != nil {
		return err
	}
	c, err := l.Checkpoint()
	if err != nil {
		return err
	}
	if next.is(c) { // it was being written
		known = next
	}
	a := &ledger.Acknowledged{Reason: reason, Log: c.Size, Known: max(known.size, anchored)}
	// What comes first is repeated if the process is killed before the end.
	if err := j.retireWitnesses(ctx, l, c); err != nil {
		return err
	}
	if Lacking(a) {
		if err := j.cfg.Copies.Detach(ctx); err != nil {
			return err
		}
	}
	e := &ledger.Entry{Type: ledger.TypeAcknowledged, Acknowledged: a}
	if err := l.Append(e); err != nil {
		return err
	}
	if c, err = l.Checkpoint(); err != nil {
		return err
	}
	what := ""
	if Lacking(a) {
		b, err := json.Marshal(e)
		if err != nil {
			return err
		}
		what = string(b)
	}
	return errors.Join(j.heads.remember(c, c), j.anchor.write(l), j.cfg.Copies.Settle(ctx, what))
}
