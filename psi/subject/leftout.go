package subject

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// leftOut are the admitted identifiers that count for nobody, by record: few, so that they are sorted beside what else
// is. The nil pointer has none.
type leftOut struct {
	sorter *extsort.Sorter
	sorted *extsort.Sorted
	types  []string
	codes  map[byte]string

	buf  []byte
	rest []byte // of buf, what is not applied yet
}

// leftOutWidth is that of a record number, the index of a type, and an outcome.
const leftOutWidth = numberWidth + 2

// checkIdentifier checks identifier n, and returns the index of its type.
func (w *candidateWriter) checkIdentifier(n uint64, e *CandidateIdentifier) (int, error) {
	typ := slices.Index(w.info.Types, e.Type)
	switch {
	case typ < 0:
		return 0, fmt.Errorf("identifier %d has type %.40q: want one of %q", n, e.Type, w.info.Types)
	case e.Record > maxRecord:
		return 0, fmt.Errorf("identifier %d belongs to record %d: want at most %d", n, e.Record, uint64(maxRecord))
	case e.Outcome == 0 || w.info.Codes[e.Outcome] == "":
		return 0, fmt.Errorf("identifier %d has outcome %d, which has no name", n, e.Outcome)
	}
	return typ, nil
}

// findLeftOut sorts the identifiers that count for nobody.
func (w *candidateWriter) findLeftOut(ctx context.Context, identifiers iter.Seq2[CandidateIdentifier, error]) error {
	l := &leftOut{
		sorter: extsort.New(extsort.Config{Width: leftOutWidth, Memory: w.scratch.Memory / 4, Dir: w.scratch.Dir}),
		types:  w.info.Types, codes: w.info.Codes, buf: make([]byte, 512*leftOutWidth),
	}
	w.leftOut = l
	n := uint64(0)
	for e, err := range identifiers {
		if err == nil && n%itemsStep == 0 {
			err = context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		typ, err := w.checkIdentifier(n, &e)
		if err != nil {
			return err
		}
		if n++; l.codes[e.Outcome] == psi.Admitted {
			continue
		}
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], e.Record)
		if err := l.sorter.Add(append(b[8-numberWidth:], byte(typ), e.Outcome)); err != nil {
			return err
		}
	}
	var err error
	l.sorted, err = l.sorter.Sort()
	return err
}

// apply puts the outcomes of a record's identifiers in the place of what the gate decided. Records come in order.
func (l *leftOut) apply(record uint64, r *psi.Decision) error {
	for {
		if len(l.rest) == 0 {
			n, err := l.sorted.Read(l.buf)
			if err != nil && err != io.EOF {
				return err
			}
			if l.rest = l.buf[:n]; n == 0 {
				return nil
			}
		}
		if entryRecord(l.rest[:numberWidth]) != record {
			return nil
		}
		typ, code := l.rest[numberWidth], l.rest[numberWidth+1]
		// The same identifier may be there twice.
		if r.Codes[typ] != code && l.codes[r.Codes[typ]] != psi.Admitted {
			return fmt.Errorf("record %d has an identifier of type %q, and none was admitted", record, l.types[typ])
		}
		r.Codes[typ] = code
		l.rest = l.rest[leftOutWidth:]
	}
}

func (l *leftOut) close() error {
	if l == nil {
		return nil
	}
	return l.sorter.Close()
}
