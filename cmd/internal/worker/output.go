package worker

import (
	"encoding/json"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/blindmatch/blindmatch/psi/dataset"
)

// schema is that of what worker import writes: a row for each of the part's, and at the end one with its report.
var schema = arrow.NewSchema([]arrow.Field{
	{Name: "line", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "record", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "user", Type: arrow.BinaryTypes.Binary, Nullable: true},
	{Name: "decision", Type: arrow.BinaryTypes.Binary, Nullable: true},
	{Name: "fold", Type: arrow.BinaryTypes.Binary, Nullable: true},
	{Name: "rest", Type: arrow.BinaryTypes.Binary, Nullable: true},
	{Name: "said", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
	{Name: "withholds", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	{Name: "opt_in", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	{Name: "withdrawn", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	{Name: "unsure", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	{Name: "elements", Type: arrow.ListOf(arrow.StructOf(
		arrow.Field{Name: "element", Type: arrow.BinaryTypes.Binary, Nullable: true},
		arrow.Field{Name: "type", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		arrow.Field{Name: "context", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		arrow.Field{Name: "verified", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
		arrow.Field{Name: "given", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		arrow.Field{Name: "times", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		arrow.Field{Name: "verifies", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
	)), Nullable: true},
	{Name: "overlaps", Type: arrow.ListOf(arrow.StructOf(
		arrow.Field{Name: "value", Type: arrow.BinaryTypes.Binary, Nullable: true},
		arrow.Field{Name: "contexts", Type: arrow.BinaryTypes.Binary, Nullable: true},
		arrow.Field{Name: "denied", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		arrow.Field{Name: "admits", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	)), Nullable: true},
	{Name: "part", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "summary", Type: arrow.BinaryTypes.Binary, Nullable: true},
}, nil)

// output writes the rows of a part.
type output struct {
	part int
	w    *ipc.Writer
	b    *array.RecordBuilder
}

func newOutput(w io.Writer, part int) *output {
	return &output{part: part, w: ipc.NewWriter(w, ipc.WithSchema(schema)), b: array.NewRecordBuilder(memory.DefaultAllocator, schema)}
}

// rows writes rows as a batch.
func (o *output) rows(all []dataset.PartRow) error {
	for i := range all {
		o.row(&all[i])
	}
	return o.flush()
}

func (o *output) flush() error {
	batch := o.b.NewRecordBatch()
	defer batch.Release()
	return o.w.Write(batch)
}

func (o *output) row(r *dataset.PartRow) {
	o.int64(0, dataset.PartPlace(o.part, r.Line))
	if r.Record >= 0 {
		o.int64(1, dataset.PartPlace(o.part, uint64(r.Record)))
	} else {
		o.b.Field(1).AppendNull()
	}
	for i, b := range [][]byte{r.User, r.Decision, r.Fold, r.Rest} {
		o.bytes(2+i, b)
	}
	o.b.Field(6).(*array.Int32Builder).Append(int32(r.Said))
	for i, is := range []bool{r.Withholds, r.OptIn, r.Withdrawn, r.Unsure} {
		o.b.Field(7 + i).(*array.BooleanBuilder).Append(is)
	}
	o.elements(r.Elements)
	o.values(r.Values)
	o.int64(13, int64(o.part))
	o.b.Field(14).AppendNull()
}

func (o *output) elements(all []dataset.PartElement) {
	list := o.b.Field(11).(*array.ListBuilder)
	if all == nil {
		list.AppendNull()
		return
	}
	list.Append(true)
	s := list.ValueBuilder().(*array.StructBuilder)
	for i := range all {
		e := &all[i]
		s.Append(true)
		s.FieldBuilder(0).(*array.BinaryBuilder).Append(e.Element[:])
		s.FieldBuilder(1).(*array.Int32Builder).Append(int32(e.Type))
		s.FieldBuilder(2).(*array.Int32Builder).Append(int32(e.Context))
		s.FieldBuilder(3).(*array.BooleanBuilder).Append(e.Verified)
		s.FieldBuilder(4).(*array.Int64Builder).Append(int64(e.Given))
		s.FieldBuilder(5).(*array.Int32Builder).Append(int32(e.Times))
		s.FieldBuilder(6).(*array.Int32Builder).Append(int32(e.Verifies))
	}
}

func (o *output) values(all []dataset.PartValue) {
	list := o.b.Field(12).(*array.ListBuilder)
	if all == nil {
		list.AppendNull()
		return
	}
	list.Append(true)
	s := list.ValueBuilder().(*array.StructBuilder)
	for i := range all {
		v := &all[i]
		s.Append(true)
		s.FieldBuilder(0).(*array.BinaryBuilder).Append(v.Value[:])
		s.FieldBuilder(1).(*array.BinaryBuilder).Append(v.Contexts[:])
		s.FieldBuilder(2).(*array.Int32Builder).Append(int32(v.Denied))
		s.FieldBuilder(3).(*array.BooleanBuilder).Append(v.Admits)
	}
}

func (o *output) int64(field int, n int64) { o.b.Field(field).(*array.Int64Builder).Append(n) }

func (o *output) bytes(field int, b []byte) {
	if b == nil {
		o.b.Field(field).AppendNull()
		return
	}
	o.b.Field(field).(*array.BinaryBuilder).Append(b)
}

// finish writes the report, and ends the stream. Without it a part is not whole.
func (o *output) finish(r *dataset.PartReport) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	for i := range 15 {
		switch i {
		case 13:
			o.int64(i, int64(o.part))
		case 14:
			o.bytes(i, text)
		default:
			o.b.Field(i).AppendNull()
		}
	}
	if err := o.flush(); err != nil {
		return err
	}
	return o.w.Close()
}
