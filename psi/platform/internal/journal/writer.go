package journal

import (
	"context"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Writer records what a serving platform does. It is safe for concurrent use.
type Writer struct {
	*Journal
	Started  int64 // index of the entry by which it began to serve
	platform string

	delivery    sync.Mutex
	undelivered map[string]ledger.Handles // by session: released, and not yet recorded as delivered

	refusing sync.Mutex
	refusals map[ledger.Refusal]time.Time // recorded recently
}

// Kept is what the last process left for this one.
type Kept struct {
	Epochs   []psi.Digest
	Sessions []string
}

// Serve verifies the log, closes what the last process left open in it, and records that this one serves. It fills in
// s.Version, s.Revision and s.Go. The keys of the kept epochs are still there, and the kept sessions may go on. It returns what the log said before
// that.
func (j *Journal) Serve(ctx context.Context, s ledger.Start, kept Kept) (*Writer, *ledger.Replay, error) {
	_, replay, err := j.Verify(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	w := &Writer{Journal: j, platform: s.Platform, undelivered: map[string]ledger.Handles{}, refusals: map[ledger.Refusal]time.Time{}}
	for _, x := range replay.Sessions {
		if x.Handles != nil && x.Delivered.IsZero() {
			w.undelivered[x.ID] = ledger.Handles{Advertiser: x.Advertiser, Set: *x.Handles}
		}
		if x.Open() && !slices.Contains(kept.Sessions, x.ID) {
			if err := w.Lost(x, "lost"); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, digest := range replay.OpenSets() {
		if slices.Contains(kept.Epochs, digest) {
			continue
		}
		if err := w.Destroyed(digest); err != nil {
			return nil, nil, err
		}
	}
	s.Version, s.Go = "unknown", runtime.Version()
	if info, ok := debug.ReadBuildInfo(); ok {
		s.Version = info.Main.Version
		for _, x := range info.Settings {
			if x.Key == "vcs.revision" {
				s.Revision = x.Value
			}
		}
	}
	start := ledger.Entry{Type: ledger.TypeStart, Start: &s}
	err = j.Record(ctx, &start)
	w.Started = start.Seq
	return w, replay, err
}

// Epoch records that an epoch file is about to be served, and returns the receipt. It fills in m.Platform.
func (w *Writer) Epoch(m ledger.PlatformSet) (receipt []byte, err error) {
	m.Platform = w.platform
	return w.recordReceipt(&ledger.Entry{Type: ledger.TypeEpochOpen, Epoch: &m})
}

// Strike records that an owner is barred from a dataset because of a session.
func (w *Writer) Strike(session, owner, client, dataset string) error {
	return w.Record(context.Background(), &ledger.Entry{Type: ledger.TypeStrike, Session: session,
		Strike: &ledger.Strike{Owner: owner, Advertiser: client, Dataset: dataset}})
}

// Destroyed records that a platform set's key is gone.
func (w *Writer) Destroyed(set psi.Digest) error {
	return w.Record(context.Background(), &ledger.Entry{Type: ledger.TypeKeyDestroyed, KeyDestroyed: &ledger.KeyDestroyed{Set: set}})
}

// Offer records that a session is opened. It fills in m.Platform.
func (w *Writer) Offer(ctx context.Context, session string, m ledger.Offer) error {
	m.Platform = w.platform
	return w.Record(ctx, &ledger.Entry{Type: ledger.TypeOffer, Session: session, Offer: &m})
}

// refusalInterval is the least time between two records of the same refusal, so that a client can't fill the log with
// it.
const refusalInterval = time.Minute

// Refused records that no session was opened, unless the same refusal was recorded recently.
func (w *Writer) Refused(ctx context.Context, m ledger.Refusal) error {
	w.refusing.Lock()
	maps.DeleteFunc(w.refusals, func(_ ledger.Refusal, at time.Time) bool { return time.Since(at) > refusalInterval })
	_, known := w.refusals[m]
	if !known {
		w.refusals[m] = time.Now()
	}
	w.refusing.Unlock()
	if known {
		return nil
	}
	return w.Record(ctx, &ledger.Entry{Type: ledger.TypeRefusal, Refusal: &m})
}

// Failed records that an open session ends without a result.
func (w *Writer) Failed(session string, m ledger.Refusal) error {
	return w.Record(context.Background(), &ledger.Entry{Type: ledger.TypeRefusal, Session: session, Refusal: &m})
}

// Lost records that a session of an earlier process can't go on, with "lost" or the code that keeps it from that.
func (w *Writer) Lost(x *ledger.Session, code psi.Code) error {
	return w.Failed(x.ID, ledger.Refusal{Advertiser: x.Advertiser, Dataset: x.Dataset, Purpose: x.Purpose, Mode: x.Mode, Code: string(code)})
}

// Receipt is the proof that an entry of an earlier process is in the log.
func (w *Writer) Receipt(ctx context.Context, index int64) ([]byte, error) {
	l, err := w.Log(ctx)
	if err != nil {
		return nil, err
	}
	return l.Receipt(index)
}

// Result records what is about to be released, and returns the receipt.
func (w *Writer) Result(session string, m *ledger.Result) (receipt []byte, err error) {
	receipt, err = w.recordReceipt(&ledger.Entry{Type: ledger.TypeResult, Session: session, Result: m})
	if m.Handles != nil {
		w.delivery.Lock()
		defer w.delivery.Unlock()
		w.undelivered[session] = ledger.Handles{Advertiser: m.Advertiser, Set: *m.Handles}
	}
	return receipt, err
}

// Delivered records, once, that a session's handles are about to be delivered.
func (w *Writer) Delivered(session string) error {
	w.delivery.Lock()
	defer w.delivery.Unlock()
	h, ok := w.undelivered[session]
	if !ok {
		return nil
	}
	err := w.Record(context.Background(), &ledger.Entry{Type: ledger.TypeHandles, Session: session, Handles: &h})
	if err == nil {
		delete(w.undelivered, session)
	}
	return err
}
