package epochjob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/jobs"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/parquet-go/parquet-go"
)

// Groups are those of a dataset, by class. It counts the elements beyond the width of the section that a class goes into.
func Groups(stored *dataset.Stored, layout *disclosure.Layout, cut *int) func(class int) iter.Seq2[psi.Group, error] {
	return func(class int) iter.Seq2[psi.Group, error] {
		return func(yield func(psi.Group, error) bool) {
			for g, err := range stored.GroupRecords(1 << class) {
				*cut += max(0, len(g.Elements)-int(layout.Into[class]))
				if !yield(psi.Group{Number: g.Number, Elements: g.Elements}, err) {
					return
				}
			}
		}
	}
}

// perFile is how many groups a file has, and perBatch how many are written at once.
const (
	perFile  = 1 << 20
	perBatch = 1 << 12
)

// Prepare makes a job of an epoch of a dataset: it draws the epoch's secret, and writes what is masked into files of a
// new folder, groups. Nothing is changed in the data directory but that a layout is drawn if one is due. tables are those
// of this program.
func Prepare(ctx context.Context, s *store.Store, tables jobs.Tables, name, purpose, groups string) (*jobs.Files, error) {
	d, err := s.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return nil, err
	}
	layout, err := s.Layouts.Of(ctx, d)
	if err != nil {
		return nil, err
	}
	stored, err := dataset.OpenStored(s.Files.Generation(d.Generation).Set())
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	defer stored.Close()
	k := &keys{epoch: *psi.NewEpochSecret()}
	defer k.destroy()
	rand.Read(k.codes[:])
	if err := durable.MkDir(groups); err != nil {
		return nil, err
	}
	w := &groupWriter{ctx: ctx, dir: groups, codes: k.newCodes()}
	err = w.sections(layout.Arrange(d.Groups, Groups(stored, &layout, new(int))))
	if err = errors.Join(err, w.end()); err != nil {
		return nil, err
	}
	return newJob(d, layout, tables).seal(k, s.Sealer())
}

// groupWriter writes groups into files.
type groupWriter struct {
	ctx   context.Context
	dir   string
	codes *codes

	file  *durable.Pending // nil before the first group of a file
	out   *parquet.GenericWriter[Group]
	files int
	rows  int // of the file
	batch []Group
}

func (w *groupWriter) sections(all []psi.Section) error {
	for _, x := range all {
		real := uint64(0)
		for g, err := range x.Each {
			if err != nil {
				return err
			}
			real++
			text := make([]byte, 0, len(g.Elements)*psi.ElementSize)
			for i := range g.Elements {
				text = append(text, g.Elements[i][:]...)
			}
			if err := w.add(Group{Width: int32(x.Width), Number: int64(g.Number), Elements: text}); err != nil {
				return err
			}
		}
		if real != x.Groups {
			return fmt.Errorf("a section has %d groups, not the %d that the dataset says: it is damaged", real, x.Groups)
		}
		for i := range x.Capacity - x.Groups {
			if err := w.add(Group{Width: int32(x.Width), Number: int64(i), Sentinel: true, Elements: []byte{}}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *groupWriter) add(g Group) error {
	g.Check = w.codes.group(&g)
	if w.batch = append(w.batch, g); len(w.batch) < perBatch {
		return nil
	}
	if err := w.flush(); err != nil || w.rows < perFile {
		return err
	}
	return w.finish()
}

func (w *groupWriter) flush() (err error) {
	if err := w.ctx.Err(); err != nil {
		return context.Cause(w.ctx)
	}
	if w.file == nil {
		if w.file, err = durable.Begin(filepath.Join(w.dir, fmt.Sprintf("part-%05d.parquet", w.files))); err != nil {
			return err
		}
		w.out = parquet.NewGenericWriter[Group](w.file)
	}
	w.rows += len(w.batch)
	_, err = w.out.Write(w.batch)
	w.batch = w.batch[:0]
	return err
}

// finish ends a file.
func (w *groupWriter) finish() error {
	err := w.out.Close()
	if err == nil {
		err = w.file.Replace()
	} else {
		w.file.Discard()
	}
	w.file, w.out, w.rows = nil, nil, 0
	w.files++
	return err
}

// end ends the last file.
func (w *groupWriter) end() error {
	var err error
	if len(w.batch) > 0 {
		err = w.flush()
	}
	if w.file != nil {
		err = errors.Join(err, w.finish())
	}
	return err
}

// check says why an epoch of a job is not one of the dataset as it is now, or nil.
func (j *Job) check(d *store.Dataset, layout disclosure.Layout) error {
	switch {
	case d.Generation != j.Generation || d.Entry.Commitment != j.Import || d.Params() != j.Params:
		return fmt.Errorf("dataset %q has been imported, rolled back or amended since the job was prepared: prepare and run it again", j.Dataset)
	case layout != j.Layout:
		return fmt.Errorf("the sections of dataset %q have been drawn anew since the job was prepared: prepare and run it again", j.Dataset)
	}
	return nil
}
