package dataset

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
)

// ListSegment is the rows of a list that have one value in the column which cuts it into segments. The value stays with
// the list's owner.
type ListSegment struct {
	Name string `json:"name"`
	Rows uint64 `json:"rows"` // with at least one identifier that was accepted
}

// NoSegment names the segment of the rows that have no value.
const NoSegment = "(none)"

// manyValues is how many values of a column are counted that has too many.
const manyValues = 100_000

// roleSegment is shown of a column that cuts a list into segments.
const roleSegment Role = "segment"

// segments gives rows to segments by what is in a column, in the order in which its values come.
type segments struct {
	column Column
	number map[string]int
	all    []ListSegment
	values int // that there are, as far as they were counted
}

func newSegments(cols *columns, by string) (*segments, error) {
	for i := range cols.all {
		c := &cols.all[i]
		if by != "#"+strconv.Itoa(i+1) && (c.Header == "" || !strings.EqualFold(strings.TrimSpace(by), c.Header)) {
			continue
		}
		if !c.Used {
			c.Role, c.Note = roleSegment, ""
		}
		cols.use(i)
		return &segments{column: *c, number: map[string]int{}}, nil
	}
	return nil, fmt.Errorf("no column %.80q to cut the list by: %s", by, cols.table.describe())
}

// of is the segment of a row that has an identifier, or −1 if the column has too many values.
func (s *segments) of(r *row) int {
	value := bytes.TrimSpace(r.cell(s.column.Number - 1))
	if len(value) == 0 {
		value = []byte(NoSegment)
	}
	n, ok := s.number[string(value)]
	if !ok {
		if n = -1; len(s.all) < psi.MaxSegments {
			n = len(s.all)
			s.all = append(s.all, ListSegment{Name: string(value)})
		}
		if s.values < manyValues {
			s.number[string(value)] = n
			s.values++
		}
	}
	if n >= 0 {
		s.all[n].Rows++
	}
	return n
}

// check refuses a column with too many values.
func (s *segments) check() error {
	more := ""
	if s.values == manyValues {
		more = "at least "
	}
	if s.values > psi.MaxSegments {
		return fmt.Errorf("column %s has %s%d different values, and a list may have %d segments: name a column with fewer", s.column.name(), more, s.values, psi.MaxSegments)
	}
	return nil
}
