package session

import (
	"io"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// mode is a disclosure mode on the platform's side (SPEC.md §2). Each mode is a file, mode_….go, and a mode that lacks
// a part does not compile. Platform.modes lists them.
type mode interface {
	// claim chooses the platform's set for a session on d, which keeps what it needs of it until it lets go. It fails
	// with an *psi.Error.
	claim(d *store.Dataset, idType string) (claim, error)
}

// claim is one session's hold on a platform set P and its key. Its methods are safe for concurrent use, except that
// prepare is called once, and evaluate once, after it.
type claim interface {
	dataset() *store.Dataset // whose elements P has
	progress() psi.SetState  // of masking P
	// prepare returns P when it is masked, and the path of its file. It may take long, unless progress says that P is
	// ready.
	prepare(f *facts) (psi.Set, string, error)
	// receipt is that of the ledger's entry of P, which it makes if P is this session's own. The session is locked and
	// open.
	receipt(f *facts) ([]byte, error)
	// evaluate computes b·C for the masked list C.
	evaluate(f *facts, c psi.Context, list io.Reader) (evaluation, error)
	// release lets go of the key and the files. It may be called at any time, and more than once.
	release()
}

// evaluation is b·C of one session. It is used from one goroutine.
type evaluation interface {
	// answer compares the tags of a·P with b·C and says what is released. What it has made when it fails is the
	// answer's to discard.
	answer(f *facts, tags *upload, a *answer) error
	// quanta is by how many units of time the answer's time is rounded up, such that the work fits into that once. It
	// follows from what both sides know: a list of m and a set of n elements. A machine with nothing else to do takes a
	// fraction of that.
	quanta(m, n uint64) time.Duration
	Close() error
}

// comparing is the quanta of comparing n tags with m.
func comparing(m, n uint64) time.Duration { return time.Duration(1 + (m+n)/5_000_000) }
