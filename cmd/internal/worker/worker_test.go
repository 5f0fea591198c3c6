package worker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/stretchr/testify/require"
)

const policyText = `
contexts:
  news: {class: marketing, grants: [marketing.advertising]}
  two_factor: {class: security}
purposes: {match: {requires: [marketing.advertising]}}
`

// stream is a table as an Arrow stream, in batches of two rows.
func stream(t *testing.T, fields []arrow.Field, add func(b *array.RecordBuilder, row int), rows int) *bytes.Buffer {
	t.Helper()
	schema := arrow.NewSchema(fields, nil)
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(schema))
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := range rows {
		add(b, i)
		if i%2 == 1 || i == rows-1 {
			batch := b.NewRecordBatch()
			require.NoError(t, w.Write(batch))
			batch.Release()
		}
	}
	require.NoError(t, w.Close())
	return &out
}

var tableFields = []arrow.Field{
	{Name: "user_id", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "email", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	{Name: "collection_context", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "choices", Type: arrow.StructOf(arrow.Field{Name: "opted_out", Type: arrow.FixedWidthTypes.Boolean, Nullable: true}), Nullable: true},
}

func canary(row int) string { return fmt.Sprintf("Canary.%d@mail.example", row) }

func addRow(b *array.RecordBuilder, i int) {
	b.Field(0).(*array.Int64Builder).Append(int64(100 + i))
	mails := b.Field(1).(*array.ListBuilder)
	mails.Append(true)
	mails.ValueBuilder().(*array.StringBuilder).Append(canary(i))
	mails.ValueBuilder().(*array.StringBuilder).Append(canary(i))
	b.Field(2).(*array.StringBuilder).Append([]string{"news", "two_factor"}[i%2])
	choices := b.Field(3).(*array.StructBuilder)
	choices.Append(i != 0)
	choices.FieldBuilder(0).(*array.BooleanBuilder).Append(i == 4)
}

type prepared struct{ policy, job string }

func prepare(t *testing.T, more ...string) (prepared, error) {
	t.Helper()
	dir := t.TempDir()
	p := prepared{filepath.Join(dir, "policy.yaml"), filepath.Join(dir, "job")}
	require.NoError(t, os.WriteFile(p.policy, []byte(policyText), 0o600))
	c := New("match")
	c.SetArgs(append([]string{"prepare", "--data", filepath.Join(dir, "data"), "--dataset", "users", "--policy", p.policy, "-o", p.job, "--map", "choices.opted_out=opted_out"}, more...))
	c.SetOut(&bytes.Buffer{})
	return p, c.ExecuteContext(t.Context())
}

func (p prepared) run(t *testing.T, in *bytes.Buffer, part int) (*bytes.Buffer, error) {
	t.Helper()
	c := New("match")
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetArgs([]string{"import", "--job", filepath.Join(p.job, jobName), "--keys", filepath.Join(p.job, keysName), "--policy", p.policy, "--part", fmt.Sprint(part)})
	c.SetIn(in)
	var out bytes.Buffer
	c.SetOut(&out)
	return &out, c.ExecuteContext(t.Context())
}

// A part comes out masked, with its report at the end, and nothing of an identifier in it. The same part gives the same
// bytes; a part without rows has a report too.
func TestImport(t *testing.T) {
	p, err := prepare(t)
	require.NoError(t, err)
	info, err := os.Stat(filepath.Join(p.job, keysName))
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
	out, err := p.run(t, stream(t, tableFields, addRow, 5), 3)
	require.NoError(t, err)
	for i := range 5 {
		require.NotContains(t, strings.ToLower(out.String()), strings.ToLower(canary(i)))
	}
	again, err := p.run(t, stream(t, tableFields, addRow, 5), 3)
	require.NoError(t, err)
	require.Equal(t, out.Bytes(), again.Bytes())

	in, err := ipc.NewReader(out)
	require.NoError(t, err)
	defer in.Release()
	require.True(t, in.Schema().Equal(schema))
	var report dataset.PartReport
	var records []int64
	elements := 0
	for in.Next() {
		b := in.RecordBatch()
		summary := b.Column(14).(*array.Binary)
		for i := range int(b.NumRows()) {
			require.EqualValues(t, 3, b.Column(13).(*array.Int64).Value(i))
			if summary.IsValid(i) {
				require.NoError(t, json.Unmarshal(summary.Value(i), &report))
				continue
			}
			records = append(records, b.Column(1).(*array.Int64).Value(i))
			if list := b.Column(11).(*array.List); list.IsValid(i) {
				from, to := list.ValueOffsets(i)
				elements += int(to - from)
			}
		}
	}
	require.NoError(t, in.Err())
	require.Equal(t, []int64{dataset.PartPlace(3, 0), dataset.PartPlace(3, 1), dataset.PartPlace(3, 2), dataset.PartPlace(3, 3), dataset.PartPlace(3, 4)}, records)
	require.Equal(t, 2, elements, "one a row, of those who agreed and did not object")
	require.EqualValues(t, 5, report.Records)
	require.EqualValues(t, 5, report.Report.Rows)
	require.EqualValues(t, 2, report.Report.RowsAdmitted)
	require.EqualValues(t, 1, report.Report.Stated.OptedOut)
	require.Equal(t, dataset.Arrow, report.Report.Source.Format)
	require.Equal(t, dataset.RoleOptedOut, report.Report.Columns[3].Role)

	out, err = p.run(t, stream(t, tableFields, addRow, 0), 0)
	require.NoError(t, err)
	require.Contains(t, out.String(), `"rows":0`)
}

// What can't be read, and files that don't go together, are refused without a word of what was in the table.
func TestImportRefuses(t *testing.T) {
	p, err := prepare(t)
	require.NoError(t, err)
	whole := stream(t, tableFields, addRow, 5).Bytes()
	_, err = p.run(t, bytes.NewBuffer(whole[:len(whole)*2/3]), 0)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "mail.example")
	_, err = p.run(t, bytes.NewBufferString("user_id,email\n"), 0)
	require.ErrorContains(t, err, "no Arrow stream")

	for _, f := range []struct {
		field arrow.Field
		want  string
	}{
		{arrow.Field{Name: "privacy", Type: arrow.MapOf(arrow.BinaryTypes.String, arrow.FixedWidthTypes.Boolean)}, `"privacy" is a map`},
		{arrow.Field{Name: "events", Type: arrow.ListOf(arrow.StructOf(arrow.Field{Name: "opted_out", Type: arrow.FixedWidthTypes.Boolean}))}, `"events" is a list`},
	} {
		fields := append([]arrow.Field{f.field}, tableFields...)
		_, err = p.run(t, stream(t, fields, nil, 0), 0)
		require.ErrorContains(t, err, f.want)
	}

	require.NoError(t, os.Chmod(filepath.Join(p.job, keysName), 0o644))
	_, err = p.run(t, bytes.NewBuffer(whole), 0)
	require.Error(t, err, "others can read the keys")
	require.NoError(t, os.Chmod(filepath.Join(p.job, keysName), 0o600))
	require.NoError(t, os.WriteFile(p.policy, []byte(strings.Replace(policyText, "two_factor", "twofa", 1)), 0o600))
	_, err = p.run(t, bytes.NewBuffer(whole), 0)
	require.ErrorContains(t, err, "the policy is not the one")
}

