package ledger

import (
	"errors"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/stretchr/testify/require"
)

// diary is an Observer that remembers what it was told last.
type diary struct {
	t          *testing.T
	head, next *Checkpoint
	batches    int
	refuse     error
}

func (d *diary) At(head *Checkpoint) error {
	d.head, d.next = head, head
	return d.refuse
}

func (d *diary) Growing(head, next *Checkpoint) error {
	if head.Size < d.head.Size || next.Size <= head.Size {
		d.t.Errorf("from %d to %d entries, after from %d to %d", head.Size, next.Size, d.head.Size, d.next.Size)
	}
	d.head, d.next = head, next
	d.batches++
	return d.refuse
}

// Two processes with many writers each: every entry is in the log once, at the index that its writer was told, with a
// receipt, and the observers know of it.
func TestAppendTogether(t *testing.T) {
	durable.SetHook(nil) // so that files are really flushed
	defer durable.SetHook(noSync)
	const writers, each = 16, 8
	first := newLog(t, 250)
	second, err := Open(first.dir, "")
	require.NoError(t, err)
	var all sync.WaitGroup
	var mu sync.Mutex
	told := map[string]int64{} // index by salt
	for _, l := range []*Log{first, second} {
		d := &diary{t: t}
		require.NoError(t, l.Observe(d))
		defer func() {
			require.Less(t, d.batches, writers*each, "none were written together")
		}()
		for range writers {
			all.Go(func() {
				for range each {
					e := preamble()[0]
					if !assertNoError(t, l.Append(e)) {
						return
					}
					r, err := l.Receipt(e.Seq)
					if !assertNoError(t, err) {
						return
					}
					p, err := VerifyReceipt(r, l.verifier)
					if !assertNoError(t, err) || p.Entry.Salt != e.Salt {
						t.Error("the receipt is of another entry")
						return
					}
					mu.Lock()
					told[e.Salt] = e.Seq
					mu.Unlock()
				}
			})
		}
	}
	all.Wait()
	n := int64(0)
	_, err = Verify(first.Dir(), verifier(t, first), nil, func(e *Entry) error {
		if at, ok := told[e.Salt]; ok {
			require.Equal(t, at, e.Seq)
			n++
		}
		return nil
	})
	require.NoError(t, err)
	require.EqualValues(t, 2*writers*each, n)
}

func assertNoError(t *testing.T, err error) bool {
	if err != nil {
		t.Error(err)
	}
	return err == nil
}

// An entry that can't be encoded doesn't keep others out of the log.
func TestBadEntryInBatch(t *testing.T) {
	l := newLog(t, 3)
	bad := &member{entry: &Entry{Type: TypeStart, Policy: &Policy{}}}
	l.join(bad)
	e := preamble()[0]
	require.NoError(t, l.Append(e))
	require.Error(t, bad.err)
	require.EqualValues(t, 3, e.Seq)
	require.Error(t, l.Append(&Entry{Type: TypeStart, Policy: &Policy{}}))
	require.EqualValues(t, 4, l.head.Load().Size)
}

// A head that the observer refuses does not become the head. The log then accepts the next entry.
func TestObserverRefuses(t *testing.T) {
	l := newLog(t, 3)
	d := &diary{t: t, refuse: errors.New("no")}
	require.ErrorIs(t, l.Observe(d), d.refuse)
	require.NoError(t, l.Append(preamble()[0]))
	require.Zero(t, d.batches, "it did not become an observer")
	d.refuse = nil
	require.NoError(t, l.Observe(d))
	d.refuse = errors.New("no")
	require.ErrorIs(t, appendBatch(l, 5), d.refuse)
	require.EqualValues(t, 4, l.head.Load().Size)
	d.refuse = nil
	require.NoError(t, l.Append(preamble()[0]))
	c, err := Verify(l.Dir(), verifier(t, l), nil, nil)
	require.NoError(t, err)
	require.Equal(t, d.next.Note, c.Note)
}
