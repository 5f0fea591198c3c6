package audit

import (
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Logged is what a platform's ledger says of an epoch.
type Logged struct {
	Epoch      *ledger.PlatformSet
	Import     *ledger.Import // that it was made of
	Opened     time.Time      // when the entry was made: the beacon must be younger
	Checkpoint *ledger.Checkpoint
	Erased     map[psi.Digest]time.Time // references of persons who were erased by now, and when
}

// VerifyLog verifies a log, and calls each for every entry.
type VerifyLog func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error)

// VerifyDir is VerifyLog for a folder with a log's files.
func VerifyDir(dir string, v ledger.Verifier) VerifyLog {
	return func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
		replay := new(ledger.Replay)
		c, err := ledger.Verify(dir, v, nil, func(e *ledger.Entry) error {
			if err := replay.Add(e); err != nil {
				return err
			}
			return each(e)
		})
		return c, replay, err
	}
}

// Find verifies a log and finds the epoch with a digest in it.
func Find(verify VerifyLog, set psi.Digest) (*Logged, error) {
	l := new(Logged)
	c, replay, err := verify(func(e *ledger.Entry) error {
		if e.Epoch != nil && e.Epoch.Set.Digest == set {
			l.Epoch, l.Opened = e.Epoch, e.Time
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if l.Epoch == nil {
		return nil, fmt.Errorf("the log has no epoch with the digest %v", set)
	}
	if l.Import, l.Checkpoint = replay.Import(l.Epoch.Import), c; l.Import == nil {
		return nil, errors.New("the log has no import for the epoch")
	}
	l.Erased = map[psi.Digest]time.Time{}
	for _, p := range replay.Erased {
		l.Erased[p.Reference] = p.At
	}
	return l, nil
}
