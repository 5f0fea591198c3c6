package journal

import (
	"context"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Witnesses are the checkpoints that clients have cosigned, in the database.
type Witnesses interface {
	// Cosigned lists the latest of each client, by client, except those given up.
	Cosigned(ctx context.Context) ([]ledger.Cosigned, error)
	// SetCosigned replaces what the client cosigned before.
	SetCosigned(ctx context.Context, x ledger.Cosigned) error
	// GiveUp keeps a client's checkpoint as evidence, but no longer lists it. entry is the number of the log's entry
	// that will record that.
	GiveUp(ctx context.Context, client string, entry int64) error
}

// Cosigned lists the latest checkpoint that each client has cosigned.
func (j *Journal) Cosigned(ctx context.Context) ([]ledger.Cosigned, error) {
	return j.cfg.Witnesses.Cosigned(ctx)
}

// witnessed returns the cosigned checkpoints of the log with this key.
func (j *Journal) witnessed(ctx context.Context, key string) (known []*ledger.Checkpoint, err error) {
	v, err := ledger.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	seen, err := j.Cosigned(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range seen {
		c, err := x.Verify(v)
		if err != nil {
			return nil, fmt.Errorf("cosigned by %s: %w", x.Client, err)
		}
		known = append(known, c)
	}
	return known, nil
}

// retireWitnesses keeps the witnesses of a history that an operator has given up, but only as evidence: the log is no
// longer checked against them.
func (j *Journal) retireWitnesses(ctx context.Context, l *ledger.Log, head *ledger.Checkpoint) error {
	seen, err := j.Cosigned(ctx)
	if err != nil {
		return err
	}
	v, err := ledger.NewVerifier(l.VerifierKey())
	if err != nil {
		return err
	}
	for _, x := range seen {
		if c, err := x.Verify(v); err == nil && l.Tiles().CheckConsistency(c, head) == nil {
			continue
		}
		if err := j.cfg.Witnesses.GiveUp(ctx, x.Client, head.Size); err != nil {
			return err
		}
	}
	return nil
}

// OtherHistory says that a client holds a checkpoint that was signed with this log's key but is not in the log's
// history.
type OtherHistory struct {
	Size int64 // of the checkpoint
	Err  error
}

func (e *OtherHistory) Error() string {
	return "this platform signed the checkpoint, but its current log does not contain it"
}

func (e *OtherHistory) Unwrap() error { return e.Err }

// BadCosignature says what is wrong with a client's cosignature.
type BadCosignature struct{ error }

// Cosign takes a checkpoint with a client's signature and keeps it. It fails with
// *BadCosignature or *OtherHistory if that is the client's fault, or the log's.
func (j *Journal) Cosign(ctx context.Context, x ledger.Cosigned) error {
	l, err := j.Log(ctx)
	if err != nil {
		return err
	}
	v, err := ledger.NewVerifier(l.VerifierKey())
	if err != nil {
		return err
	}
	c, err := x.Verify(v)
	if err != nil {
		return &BadCosignature{err}
	}
	head, err := l.Checkpoint()
	if err != nil {
		return err
	}
	if err := l.Tiles().CheckConsistency(c, head); err != nil {
		return &OtherHistory{c.Size, err}
	}
	return j.cfg.Witnesses.SetCosigned(ctx, x)
}
