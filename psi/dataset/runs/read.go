package runs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/parquet-go/parquet-go"
)

// batch is how many records are read at once.
const batch = 1024

// Rows implements dataset.Runs.
func (s *Set) Rows() iter.Seq2[*dataset.RunRow, error] {
	return func(yield func(*dataset.RunRow, error) bool) {
		for r, err := range each[dataset.RunRow](s, "rows") {
			if err == nil && r.Line == 0 { // a part's report
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// Withheld implements dataset.Runs.
func (s *Set) Withheld() iter.Seq2[*dataset.RunWithheld, error] {
	return each[dataset.RunWithheld](s, "withheld")
}

// Owners implements dataset.Runs.
func (s *Set) Owners() iter.Seq2[*dataset.RunOwner, error] {
	return each[dataset.RunOwner](s, "owners")
}

// TooLarge implements dataset.Runs.
func (s *Set) TooLarge() iter.Seq2[*dataset.RunTooLarge, error] {
	return each[dataset.RunTooLarge](s, "too_large")
}

// Slots implements dataset.Runs.
func (s *Set) Slots() iter.Seq2[*dataset.RunSlot, error] { return each[dataset.RunSlot](s, "slots") }

// EpochRow is a row of an epoch's set: a group or a sentinel, masked. Widths ascend, and within a width rows do.
type EpochRow struct {
	Width int32  `parquet:"width,optional"` // of its section
	Row   []byte `parquet:"row,optional"`   // elements and place, see package psi
	Check []byte `parquet:"check,optional"` // a code under a key of the job's
}

// Epoch are the rows of an epoch's set. What is yielded is valid until the next.
func (s *Set) Epoch() iter.Seq2[*EpochRow, error] { return each[EpochRow](s, "set") }

type partColumn struct {
	Part    int64  `parquet:"part,optional"`
	Summary []byte `parquet:"summary,optional"`
}

// Parts implements dataset.Runs.
func (s *Set) Parts() ([]*dataset.PartReport, error) {
	var all []*dataset.PartReport
	for r, err := range each[partColumn](s, "rows") {
		if err != nil {
			return nil, err
		}
		if r.Summary == nil {
			continue
		}
		p := &dataset.PartReport{}
		if err := json.Unmarshal(r.Summary, p); err != nil {
			return nil, fmt.Errorf("report of part %d: %w", len(all), err)
		}
		if r.Part != int64(len(all)) {
			return nil, fmt.Errorf("the report of part %d is missing", len(all))
		}
		all = append(all, p)
	}
	return all, nil
}

// each reads the files of a folder, one after another. An error ends it.
func each[T any](s *Set, folder string) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		buf := make([]T, batch)
		for _, f := range s.files[folder] {
			if more, err := eachOf(filepath.Join(s.dir, filepath.FromSlash(f.Path)), buf, yield); err != nil {
				yield(nil, fmt.Errorf("%s: %w", f.Path, err))
				return
			} else if !more {
				return
			}
		}
	}
}

func eachOf[T any](path string, buf []T, yield func(*T, error) bool) (more bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	r, err := open[T](f)
	if err != nil {
		return false, err
	}
	defer r.Close()
	for {
		clear(buf)
		n, err := r.Read(buf)
		for i := range buf[:n] {
			if !yield(&buf[i], nil) {
				return false, nil
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, err
		case n == 0:
			return false, io.ErrNoProgress
		}
	}
}

// open reads a file's schema, of which the library says by a panic that it is another.
func open[T any](f *os.File) (r *parquet.GenericReader[T], err error) {
	defer func() {
		if p := recover(); p != nil {
			r, err = nil, fmt.Errorf("its columns are not those of runs: %v", p)
		}
	}()
	return parquet.NewGenericReader[T](f), nil
}
