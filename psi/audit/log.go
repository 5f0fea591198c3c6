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
	Erased     map[psi.Digest]Erasure // by the references of persons who were erased by now

	// Known is how many entries the log had before the beacon, as the auditor knows from a checkpoint of that time. In any
	// case those up to the epoch's are older.
	Known int64

	opened int64 // the epoch's entry
}

// Erasure is the first entry that says that a person was erased.
type Erasure struct {
	At  time.Time
	Seq int64
}

// erasures counts the persons that a spot audit may account for: those who were erased before the import, and those who
// were since, as far as their entries are older than the beacon. Whoever knows which groups are picked could enter as many
// as are needed.
func (l *Logged) erasures() (before, since uint64) {
	for _, e := range l.Erased {
		if e.At.Before(l.Import.At) {
			before++
		} else if e.Seq < max(l.Known, l.opened) {
			since++
		}
	}
	return before, since
}

// VerifyLog verifies a log, and calls each for every entry.
type VerifyLog func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error)

// VerifyDir is VerifyLog for a folder with a log's files, against checkpoints that are known from elsewhere.
func VerifyDir(dir string, v ledger.Verifier, known ...*ledger.Checkpoint) VerifyLog {
	return func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
		replay := new(ledger.Replay)
		c, err := ledger.Verify(dir, v, known, func(e *ledger.Entry) error {
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
	l := &Logged{Erased: map[psi.Digest]Erasure{}}
	c, replay, err := verify(func(e *ledger.Entry) error {
		if e.Epoch != nil && e.Epoch.Set.Digest == set {
			l.Epoch, l.Opened, l.opened = e.Epoch, e.Time, e.Seq
		}
		if p := e.Person; p != nil && l.Erased[p.Reference] == (Erasure{}) {
			l.Erased[p.Reference] = Erasure{e.Time, e.Seq}
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
	return l, nil
}