// Keys that are sealed are opened on the worker, by the sealer that its environment names.
func TestSealed(t *testing.T) {
	key := filepath.Join(t.TempDir(), "seal")
	require.NoError(t, os.WriteFile(key, []byte(strings.Repeat("5a", 32)+"\n"), 0o600))
	t.Setenv("BLINDMATCH_SEAL_KEY", key)
	p, err := prepare(t)
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(p.job, keysName))
	require.NoError(t, err)
	require.Contains(t, string(text), `"sealed":true`)
	_, err = p.run(t, stream(t, tableFields, addRow, 5), 0)
	require.NoError(t, err)
	t.Setenv("BLINDMATCH_SEAL_KEY", "")
	_, err = p.run(t, stream(t, tableFields, addRow, 5), 0)
	require.ErrorContains(t, err, "sealed: true")
}

// Values are the texts that a Parquet file's are.
func TestValues(t *testing.T) {
	fields := []arrow.Field{
		{Name: "a", Type: arrow.PrimitiveTypes.Int32}, {Name: "b", Type: arrow.FixedWidthTypes.Boolean}, {Name: "c", Type: arrow.PrimitiveTypes.Float64},
		{Name: "d", Type: arrow.FixedWidthTypes.Date32}, {Name: "e", Type: &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "Europe/Berlin"}},
		{Name: "f", Type: &arrow.Decimal128Type{Precision: 10, Scale: 2}}, {Name: "g", Type: arrow.BinaryTypes.LargeString}, {Name: "h", Type: arrow.PrimitiveTypes.Uint64},
	}
	in := stream(t, fields, func(b *array.RecordBuilder, i int) {
		b.Field(0).(*array.Int32Builder).Append(-7)
		b.Field(1).(*array.BooleanBuilder).Append(true)
		b.Field(2).(*array.Float64Builder).Append(4915112345678)
		b.Field(3).(*array.Date32Builder).Append(arrow.Date32(20089))
		b.Field(4).(*array.TimestampBuilder).Append(arrow.Timestamp(1735689600500000))
		b.Field(5).(*array.Decimal128Builder).Append(decimal128.FromI64(-12345))
		b.Field(6).(*array.LargeStringBuilder).Append("é")
		b.Field(7).(*array.Uint64Builder).Append(1 << 63)
	}, 1)
	r, err := ipc.NewReader(in)
	require.NoError(t, err)
	columns, err := columnsOf(r.Schema().Fields(), "", nil)
	require.NoError(t, err)
	rows := &rows{in: r, columns: columns, cells: make([][]byte, len(columns)), ends: make([]int, len(columns))}
	cells, err := rows.Next()
	require.NoError(t, err)
	require.Equal(t, "-7 true 4915112345678 2025-01-01 2025-01-01T00:00:00.5Z -123.45 é 9223372036854775808", string(bytes.Join(cells, []byte(" "))))
}
