package dataset

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// renderer returns the function that renders values of a type as text, or says what they are if there is none.
func renderer(t parquet.Type) (render func([]byte, parquet.Value) []byte, unreadable string) {
	if l := t.LogicalType(); l != nil {
		switch l := l.Value.(type) {
		case *format.TimestampType:
			return timestamp(l.Unit), ""
		case *format.TimeType:
			return clockTime(l.Unit), ""
		case *format.DateType:
			return func(b []byte, v parquet.Value) []byte {
				return time.Unix(86400*int64(v.Int32()), 0).UTC().AppendFormat(b, time.DateOnly)
			}, ""
		case *format.DecimalType:
			return func(b []byte, v parquet.Value) []byte { return appendDecimal(b, v, int(l.Scale)) }, ""
		case *format.UUIDType:
			return appendUUID, ""
		case *format.IntType:
			if !l.IsSigned {
				return appendUnsigned, ""
			}
		case *format.BsonType, *format.Float16Type, *format.GeometryType, *format.GeographyType:
			return nil, "values of type " + l.(interface{ String() string }).String()
		}
	}
	if s := t.String(); s == "INTERVAL" {
		return nil, "values of type " + s
	}
	return appendPlain, ""
}

func appendPlain(b []byte, v parquet.Value) []byte {
	switch v.Kind() {
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return append(b, v.ByteArray()...)
	case parquet.Boolean:
		return strconv.AppendBool(b, v.Boolean())
	case parquet.Int32:
		return strconv.AppendInt(b, int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.AppendInt(b, v.Int64(), 10)
	case parquet.Int96:
		return appendInt96(b, v.Int96())
	case parquet.Float:
		return AppendFloat(b, float64(v.Float()), 32)
	case parquet.Double:
		return AppendFloat(b, v.Double(), 64)
	}
	return append(b, v.String()...)
}

func appendUnsigned(b []byte, v parquet.Value) []byte {
	if v.Kind() == parquet.Int32 {
		return strconv.AppendUint(b, uint64(v.Uint32()), 10)
	}
	return strconv.AppendUint(b, v.Uint64(), 10)
}

// AppendFloat writes a floating-point number of 32 or 64 bits as the text of a cell: a whole number without an exponent,
// unless it may have lost digits. Programs store integers that may be missing as floats.
func AppendFloat(b []byte, f float64, bits int) []byte {
	exact := float64(1 << 53)
	if bits == 32 {
		exact = 1 << 24
	}
	if f == math.Trunc(f) && math.Abs(f) < exact {
		return strconv.AppendFloat(b, f, 'f', 0, bits)
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

// appendDecimal writes a decimal number with all its digits.
func appendDecimal(b []byte, v parquet.Value, scale int) []byte {
	from := len(b)
	switch v.Kind() {
	case parquet.Int32:
		b = strconv.AppendInt(b, int64(v.Int32()), 10)
	case parquet.Int64:
		b = strconv.AppendInt(b, v.Int64(), 10)
	default:
		b = appendBigEndian(b, v.ByteArray())
	}
	if scale <= 0 {
		return b
	}
	digits := b[from:]
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	zeros := max(0, scale+1-len(digits))
	text := append(append([]byte{}, "0000000000000000000000000000000000000000"[:min(zeros, 40)]...), digits...)
	b = append(b[:len(b)-len(digits)], text[:len(text)-scale]...)
	return append(append(b, '.'), text[len(text)-scale:]...)
}

// appendBigEndian writes a number in two's complement.
func appendBigEndian(b, number []byte) []byte {
	if len(number) == 0 {
		return append(b, '0')
	}
	negative := number[0] >= 0x80
	fill := byte(0)
	if negative {
		fill = 0xff
	}
	for len(number) > 8 && number[0] == fill && number[1]&0x80 == fill&0x80 {
		number = number[1:]
	}
	if len(number) <= 8 {
		var wide [8]byte
		for i := range wide {
			wide[i] = fill
		}
		copy(wide[8-len(number):], number)
		return strconv.AppendInt(b, int64(binary.BigEndian.Uint64(wide[:])), 10)
	}
	n := new(big.Int).SetBytes(number)
	if negative {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(number))))
	}
	return n.Append(b, 10)
}

func appendUUID(b []byte, v parquet.Value) []byte {
	u := v.ByteArray()
	if len(u) != 16 {
		return append(b, u...)
	}
	for i, n := range []int{4, 2, 2, 2, 6} {
		if i > 0 {
			b = append(b, '-')
		}
		b, u = hex.AppendEncode(b, u[:n]), u[n:]
	}
	return b
}

// appendInt96 writes the time that Spark, Hive and Impala store as nanoseconds and a Julian day.
func appendInt96(b []byte, v deprecated.Int96) []byte {
	const unixDay = 2440588
	ns := int64(uint64(v[1])<<32 | uint64(v[0]))
	return time.Unix(86400*(int64(v[2])-unixDay), ns).UTC().AppendFormat(b, time.RFC3339Nano)
}

func timestamp(u format.TimeUnit) func([]byte, parquet.Value) []byte {
	unit := func(n int64) time.Time { return time.Unix(0, n) }
	switch u.Value.(type) {
	case *format.MilliSeconds:
		unit = time.UnixMilli
	case *format.MicroSeconds:
		unit = time.UnixMicro
	}
	return func(b []byte, v parquet.Value) []byte {
		return unit(v.Int64()).UTC().AppendFormat(b, time.RFC3339Nano)
	}
}

func clockTime(u format.TimeUnit) func([]byte, parquet.Value) []byte {
	unit := time.Nanosecond
	switch u.Value.(type) {
	case *format.MilliSeconds:
		unit = time.Millisecond
	case *format.MicroSeconds:
		unit = time.Microsecond
	}
	return func(b []byte, v parquet.Value) []byte {
		n := v.Int64()
		if v.Kind() == parquet.Int32 {
			n = int64(v.Int32())
		}
		return time.Unix(0, n*int64(unit)).UTC().AppendFormat(b, "15:04:05.999999999")
	}
}

// isText says whether values of a type are texts.
func isText(t parquet.Type) bool {
	if t.Kind() != parquet.ByteArray {
		return false
	}
	if l := t.LogicalType(); l != nil {
		switch l.Value.(type) {
		case *format.StringType, *format.EnumType, *format.JsonType:
		default:
			return false
		}
	}
	return true
}
