package journal

import (
	"context"
	"fmt"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// heads is what the database knows about the log's head.
type heads struct{ memory Heads }

// head is a head of the log that the database knows.
type head struct {
	size int64
	root string // base64; "" if the database knows of none
}

func (h head) is(c *ledger.Checkpoint) bool { return h.size == c.Size && h.root == c.Hash.String() }

// known is the head that the database remembers, next the one that was to follow.
func (h heads) known(ctx context.Context) (known, next head, err error) {
	v, err := h.memory.Head(ctx)
	if err != nil {
		return head{}, head{}, err
	}
	return parseHeads(v)
}

// parseHeads reads what remember wrote; "" means no head.
func parseHeads(v string) (known, next head, err error) {
	if v == "" {
		return head{}, head{}, nil
	}
	n, err := fmt.Sscan(v, &known.size, &known.root, &next.size, &next.root)
	if n == 2 {
		next, err = known, nil // nothing was being written
	}
	return known, next, err
}

// check checks the log's head c against those that the database remembers: the last one, or the one before it if a
// process died while writing.
func (h heads) check(c *ledger.Checkpoint) error {
	known, next, err := h.known(context.Background())
	if err != nil {
		return err
	}
	switch {
	case next.is(c), known.is(c), known.root == "" && c.Size == 0:
		return nil
	case c.Size < known.size:
		return apartf("the ledger has %s, and the database knows of %d", figures.Counted(c.Size, "entry"), known.size)
	case c.Size > next.size:
		return apartf("the ledger has %s, and the database knows of only %d", figures.Counted(c.Size, "entry"), next.size)
	}
	return apartf("the first %d entries are not those that the database knows of", known.size)
}

// remember stores the log's head, and the next one, in the database. The log is locked.
func (h heads) remember(c, next *ledger.Checkpoint) error {
	v := fmt.Sprintf("%d %s", c.Size, c.Hash)
	if next.Size > c.Size {
		v += fmt.Sprintf(" %d %s", next.Size, next.Hash)
	}
	// What is recorded must be remembered even if nobody waits for it any more.
	if err := h.memory.SetHead(context.Background(), v); err != nil {
		return fmt.Errorf("the database could not remember the ledger's head: %w", err)
	}
	return nil
}

// keeper is a ledger.Observer that stores the log's head in the database before anybody else learns of it.
type keeper struct {
	heads
	checked bool
}

// At implements ledger.Observer. The first head is checked against what the database knows.
func (k *keeper) At(c *ledger.Checkpoint) error {
	if !k.checked {
		if err := k.check(c); err != nil {
			return err
		}
		k.checked = true
	}
	return k.remember(c, c)
}

// Growing implements ledger.Observer.
func (k *keeper) Growing(c, next *ledger.Checkpoint) error { return k.remember(c, next) }
