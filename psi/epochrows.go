package psi

import (
	"bytes"
	"fmt"
	"io"
)

// EpochRows masks the groups and sentinels of an epoch apart from each other, so that the work can be divided among
// processes. A row is one of them: its masked elements, and its place. All rows of a section in ascending order are what
// NewEpoch writes. It is for one goroutine.
type EpochRows struct {
	m *masker
	b *groupBatch
}

// NewEpochRows returns the masking of the epoch of a secret, which it copies.
func NewEpochRows(p Params, secret *EpochSecret) (*EpochRows, error) {
	m, err := newMasker(p, secret)
	return &EpochRows{m, newGroupBatch(1)}, err
}

// Destroy overwrites key and secret.
func (r *EpochRows) Destroy() {
	r.m.key.Destroy()
	r.m.secret.Destroy()
}

// Mask masks groups of a section. One without elements is the sentinel of its number. It returns their rows, one after
// another, valid until the next call.
func (r *EpochRows) Mask(width uint64, groups []Group) ([]byte, error) {
	if err := (Set{Parts: []Part{{width, 1}}}).checkParts(); err != nil {
		return nil, err
	}
	b := r.b
	b.reset()
	b.width = width
	for _, g := range groups {
		if len(g.Elements) == 0 {
			r.m.addSentinel(b, g.Number)
		} else if err := r.m.addGroup(b, g); err != nil {
			return nil, err
		}
	}
	if err := r.m.mask(b); err != nil {
		return nil, err
	}
	return b.sorted(), nil
}

// Row is a row of a section.
type Row []byte

// RowSize is the bytes of a row of a section.
func RowSize(width uint64) int { return rowWidth(width) }

// Place is the row's place.
func (r Row) Place(width uint64) Place { return parsePlace(r[width*ElementSize:]) }

// Above says why a row can't follow another one, or nil, in a section: elements ascend in it and from row to row.
func (r Row) Above(before Row, width uint64) error {
	if len(r) != rowWidth(width) {
		return fmt.Errorf("a row of %d bytes in a section of width %d: want %d", len(r), width, rowWidth(width))
	}
	for i := ElementSize; i < int(width)*ElementSize; i += ElementSize {
		if bytes.Compare(r[i-ElementSize:i], r[i:i+ElementSize]) >= 0 {
			return Errorf(CodeNotAscending, "a row is unsorted or holds a duplicate")
		}
	}
	if before != nil && bytes.Compare(before[:width*ElementSize], r[:width*ElementSize]) >= 0 {
		return Errorf(CodeNotAscending, "a row is not above the one before it: the set is unsorted or holds a duplicate")
	}
	return nil
}

// EpochOfRows is NewEpoch of rows that were masked under the same secret and sorted elsewhere. Whoever calls it has
// checked them. rows gives those of a section; a Read gives whole ones.
func EpochOfRows(p Params, data Dataset, secret *EpochSecret, files EpochFiles, rows func(width uint64) io.Reader) (*Epoch, error) {
	m, err := newMasker(p, secret)
	if err != nil {
		return nil, err
	}
	defer m.key.Destroy()
	return m.write(data, files, func(x Section, out *epochWriter) error { return out.section(rows(x.Width), x.Width) })
}
