package advertiser

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// AcceptRestore lets runs go on although the platform's ledger went back, if the ledger's entry with this index says
// that an operator restored a copy. The evidence is kept.
func (l *Ledger) AcceptRestore(entry int64) { l.accept = &entry }

// goOn replaces what we remember by head, if the break is a restored copy that was accepted. Otherwise it fails with
// the break, which says what could be accepted.
func (l *Ledger) goOn(ctx context.Context, head *ledger.Checkpoint, err error) error {
	b, ok := errors.AsType[*BrokenLedger](err)
	if !ok {
		return err
	}
	e, why := l.restored(ctx, b, head)
	if why != nil {
		if l.accept != nil {
			return fmt.Errorf("the copy that was accepted: %w\n%w", why, b)
		}
		return err
	}
	if l.accept == nil || *l.accept != e.Seq {
		b.Restored = e
		return err
	}
	return l.locked(func(m *memory) error {
		last, err := l.open(m.Checkpoint)
		if err != nil {
			return err
		}
		if string(last.Note) != string(b.Before.Note) {
			return b // another run has seen more meanwhile
		}
		m.Checkpoint = string(head.Note)
		return nil
	})
}

// restored is the entry of head's ledger that says that a copy was restored, without what we had seen.
func (l *Ledger) restored(ctx context.Context, b *BrokenLedger, head *ledger.Checkpoint) (*ledger.Entry, error) {
	receipt, err := l.log.LogFile(ctx, "acknowledged")
	if err != nil {
		return nil, fmt.Errorf("the platform's ledger has no entry about a restored copy: %w", err)
	}
	p, err := ledger.VerifyReceipt(receipt, l.verifier)
	if err != nil {
		return nil, fmt.Errorf("the platform's entry about a restored copy: %w", err)
	}
	tiles := ledger.Tiles{Read: func(name string) ([]byte, error) { return l.log.LogFile(ctx, name) }}
	older, newer := head, p.Checkpoint
	if newer.Size < older.Size {
		older, newer = newer, older
	}
	if err := tiles.CheckConsistency(older, newer); err != nil {
		return nil, fmt.Errorf("the platform's entry about a restored copy is of another ledger: %w", err)
	}
	e := p.Entry
	if e.Type != ledger.TypeAcknowledged || e.Acknowledged == nil || e.Seq < e.Acknowledged.Log || e.Acknowledged.Log > b.Before.Size || e.Seq >= head.Size {
		return nil, errors.New("the platform's entry about a restored copy does not explain what we see")
	}
	return e, nil
}

// restore is what a break's message says of a restored copy.
func (b *BrokenLedger) restore() string {
	if b.Restored == nil {
		return ""
	}
	a := b.Restored.Acknowledged
	return fmt.Sprintf(`
What the platform says: it signed entry %d of %s, by which an operator restored a copy of %d entries: %q. If it has told you so by another way too, you can accept that entry; what was in the lost entries can't be checked any more`,
		b.Restored.Seq, b.Restored.Time.UTC().Format(time.DateOnly), a.Log, a.Reason)
}
