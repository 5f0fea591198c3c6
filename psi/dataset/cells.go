package dataset

import (
	"bytes"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// cellReader turns the cells of one identifier type into match keys.
type cellReader struct {
	identifiers
	norm    *identity.Normaliser
	bare    *identity.Normaliser            // norm without a region
	regions map[string]*identity.Normaliser // by country cell; nil for an unknown one
	buf     []byte
}

func newCellReader(id identifiers, profile identity.Profile, region string) (*cellReader, error) {
	norm, err := profile.Normaliser(id.typ, identity.Options{Region: region})
	if err != nil {
		return nil, err
	}
	bare, err := profile.Normaliser(id.typ, identity.Options{})
	if err != nil {
		return nil, err
	}
	return &cellReader{identifiers: id, norm: norm, bare: bare, regions: map[string]*identity.Normaliser{}}, nil
}

// cell is what became of one cell.
type cell struct {
	column   int // index
	key      identity.Key
	reject   identity.Reject // Empty: nothing there
	nonASCII bool            // accepted, with characters that no platform's rules cover
}

// read calls f for each identifier cell of r.
func (c *cellReader) read(r *row, f func(cell) error) error {
	for _, i := range c.plain {
		if err := f(c.plainCell(r, i)); err != nil {
			return err
		}
	}
	for _, i := range c.hashed {
		out := cell{column: i}
		out.key, out.reject = identity.HashedKey(r.cell(i))
		if err := f(out); err != nil {
			return err
		}
	}
	return nil
}

func (c *cellReader) plainCell(r *row, i int) cell {
	out := cell{column: i}
	text := r.cell(i)
	if len(text) == 0 {
		out.reject = identity.Empty
		return out
	}
	norm := c.norm
	if c.country >= 0 {
		country := bytes.TrimSpace(r.cell(c.country))
		if len(country) > 0 {
			if norm = c.in(country); norm == nil {
				// Only a number that needs the country suffers from its being unknown; the
				// configured region would be a guess.
				if out.reject = c.accept(&out, c.bare, text); out.reject == identity.NoCountry {
					out.reject = identity.UnknownCountry
				}
				return out
			}
		}
	}
	out.reject = c.accept(&out, norm, text)
	return out
}

func (c *cellReader) accept(out *cell, norm *identity.Normaliser, text []byte) identity.Reject {
	var reject identity.Reject
	if c.buf, reject = norm.Append(c.buf[:0], text); reject != identity.Accepted {
		return reject
	}
	for _, b := range c.buf {
		if b >= 0x80 {
			out.nonASCII = true
			break
		}
	}
	out.key = identity.Sum(c.buf)
	return identity.Accepted
}

// in returns the normaliser for a country cell, or nil.
func (c *cellReader) in(country []byte) *identity.Normaliser {
	n, ok := c.regions[string(country)]
	if !ok {
		n, _ = c.norm.In(string(country))
		if len(c.regions) < 1000 {
			c.regions[string(country)] = n
		}
	}
	return n
}
