package epochjob

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/scratch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/epochfile"
	"github.com/blindmatch/blindmatch/psi/platform/internal/jobs"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Adopted says what was adopted.
type Adopted struct {
	Dataset string     `json:"dataset"`
	Purpose string     `json:"purpose"`
	Digest  psi.Digest `json:"digest"`
	Parts   []psi.Part `json:"sections"`
}

// Adopt makes an epoch of what workers have made, which waits then until the server takes it up: the files that the
// server would have masked under the same secret. It reads the runs once, in bounded memory but for a bit for each group.
// If it fails, or is killed, nothing has changed. tables are those of this program.
func Adopt(ctx context.Context, s *store.Store, log *journal.Journal, tables jobs.Tables, files *jobs.Files, set *runs.Set, progress func(done, all uint64)) (*Adopted, error) {
	j, k, err := open(files, tables, s.Sealer())
	if err != nil {
		return nil, err
	}
	defer k.destroy()
	if set.Job() != jobs.Digest(files.Job).String() {
		return nil, errors.New("the runs were made by another job")
	}
	if age := time.Since(j.At); age > jobs.MaxAge {
		return nil, fmt.Errorf("the job was prepared %d days ago, and an epoch's secret lives for 7: prepare and run it again", int(age.Hours()/24))
	}
	d, err := s.Datasets.Get(ctx, j.Dataset, j.Params.Purpose)
	if err != nil {
		return nil, errors.New(err.Error()) // not as an answer to a client
	}
	layout, err := s.Layouts.Of(ctx, d)
	if err != nil {
		return nil, err
	}
	if err := j.check(d, layout); err != nil {
		return nil, err
	}
	if Waits(s.Files, d.Generation) {
		return nil, fmt.Errorf("an epoch of dataset %q has been adopted, and the server has not taken it up yet: it does so when it starts, or within a minute", d.Name)
	}
	given := store.Given(s.Files)
	if err := durable.MkDirAll(given); err != nil {
		return nil, err
	}
	work, err := scratch.Make(given, unfinished)
	if err != nil {
		return nil, err
	}
	defer work.Remove()
	dir := filepath.Join(work.Path(), "epoch")
	if err := durable.MkDir(dir); err != nil {
		return nil, err
	}
	made, err := j.make(ctx, s, k, d, set, dir, progress)
	if err != nil {
		return nil, err
	}
	if err := unopened(ctx, log, made.Set.Digest); err != nil {
		return nil, err
	}
	if err := place(s, d, k, made, dir); err != nil {
		return nil, err
	}
	return &Adopted{d.Name, d.Purpose, made.Set.Digest, made.Set.Parts}, nil
}

