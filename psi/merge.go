package psi

import (
	"bytes"
	"context"
	"io"
)

// records is a sorted stream of records that begin with a tag.
type records struct {
	r     io.Reader // returns whole records
	width int
}

// cursor walks records one at a time.
type cursor struct {
	records
	buf, rest []byte
	last      []byte // the tag before, for finding equal neighbours
	read      uint64
}

func (c *cursor) next() ([]byte, error) {
	if len(c.rest) == 0 {
		n, err := c.r.Read(c.buf)
		if err != nil {
			return nil, err
		}
		c.rest = c.buf[:n]
	}
	rec := c.rest[:c.width]
	c.rest = c.rest[c.width:]
	if c.read > 0 && bytes.Equal(c.last, rec[:TagSize]) {
		return nil, Errorf(CodeNotAscending, "two of the session's tags are equal")
	}
	c.last = append(c.last[:0], rec[:TagSize]...)
	c.read++
	return rec, nil
}

// merge walks two sorted streams to their ends and calls use for each pair of records with the same tag. Equal tags
// within one stream are an error, so a record is used at most once. Tags are pseudorandom, so comparing them in
// variable time leaks nothing that the comparing party doesn't learn anyway.
func merge(ctx context.Context, a, b records, use func(a, b []byte) error) error {
	ca := &cursor{records: a, buf: make([]byte, batchSize*a.width)}
	cb := &cursor{records: b, buf: make([]byte, batchSize*b.width)}
	ra, errA := ca.next()
	rb, errB := cb.next()
	for i := 0; errA == nil && errB == nil; i++ {
		if i%batchSize == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		switch bytes.Compare(ra[:TagSize], rb[:TagSize]) {
		case -1:
			ra, errA = ca.next()
		case 1:
			rb, errB = cb.next()
		default:
			if err := use(ra, rb); err != nil {
				return err
			}
			ra, errA = ca.next()
			rb, errB = cb.next()
		}
	}
	for errA == nil {
		_, errA = ca.next()
	}
	for errB == nil {
		_, errB = cb.next()
	}
	for _, err := range []error{errA, errB} {
		if err != io.EOF {
			return err
		}
	}
	return nil
}
