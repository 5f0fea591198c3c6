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
	strict  bool                            // nothing is repaired
	regions map[string]*identity.Normaliser // by country cell; nil for an unknown one
	buf     []byte
	out     []cell
}

func newCellReader(id identifiers, profile identity.Profile, opts identity.Options) (*cellReader, error) {
	norm, err := profile.Normaliser(id.typ, opts)
	if err != nil {
		return nil, err
	}
	strict := opts.Strict
	opts.Region = ""
	bare, err := profile.Normaliser(id.typ, opts)
	if err != nil {
		return nil, err
	}
	return &cellReader{identifiers: id, norm: norm, bare: bare, strict: strict, regions: map[string]*identity.Normaliser{}}, nil
}

// cell is what became of one cell.
type cell struct {
	column    int // index
	key       identity.Key
	reject    identity.Reject // Empty: nothing there
	nonASCII  bool            // accepted, with characters that no platform's rules cover
	repaired  bool            // accepted, after damage was undone
	lacksPlus bool            // a phone number that would be valid with a plus sign
}

// read returns the identifier cells of r, valid until the following call.
func (c *cellReader) read(r *row) []cell {
	n := len(c.plain) + len(c.hashed)
	if cap(c.out) < n {
		c.out = make([]cell, n)
	}
	c.out = c.out[:n]
	for j, i := range c.plain {
		out := &c.out[j]
		*out = cell{column: i}
		c.plainCell(out, r)
	}
	for j, i := range c.hashed {
		out := &c.out[len(c.plain)+j]
		*out = cell{column: i}
		c.hashedCell(out, r.cell(i))
	}
	return c.out
}

func (c *cellReader) plainCell(out *cell, r *row) {
	text := r.cell(out.column)
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

func (c *cellReader) hashedCell(out *cell, text []byte) {
	repaired := false
	if !c.strict {
		text, repaired = identity.Repair(text)
	}
	out.key, out.reject = identity.HashedKey(text)
	out.repaired = repaired && out.reject == identity.Accepted
}

func (c *cellReader) accept(out *cell, norm *identity.Normaliser, text []byte) identity.Reject {
	var reading identity.Reading
	c.buf, reading = norm.Read(c.buf[:0], text)
	out.repaired, out.lacksPlus = reading.Repaired, reading.LacksPlus
	if reading.Reject != identity.Accepted {
		return reading.Reject
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