// make writes the epoch's files into a folder.
func (j *Job) make(ctx context.Context, s *store.Store, k *keys, d *store.Dataset, set *runs.Set, dir string, progress func(done, all uint64)) (*store.Made, error) {
	key, err := s.ElementsKey(s.Files.Generation(d.Generation), d)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	defer key.Destroy()
	f, err := epochfile.New(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a := newAdoption(ctx, j, k, d, set, progress)
	defer a.stop()
	data := psi.Dataset{Key: key, Sections: j.Layout.Arrange(d.Groups, nil)}
	role, err := psi.EpochOfRows(d.Params(), data, &k.epoch, f.Outputs(), a.section)
	if err == nil {
		role.Destroy()
		err = a.end()
	}
	if err != nil {
		return nil, fmt.Errorf("the job's output is not taken up: %w", err)
	}
	if err := f.Place(store.EpochFiles(filepath.Join(dir, role.Set().Digest.String()))); err != nil {
		return nil, err
	}
	return &store.Made{
		Set: role.Set(), Layout: j.Layout, Groups: d.Groups, Import: d.Entry.Commitment, Policy: d.PolicyDigest, Params: d.Params(), Files: f.Digests(),
	}, nil
}

// adoption reads the rows of runs, section by section, and checks that they are all there, once and in order.
type adoption struct {
	ctx      context.Context
	codes    *codes
	layout   disclosure.Layout
	groups   store.Groups // of each class
	next     func() (*Row, error, bool)
	stop     func()
	progress func(done, all uint64)

	row       *Row // that comes next; nil before the first and after the last
	err       error
	done, all uint64
	met       bits // groups
}

var (
	errRows = errors.New("rows are missing, there twice, or of another dataset")
	errCode = errors.New("a row is damaged, or was not made by a worker of this job")
)

func newAdoption(ctx context.Context, j *Job, k *keys, d *store.Dataset, set *runs.Set, progress func(done, all uint64)) *adoption {
	a := &adoption{ctx: ctx, codes: k.newCodes(), layout: j.Layout, groups: d.Groups, progress: progress}
	a.next, a.stop = iter.Pull2(set.Epoch())
	var all uint64
	for _, n := range d.Groups {
		all += n
	}
	a.met = newBits(all)
	for _, p := range j.Layout.Sections() {
		a.all += p.Size
	}
	a.advance()
	return a
}

func (a *adoption) advance() {
	if a.err != nil {
		return
	}
	var ok bool
	if a.row, a.err, ok = a.next(); !ok || a.err != nil {
		a.row = nil
		return
	}
	if !hmac.Equal(a.codes.row(a.row), a.row.Check) {
		a.row, a.err = nil, errCode
	}
}

// section reads the rows of the section of a width.
func (a *adoption) section(width uint64) io.Reader {
	x := &section{adoption: a, width: width}
	for _, p := range a.layout.Sections() {
		if p.Width == width {
			x.real = a.layout.Groups(width, a.groups)
			x.left, x.sentinels = p.Size, newBits(p.Size-x.real)
		}
	}
	return x
}

// end fails unless all rows were read.
func (a *adoption) end() error {
	if a.err == nil && a.row != nil {
		a.err = errRows
	}
	return a.err
}

// section is a reader of whole rows.
type section struct {
	*adoption
	width     uint64
	real      uint64
	left      uint64 // rows that are still to come
	sentinels bits
	before    psi.Row
}

// Read implements io.Reader.
func (x *section) Read(p []byte) (n int, err error) {
	size := psi.RowSize(x.width)
	if err := x.ctx.Err(); err != nil {
		return 0, context.Cause(x.ctx)
	}
	for ; x.row != nil && uint64(x.row.Width) == x.width && n+size <= len(p); n += size {
		if err := x.check(psi.Row(x.row.Row)); err != nil {
			return n, err
		}
		x.before = append(x.before[:0], x.row.Row...)
		copy(p[n:], x.row.Row)
		x.advance()
	}
	x.done += uint64(n / size)
	x.progress(x.done, x.all)
	switch {
	case x.err != nil:
		return n, x.err
	case n > 0:
		return n, nil
	case x.left > 0:
		return 0, errRows
	}
	return 0, io.EOF
}

// check says whether a row may come next.
func (x *section) check(r psi.Row) error {
	if err := r.Above(x.before, x.width); err != nil {
		return errors.New(err.Error()) // not as an answer to a client
	}
	place := r.Place(x.width)
	ok := x.left > 0
	if place.Sentinel {
		ok = ok && x.sentinels.meet(place.Number)
	} else {
		ok = ok && x.belongs(place.Number) && x.met.meet(place.Number)
	}
	if !ok {
		return errRows
	}
	x.left--
	return nil
}

// belongs says whether a group is of the section.
func (x *section) belongs(number uint64) bool {
	first := uint64(0)
	for class, n := range x.groups {
		if number < first+n {
			return x.layout.Into[class] == x.width
		}
		first += n
	}
	return false
}

// bits are numbers below a bound that have been met.
type bits struct {
	words []uint64
	bound uint64
}

func newBits(bound uint64) bits { return bits{make([]uint64, (bound+63)/64), bound} }

// meet says whether a number is met for the first time.
func (b bits) meet(n uint64) bool {
	if n >= b.bound || b.words[n/64]>>(n%64)&1 == 1 {
		return false
	}
	b.words[n/64] |= 1 << (n % 64)
	return true
}
