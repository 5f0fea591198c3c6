// Package extsort sorts more fixed-width records than fit into memory.
//
// Sets in Blindmatch are files of packed records (32-byte elements, 10-byte tags, elements followed by a position) in
// ascending byte order. A Sorter takes such records in any order and in batches, keeps at most Config.Memory bytes of
// them, and together with others what Limit allows, spills sorted runs to a scratch directory beyond that, and gives them back in order.
//
// Why not a library: the existing ones move one item at a time through channels and an interface. Per item that costs a
// twentieth of a vectorised point multiplication. Here a batch is one copy.
package extsort

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// Config says what is sorted and where.
type Config struct {
	Width  int    // bytes per record, at least 1
	Memory int    // most bytes in the buffer; 0 means DefaultMemory, or what Limit says
	Expect uint64 // records that will probably come; room for them is made at once, as far as Memory allows
	Dir    string // directory for spilled runs; "" means os.TempDir()
}

// Sorter collects records. The zero value is not usable; see New. A Sorter is not safe for concurrent use.
type Sorter struct {
	cfg     Config
	buf     []byte // records not yet spilled
	limit   int    // capacity of buf in bytes, a multiple of Width
	runs    []*os.File
	merging int // bytes that reading the runs takes
	count   uint64
	sorted  bool
}

// New returns an empty Sorter. It panics if cfg.Width is below 1.
func New(cfg Config) *Sorter {
	if cfg.Width < 1 {
		panic(fmt.Sprintf("extsort: internal error: record width %d", cfg.Width))
	}
	cfg.Memory = Share(cfg.Memory)
	return &Sorter{cfg: cfg, limit: max(cfg.Memory/cfg.Width, 2) * cfg.Width}
}

// Add copies packed records into the Sorter. len(recs) must be a multiple of the width.
func (s *Sorter) Add(recs []byte) error {
	if s.sorted {
		return errors.New("records added after sorting")
	}
	if len(recs)%s.cfg.Width != 0 {
		return fmt.Errorf("%d bytes are not whole records of %d bytes", len(recs), s.cfg.Width)
	}
	s.count += uint64(len(recs) / s.cfg.Width)
	for len(recs) > 0 {
		if need := min(len(s.buf)+len(recs), s.limit); need > cap(s.buf) {
			s.grow(need)
		}
		n := min(cap(s.buf)-len(s.buf), len(recs))
		if n == 0 {
			if err := s.spill(); err != nil {
				return err
			}
			continue
		}
		s.buf = append(s.buf, recs[:n]...)
		recs = recs[n:]
	}
	return nil
}

// Len is the number of records added so far.
func (s *Sorter) Len() uint64 { return s.count }

// spill writes the buffer as one sorted run. The file is unlinked by Close.
func (s *Sorter) spill() error {
	sortRecords(s.buf, s.cfg.Width)
	f, err := os.CreateTemp(s.cfg.Dir, "run-*")
	if err != nil {
		return fmt.Errorf("sort scratch file: %w", err)
	}
	s.runs = append(s.runs, f)
	if _, err := f.Write(s.buf); err != nil {
		return fmt.Errorf("sort scratch file: %w", err)
	}
	s.buf = s.buf[:0]
	return nil
}

// Sort ends the input and returns the records in ascending byte order. Duplicates are kept. The result can be read once,
// see Again, and lives until Close.
func (s *Sorter) Sort() (*Sorted, error) {
	if s.sorted {
		return nil, errors.New("records sorted twice")
	}
	s.sorted = true
	if len(s.runs) == 0 {
		sortRecords(s.buf, s.cfg.Width)
		return s.Again()
	}
	if len(s.buf) > 0 {
		if err := s.spill(); err != nil {
			return nil, err
		}
	}
	s.release()
	return s.Again()
}

// Again returns the sorted records from the start once more. What was returned before must not be read any longer.
func (s *Sorter) Again() (*Sorted, error) {
	r := &Sorted{width: s.cfg.Width}
	if len(s.runs) == 0 {
		r.rest = s.buf
		return r, nil
	}
	held.Add(-int64(s.merging))
	// The merge may use the memory that the buffer used before.
	bufSize := min(max(s.cfg.Memory/len(s.runs), 4096), 1<<20)
	if !claim(bufSize * len(s.runs)) {
		bufSize = min(bufSize, 64<<10)
		held.Add(int64(bufSize * len(s.runs)))
	}
	s.merging = bufSize * len(s.runs)
	for _, f := range s.runs {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("sort scratch file: %w", err)
		}
		h := &head{r: bufio.NewReaderSize(f, bufSize), rec: make([]byte, s.cfg.Width)}
		ok, err := h.next()
		if err != nil {
			return nil, err
		}
		if ok {
			r.heads = append(r.heads, h)
		}
	}
	for i := len(r.heads)/2 - 1; i >= 0; i-- {
		r.down(i)
	}
	return r, nil
}

// Close drops all records and removes the scratch files. It may be called at any time and more than once.
func (s *Sorter) Close() error {
	var errs []error
	for _, f := range s.runs {
		errs = append(errs, f.Close(), os.Remove(f.Name()))
	}
	s.release()
	s.runs, s.sorted = nil, true
	return errors.Join(errs...)
}

// Sorted reads the sorted records.
type Sorted struct {
	width int
	rest  []byte  // all records, when nothing was spilled
	heads []*head // a binary heap of runs, smallest next record first
}

// head is one run and its next record.
type head struct {
	r   *bufio.Reader
	rec []byte
}

func (h *head) next() (bool, error) {
	_, err := io.ReadFull(h.r, h.rec)
	if err == io.EOF {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("sort scratch file: %w", err)
	}
	return true, nil
}

// Read fills p with as many whole records as fit and returns the number of bytes. It returns io.EOF after the last
// record, and an error if p is shorter than a record.
func (r *Sorted) Read(p []byte) (int, error) {
	if len(p) < r.width {
		return 0, fmt.Errorf("%w: %d bytes for records of %d bytes", io.ErrShortBuffer, len(p), r.width)
	}
	p = p[:len(p)/r.width*r.width]
	if r.heads == nil {
		if len(r.rest) == 0 {
			return 0, io.EOF
		}
		n := copy(p, r.rest)
		r.rest = r.rest[n:]
		return n, nil
	}
	n := 0
	for ; n < len(p) && len(r.heads) > 0; n += r.width {
		h := r.heads[0]
		copy(p[n:], h.rec)
		ok, err := h.next()
		if err != nil {
			return n, err
		}
		if !ok {
			last := len(r.heads) - 1
			r.heads[0] = r.heads[last]
			r.heads = r.heads[:last]
		}
		r.down(0)
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// down restores the heap order below i.
func (r *Sorted) down(i int) {
	for {
		c := 2*i + 1
		if c >= len(r.heads) {
			return
		}
		if c+1 < len(r.heads) && bytes.Compare(r.heads[c+1].rec, r.heads[c].rec) < 0 {
			c++
		}
		if bytes.Compare(r.heads[i].rec, r.heads[c].rec) <= 0 {
			return
		}
		r.heads[i], r.heads[c] = r.heads[c], r.heads[i]
		i = c
	}
}
