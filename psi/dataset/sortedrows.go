package dataset

import (
	"io"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// rows are sorted records of fixed width, read one at a time with a look at the next.
type rows struct {
	in    *extsort.Sorted
	width int
	buf   []byte
	rest  []byte // of buf
	ended bool
}

func newRows(in *extsort.Sorted, width int) *rows {
	return &rows{in: in, width: width, buf: make([]byte, 1024*width)}
}

// peek returns the next record, nil behind the last. It is valid until the following next.
func (r *rows) peek() ([]byte, error) {
	if len(r.rest) == 0 && !r.ended {
		n, err := r.in.Read(r.buf)
		if err == io.EOF {
			r.ended = true
		} else if err != nil {
			return nil, err
		}
		r.rest = r.buf[:n]
	}
	if r.ended {
		return nil, nil
	}
	return r.rest[:r.width], nil
}

// next passes to the record behind the one that peek returned.
func (r *rows) next() { r.rest = r.rest[r.width:] }

// each calls f with all records.
func (r *rows) each(f func(rec []byte) error) error {
	for {
		rec, err := r.peek()
		if rec == nil || err != nil {
			return err
		}
		if err := f(rec); err != nil {
			return err
		}
		r.next()
	}
}
