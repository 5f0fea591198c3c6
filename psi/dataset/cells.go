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
	out     []cell
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
	column   int    // index
	text     []byte // as in the source
	key      identity.Key
	reject   identity.Reject // Empty: nothing there
	nonASCII bool            // accepted, with characters that no platform's rules cover
}

// read returns the identifiers in r, of which a cell may hold several, valid until
// the following call.
func (c *cellReader) read(r *row) []cell {
	c.out = c.out[:0]
	for _, i := range c.plain {
		for _, text := range r.values(i) {
			c.plainCell(c.add(i, text), r)
		}
	}
	for _, i := range c.hashed {
		for _, text := range r.values(i) {
			out := c.add(i, text)
			out.key, out.reject = identity.HashedKey(text)
		}
	}
	return c.out
}

// add appends a cell that nothing is known of; its key is not cleared.
func (c *cellReader) add(column int, text []byte) *cell {
	n := len(c.out)
	if n == cap(c.out) {
		c.out = append(c.out, cell{})
	}
	c.out = c.out[:n+1]
	out := &c.out[n]
	out.column, out.text, out.nonASCII = column, text, false
	return out
}

func (c *cellReader) plainCell(out *cell, r *row) {
	text := out.text
	if len(text) == 0 {
		out.reject = identity.Empty
		return
	}
	norm := c.norm
	if c.country >= 0 {
		if country := bytes.TrimSpace(r.cell(c.country)); len(country) > 0 {
			norm = c.in(country)
		}
	}
	if norm != nil {
		out.reject = c.accept(out, norm, text)
		return
	}
	// Only a number that needs the country suffers from its being unknown; the
	// configured region would be a guess.
	if out.reject = c.accept(out, c.bare, text); out.reject == identity.NoCountry {
		out.reject = identity.UnknownCountry
	}
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
