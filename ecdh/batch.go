package ecdh

import (
	"runtime"
	"sync"
)

// batches is one call cut into batches, and the state that its workers share. Remask (src and dst) and Check (src) have
// input that may be bad; the others compute.
//
// Workers take batches in ascending order. A worker that has decoded its batch multiplies and writes it only when every
// earlier batch has been decoded too, so nothing is written after the first bad element. The earlier batches were
// started earlier, and decoding is a small part of the work, so a worker hardly ever waits.
type batches struct {
	group   group
	compute func(e engine, lo, hi int) // sets the elements from lo to hi; nil: src is the input
	src     [][32]byte
	key     *secret // nil: only decode
	dst     [][32]byte

	n, size, count int // elements, elements per batch, batches

	mu      sync.Mutex
	decoded sync.Cond // good or bad has changed
	next    int       // the batch to take next
	good    int       // all batches before this one are decoded
	ahead   []bool    // batches from good on that are decoded
	bad     int       // first bad element that was seen, or n
	panics  any       // what a worker panicked with
}

// leastBatch is the smallest number of elements that is worth its own goroutine.
const leastBatch = 16

// run works on n elements and returns the index of the first bad one, or n.
func (b *batches) run(n int) int {
	workers := min(runtime.GOMAXPROCS(0), (n+leastBatch-1)/leastBatch)
	b.n, b.bad = n, n
	b.plan(max(workers, 1))
	b.decoded.L = &b.mu
	if b.compute == nil {
		b.ahead = make([]bool, b.count)
	}

	if workers <= 1 {
		b.work()
		return b.bad
	}
	var wg sync.WaitGroup
	for range workers - 1 {
		wg.Go(b.survive)
	}
	b.survive()
	wg.Wait()
	if b.panics != nil {
		panic(b.panics)
	}
	return b.bad
}

// survive is work, whose panic becomes the caller's when all workers have ended: it may survive that, and nobody waits
// for a batch that never comes.
func (b *batches) survive() {
	defer func() {
		if r := recover(); r != nil {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.panics, b.bad = r, -1
			b.decoded.Broadcast()
		}
	}()
	b.work()
}

// plan cuts the elements into batches of one size, the same number for every worker, so that all finish together.
func (b *batches) plan(workers int) {
	rounds := (b.n + workers*batchSize - 1) / (workers * batchSize)
	if rounds == 0 {
		return
	}
	b.size = (b.n + rounds*workers - 1) / (rounds * workers)
	// A multiple of 16, for engines that process points in groups.
	b.size = (b.size + 15) &^ 15
	b.count = (b.n + b.size - 1) / b.size
}

// work takes batches until there are none.
func (b *batches) work() {
	e := engines[b.group].Get().(engine)
	defer engines[b.group].Put(e)
	defer e.clear()
	for {
		i, ok := b.take()
		if !ok {
			return
		}
		lo, hi := i*b.size, min((i+1)*b.size, b.n)
		if b.compute != nil {
			b.compute(e, lo, hi)
			continue
		}
		n := e.decode(b.src[lo:hi])
		if !b.report(i, lo+n, hi) || b.key == nil {
			continue
		}
		e.mul(b.dst[lo:lo+n], b.key)
	}
}

// take returns the next batch, if there is one before the first bad element.
func (b *batches) take() (i int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i = b.next
	if i >= b.count || i*b.size > b.bad {
		return 0, false
	}
	b.next++
	return i, true
}

// report says that batch i, which ends at hi, is decoded up to end. It waits for the batches before it, and reports
// whether all of them are good.
func (b *batches) report(i, end, hi int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if end < hi {
		b.bad = min(b.bad, end)
	}
	b.ahead[i] = true
	for b.good < b.count && b.ahead[b.good] {
		b.good++
	}
	b.decoded.Broadcast()
	for b.good < i && b.bad >= i*b.size {
		b.decoded.Wait()
	}
	return b.bad >= i*b.size
}
