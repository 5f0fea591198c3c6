package extsort

import (
	"bytes"
	"encoding/binary"
)

// insertionBelow is the number of records under which insertion sort beats another radix pass.
const insertionBelow = 48

// sortRecords sorts packed records of w bytes in place, by an in-place most-significant-digit radix sort. Elements and
// tags are pseudorandom, so two or three passes leave buckets that insertion sort finishes.
func sortRecords(b []byte, w int) {
	if len(b) > 0 {
		radix(b, w, 0, make([]byte, w))
	}
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
	var start, next [257]int // record index at which each bucket starts, and its fill position
	for {
		for i := digit; i < len(b); i += w {
			start[int(b[i])+1]++
		}
		if first := int(b[digit]) + 1; start[first] < n {
			break
		} else if start[first] = 0; digit+1 == w {
			return
		}
		digit++ // all in one bucket, as the first bytes of small numbers are
	}
	for d := 1; d <= 256; d++ {
		start[d] += start[d-1]
	}
	next = start
	for d := range 256 {
		for ; next[d] < start[d+1]; next[d]++ {
			rec := b[next[d]*w : next[d]*w+w]
			for to := rec[digit]; int(to) != d; to = rec[digit] {
				exchange(rec, b[next[to]*w:next[to]*w+w])
				next[to]++
			}
		}
	}
	for d := range 256 {
		radix(b[start[d]*w:start[d+1]*w], w, digit+1, tmp)
	}
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
