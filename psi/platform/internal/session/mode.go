package session

import (
	"io"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// mode is a disclosure mode on the platform's side (SPEC.md §2). Each mode has its own file, mode_….go, and a mode that
// lacks a part does not compile.
type mode interface {
	// claim chooses the platform's set for a session on d. The session keeps what it needs of d until it calls release.
	// It fails with a *psi.Error.
	claim(d *store.Dataset, idType string) (claim, error)
}

// claim is one session's hold on a platform set P and its key. Its methods are safe for concurrent use, except that
// prepare is called once, and evaluate once, after it.
type claim interface {
	dataset() *store.Dataset // whose elements are in P
	progress() psi.SetState  // of masking P
	// prepare masks P, or waits until it is masked, and returns it with the path of its file. It may take long, unless
	// progress says that P is ready.
	prepare(f *facts) (psi.Set, string, error)
	// receipt returns the receipt of P's entry in the ledger, and records the entry if P is this session's own. The
	// session is locked and open.
	receipt(f *facts) ([]byte, error)
	// evaluate computes b·C for the masked list C.
	evaluate(f *facts, c psi.Context, list io.Reader) (evaluation, error)
	// release drops the key and closes the files. It may be called at any time, and more than once.
	release()
}

// evaluation is b·C of one session. It is used from one goroutine.
type evaluation interface {
	// answer compares the tags of a·P with b·C and says what is released. If it fails, discarding the answer removes
	// what it wrote.
	answer(f *facts, tags *upload, a *answer) error
	// quanta is the number of quanta in one waiting period. An answer's time is rounded up to whole periods, and one is
	// long enough for the work: an idle machine needs a fraction of it. It depends only on what both sides know: a list
	// of m and a set of n elements.
	quanta(m, n uint64) time.Duration
	Close() error
}

// comparing is the number of quanta for comparing n tags with m elements.
func comparing(m, n uint64) time.Duration { return time.Duration(1 + (m+n)/5_000_000) }
