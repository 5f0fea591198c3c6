package dataset

import (
	"bytes"
	"encoding/binary"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// cellReader turns the cells of one identifier type into match keys.
type cellReader struct {
	identifiers
	norm    *identity.Normaliser
	bare    *identity.Normaliser // norm without a region
	strict  bool                 // nothing is repaired
	regions map[string]region    // by country cell
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
	return &cellReader{identifiers: id, norm: norm, bare: bare, strict: strict, regions: map[string]region{}}, nil
}

// region is what a country cell stands for, or why it stands for nothing.
type region struct {
	code string
	norm *identity.Normaliser // nil if it stands for nothing
	why  identity.Reject
}

// cell is what became of one cell.
type cell struct {
	column    int    // index
	text      []byte // as in the source
	key       identity.Key
	reject    identity.Reject // Empty: nothing there
	nonASCII  bool            // accepted, with characters that no platform's rules cover
	repaired  bool            // accepted, after damage was undone
	lacksPlus bool            // a phone number that would be valid with a plus sign
}

// read returns the identifiers in r, of which a cell may hold several, valid until
// the following call.
func (c *cellReader) read(r *row) []cell {
	c.out = c.out[:0]
	in := region{norm: c.norm}
	if len(c.countries) > 0 {
		in = c.country(r)
	}
	for _, i := range c.plain {
		for _, text := range r.values(i) {
			if c.plainCell(c.add(i, text), in); !c.strict && c.out[len(c.out)-1].reject > identity.Empty {
				c.split(i, text, in)
			}
		}
	}
	for _, i := range c.hashed {
		for _, text := range r.values(i) {
			c.hashedCell(c.add(i, text), text)
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
	out.column, out.text, out.nonASCII, out.repaired, out.lacksPlus = column, text, false, false, false
	return out
}

func (c *cellReader) plainCell(out *cell, in region) {
	text := out.text
	if len(text) == 0 {
		out.reject = identity.Empty
		return
	}
	if in.norm != nil {
		out.reject = c.accept(out, in.norm, text)
		return
	}
	// Only a number that needs the country suffers from its being unknown; the
	// configured region would be a guess.
	if out.reject = c.accept(out, c.bare, text); out.reject == identity.NoCountry {
		out.reject = in.why
	}
}

// split reads a text that is no identifier as several, as some systems write them into one cell: Google Contacts with
// " ::: " between them, Discourse and HubSpot addresses with a semicolon. If one of them can't be used, none is: what was
// said of the whole stays.
func (c *cellReader) split(column int, text []byte, in region) {
	sep := []byte(" ::: ")
	if c.typ == identity.Email && !bytes.Contains(text, sep) {
		sep = []byte(";")
	}
	if !bytes.Contains(text, sep) {
		return
	}
	whole := len(c.out) - 1
	rejected := c.out[whole]
	c.out = c.out[:whole]
	for part := range bytes.SplitSeq(text, sep) {
		if part = bytes.TrimSpace(part); len(part) == 0 {
			continue
		}
		if c.plainCell(c.add(column, part), in); c.out[len(c.out)-1].reject != identity.Accepted {
			c.out = c.out[:whole]
			break
		}
	}
	if len(c.out) == whole {
		c.out = append(c.out, rejected)
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
	out.nonASCII = !isASCII(c.buf)
	out.key = identity.Sum(c.buf)
	return identity.Accepted
}

// isASCII looks at eight bytes at a time.
func isASCII(b []byte) bool {
	var high uint64
	for ; len(b) >= 8; b = b[8:] {
		high |= binary.LittleEndian.Uint64(b)
	}
	for _, c := range b {
		high |= uint64(c)
	}
	return high&0x8080808080808080 == 0
}

// country finds a row's country: a column that can be read beats one that can't, and two that differ are a conflict.
// Where the row says nothing, it is the configured one.
func (c *cellReader) country(r *row) region {
	found := region{norm: c.norm}
	for _, i := range c.countries {
		text := bytes.TrimSpace(r.cell(i))
		if len(text) == 0 {
			continue
		}
		switch in := c.region(text); {
		case in.norm == nil && found.norm == c.norm && found.code == "":
			found = in
		case in.norm == nil || in.code == found.code:
		case found.code == "":
			found = in
		default:
			return region{why: identity.CountryConflict}
		}
	}
	return found
}

// region reads a country cell.
func (c *cellReader) region(text []byte) region {
	in, ok := c.regions[string(text)]
	if !ok {
		if in.code, in.why = parseCountry(string(text)); in.code != "" {
			in.norm, _ = c.norm.In(in.code)
		}
		if len(c.regions) < 1000 {
			c.regions[string(text)] = in
		}
	}
	return in
}
