package extsort

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/blindmatch/blindmatch/psi/internal/panics"
)

// insertionBelow is the number of records under which insertion sort beats another radix pass.
const insertionBelow = 48

// parallelFrom is the number of records from which all cores sort.
const parallelFrom = 1 << 14

// sortRecords sorts packed records of w bytes in place, by an in-place most-significant-digit radix sort. Elements and
// tags are pseudorandom, so two or three passes leave buckets that insertion sort finishes. The buckets of the first
// pass are sorted on all cores.
func sortRecords(b []byte, w int) {
	workers := runtime.GOMAXPROCS(0)
	if workers == 1 || len(b)/w < parallelFrom {
		radix(b, w, 0, make([]byte, w))
		return
	}
	start, digit := distribute(b, w, 0)
	if digit == w {
		return
	}
	var bucket atomic.Int32
	var wg sync.WaitGroup
	var caught panics.Caught
	for range workers {
		caught.Go(&wg, func() {
			tmp := make([]byte, w)
			for d := bucket.Add(1) - 1; d < 256; d = bucket.Add(1) - 1 {
				radix(b[start[d]*w:start[d+1]*w], w, digit+1, tmp)
			}
		})
	}
	wg.Wait()
	caught.Again()
}

func radix(b []byte, w, digit int, tmp []byte) {
	n := len(b) / w
	if digit == w || n < 2 {
		return
	}
	if n < insertionBelow {
		insertion(b, w, digit, tmp)
		return
	}
	start, digit := distribute(b, w, digit)
	if digit == w {
		return
	}
	for d := range 256 {
		radix(b[start[d]*w:start[d+1]*w], w, digit+1, tmp)
	}
}

// distribute moves at least two records into buckets by their first digit, from the given one on, that is not the same
// in all of them. It returns the record at which each bucket starts and that digit, which is w if all records are equal.
func distribute(b []byte, w, digit int) (start [257]int, _ int) {
	n := len(b) / w
	for ; ; digit++ { // all in one bucket, as the first bytes of small numbers are
		if digit == w {
			return start, w
		}
		for i := digit; i < len(b); i += w {
			start[int(b[i])+1]++
		}
		first := int(b[digit]) + 1
		if start[first] < n {
			break
		}
		start[first] = 0
	}
	for d := 1; d <= 256; d++ {
		start[d] += start[d-1]
	}
	next := start
	for d := range 256 {
		for ; next[d] < start[d+1]; next[d]++ {
			rec := b[next[d]*w : next[d]*w+w]
			for to := rec[digit]; int(to) != d; to = rec[digit] {
				exchange(rec, b[next[to]*w:next[to]*w+w])
				next[to]++
			}
		}
	}
	return start, digit
}

func insertion(b []byte, w, digit int, tmp []byte) {
	for i := w; i < len(b); i += w {
		j := i
		for j > 0 && greater(b[j-w+digit:j], b[i+digit:i+w]) {
			j -= w
		}
		if j < i {
			copy(tmp, b[i:i+w])
			copy(b[j+w:i+w], b[j:i])
			copy(b[j:], tmp)
		}
	}
}

// greater compares slices of one length: nearly always their first eight bytes decide.
func greater(x, y []byte) bool {
	if len(x) >= 8 && len(y) >= 8 {
		if p, q := binary.BigEndian.Uint64(x), binary.BigEndian.Uint64(y); p != q {
			return p > q
		}
	}
	return bytes.Compare(x, y) > 0
}

// exchange swaps the contents of slices of one length, in registers: records are too short for calls of copy.
func exchange(x, y []byte) {
	for len(x) >= 8 && len(y) >= 8 {
		p, q := binary.NativeEndian.Uint64(x), binary.NativeEndian.Uint64(y)
		binary.NativeEndian.PutUint64(x, q)
		binary.NativeEndian.PutUint64(y, p)
		x, y = x[8:], y[8:]
	}
	for i := range x {
		x[i], y[i] = y[i], x[i]
	}
}
