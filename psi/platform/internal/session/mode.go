package session

import (
	"context"
	"io"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/upload"
)

// mode is a disclosure mode on the platform's side (SPEC.md §2). Each mode has its own file, mode_….go, and a mode that
// lacks a part does not compile.
type mode interface {
	// check says whether an offer can be taken, beyond what holds for all modes. It fails with a *psi.Error.
	check(ctx context.Context, f *facts) error
	// pays says whether the answer to a session is paid for.
	pays(f *facts) bool
	// answer compares R with b·C and says what is released. If it fails, discarding the answer removes what it wrote.
	answer(f *facts, m *matching, a *answer) error
	// quanta is the number of quanta in one waiting period. An answer's time is rounded up to whole periods, and one is
	// long enough for the work: an idle machine needs a fraction of it. It depends only on what both sides know: a list
	// of m elements, and n tags.
	quanta(m, n uint64) time.Duration
}

// comparing is the number of quanta for comparing n tags with m elements.
func comparing(m, n uint64) time.Duration { return time.Duration(1 + (m+n)/5_000_000) }

// matching is what a session's answer is made of. It is used from one goroutine.
type matching struct {
	eval      *psi.Evaluation
	sentinels *psi.SentinelTags
	tags      *upload.Upload
	listed    uint64 // elements of the list
	epoch     *epoch
	env       *Env
}

// count is the exact number of groups that match, by segment.
func (m *matching) count(ctx context.Context) ([]uint64, error) {
	return m.eval.Count(ctx, m.reader(), m.tags.Set, m.sentinels)
}

func (m *matching) reader() io.Reader { return m.tags.Reader() }
