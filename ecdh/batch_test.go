package ecdh

import (
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh/internal/xmd"
)

func TestPlan(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 64} {
		for _, n := range []int{0, 1, 15, 16, 17, 1023, 1024, 1025, 2048, 2049, 131072, 1000003} {
			b := batches{n: n}
			b.plan(workers)
			if n == 0 {
				if b.count != 0 {
					t.Errorf("%d batches of nothing", b.count)
				}
				continue
			}
			if b.size < 1 || b.size > batchSize || b.size%16 != 0 {
				t.Errorf("%d items, %d workers: batches of %d", n, workers, b.size)
			}
			if b.count*b.size < n || (b.count-1)*b.size >= n {
				t.Errorf("%d items, %d workers: %d batches of %d", n, workers, b.count, b.size)
			}
		}
	}
}

// A lateEngine decodes the batch with the bad element only after every other batch, so that their workers wait for it.
type lateEngine struct{ late *late }

type late struct {
	bad    [32]byte
	others chan struct{} // one for each other batch that is decoded
	n      int           // how many others there are
}

func (e lateEngine) decode(src [][32]byte) int {
	if i := slices.Index(src, e.late.bad); i >= 0 {
		for range e.late.n {
			<-e.late.others
		}
		return i
	}
	e.late.others <- struct{}{}
	return len(src)
}

func (lateEngine) hash(*xmd.DST, [][]byte) {}
func (lateEngine) encode([][32]byte)       {}
func (lateEngine) clear()                  {}
func (lateEngine) mul(dst [][32]byte, k *secret) {
	for i := range dst {
		dst[i] = [32]byte{0xff}
	}
}

// TestLateBad has a bad element that is found only after all later batches were decoded: by then nothing at or after it
// may have been written.
func TestLateBad(t *testing.T) {
	const workers = 4
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
	const testGroup = 0
	defer func() { engines[testGroup] = sync.Pool{} }()
	for _, first := range []int{0, 5, 20, 63} {
		n := 16 * workers // a batch for each worker
		src, dst := make([][32]byte, n), make([][32]byte, n)
		src[first] = [32]byte{1}
		engine := lateEngine{&late{bad: src[first], others: make(chan struct{}, workers), n: workers - 1}}
		engines[testGroup] = sync.Pool{New: func() any { return engine }}
		b := batches{group: testGroup, key: new(secret), src: src, dst: dst}
		if got := b.run(n); got != first {
			t.Errorf("bad at %d: %d", first, got)
		}
		for i := range dst {
			if written := dst[i] != [32]byte{}; written != (i < first) {
				t.Errorf("bad at %d: element %d written: %v", first, i, written)
			}
		}
	}
}

func TestDestroyOverwrites(t *testing.T) {
	for _, s := range []Suite{Ristretto255(), P256()} {
		k := s.GenerateKey()
		secret := k.secret()
		k.Destroy()
		if secret.bytes != [32]byte{} || secret.half != [32]byte{} || secret.ecdh != nil {
			t.Errorf("%v: Destroy left the scalar", s)
		}
	}
}

// A panicEngine panics where it multiplies a bad element, or computes.
type panicEngine struct{ lateEngine }

func (panicEngine) decode(src [][32]byte) int { return len(src) }

func (e panicEngine) mul(dst [][32]byte, k *secret) {
	if slices.Contains(dst, e.late.bad) {
		panic("one of the elements")
	}
}

// TestPanic has a worker that panics while others wait for it, or work: the caller panics, when all have ended.
func TestPanic(t *testing.T) {
	const workers = 4
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
	const testGroup = 0
	defer func() { engines[testGroup] = sync.Pool{} }()
	for _, at := range []int{0, 5, 20, 63} {
		n := 16 * workers
		set := make([][32]byte, n)
		set[at] = [32]byte{1}
		bad := &late{bad: set[at]}
		engines[testGroup] = sync.Pool{New: func() any { return panicEngine{lateEngine{bad}} }}
		for name, b := range map[string]*batches{
			"input": {group: testGroup, key: new(secret), src: slices.Clone(set), dst: set},
			"computed": {group: testGroup, compute: func(e engine, lo, hi int) {
				e.mul(set[lo:hi], nil)
			}},
		} {
			func() {
				defer func() {
					if r := recover(); r != "one of the elements" {
						t.Errorf("%s at %d: recovered %v", name, at, r)
					}
				}()
				b.run(n)
			}()
		}
	}
}
