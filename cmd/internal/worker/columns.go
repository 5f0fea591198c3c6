package worker

import (
	"fmt"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/blindmatch/blindmatch/psi/dataset"
)

// column is a field of a stream's records that holds values, or lists of them, and no fields of its own.
type column struct {
	header string
	path   []int // of fields, from the record down
	list   bool

	within []arrow.Array // of the batch: the structs that the column is in
	values arrow.Array
}

// columnsOf are the columns of a schema. A struct's fields have their path as header. What can't be looked into is
// refused: a key or a field in it may say who is to be kept out.
func columnsOf(fields []arrow.Field, prefix string, path []int) (all []*column, err error) {
	for i, f := range fields {
		header, at := prefix+f.Name, append(append([]int{}, path...), i)
		switch t := f.Type.(type) {
		case *arrow.StructType:
			inner, err := columnsOf(t.Fields(), header+".", at)
			if err != nil {
				return nil, err
			}
			all = append(all, inner...)
		case *arrow.ListType:
			if !readable(t.Elem()) {
				return nil, unreadable(header, t)
			}
			all = append(all, &column{header: header, path: at, list: true})
		case *arrow.LargeListType:
			if !readable(t.Elem()) {
				return nil, unreadable(header, t)
			}
			all = append(all, &column{header: header, path: at, list: true})
		default:
			if !readable(t) {
				return nil, unreadable(header, t)
			}
			all = append(all, &column{header: header, path: at})
		}
	}
	return all, nil
}

func unreadable(header string, t arrow.DataType) error {
	return fmt.Errorf("column %.80q is a %s, which can't be looked into: make columns of what it holds and matters, such as email or opted_out, and leave it out", header, t.Name())
}

// readable says whether values of a type are read as text.
func readable(t arrow.DataType) bool {
	switch t.ID() {
	case arrow.NULL, arrow.BOOL, arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64,
		arrow.FLOAT32, arrow.FLOAT64, arrow.STRING, arrow.LARGE_STRING, arrow.BINARY, arrow.LARGE_BINARY, arrow.DATE32, arrow.TIMESTAMP, arrow.DECIMAL128:
		return true
	}
	return false
}

// open finds the column in a batch.
func (c *column) open(batch arrow.RecordBatch) {
	c.within = c.within[:0]
	c.values = batch.Column(c.path[0])
	for _, i := range c.path[1:] {
		s := c.values.(*array.Struct)
		c.within = append(c.within, s)
		c.values = s.Field(i)
	}
}

// null says whether a row has nothing there.
func (c *column) null(row int) bool {
	for _, s := range c.within {
		if s.IsNull(row) {
			return true
		}
	}
	return c.values.IsNull(row)
}

// appendValue appends value i of an array as the text of a cell, as a Parquet file's values are read.
func appendValue(b []byte, values arrow.Array, i int) []byte {
	switch v := values.(type) {
	case *array.String:
		return append(b, v.Value(i)...)
	case *array.LargeString:
		return append(b, v.Value(i)...)
	case *array.Binary:
		return append(b, v.Value(i)...)
	case *array.LargeBinary:
		return append(b, v.Value(i)...)
	case *array.Boolean:
		return strconv.AppendBool(b, v.Value(i))
	case *array.Int8:
		return strconv.AppendInt(b, int64(v.Value(i)), 10)
	case *array.Int16:
		return strconv.AppendInt(b, int64(v.Value(i)), 10)
	case *array.Int32:
		return strconv.AppendInt(b, int64(v.Value(i)), 10)
	case *array.Int64:
		return strconv.AppendInt(b, v.Value(i), 10)
	case *array.Uint8:
		return strconv.AppendUint(b, uint64(v.Value(i)), 10)
	case *array.Uint16:
		return strconv.AppendUint(b, uint64(v.Value(i)), 10)
	case *array.Uint32:
		return strconv.AppendUint(b, uint64(v.Value(i)), 10)
	case *array.Uint64:
		return strconv.AppendUint(b, v.Value(i), 10)
	case *array.Float32:
		return dataset.AppendFloat(b, float64(v.Value(i)), 32)
	case *array.Float64:
		return dataset.AppendFloat(b, v.Value(i), 64)
	case *array.Date32:
		return time.Unix(86400*int64(v.Value(i)), 0).UTC().AppendFormat(b, time.DateOnly)
	case *array.Timestamp:
		unit := v.DataType().(*arrow.TimestampType).Unit
		return v.Value(i).ToTime(unit).UTC().AppendFormat(b, time.RFC3339Nano)
	case *array.Decimal128:
		return append(b, v.Value(i).ToString(v.DataType().(*arrow.Decimal128Type).Scale)...)
	}
	panic("worker: internal error: a value of type " + values.DataType().Name())
}
