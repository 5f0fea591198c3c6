package audiences

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// ErrNotReadable says that the ad system may not read an audience: too few matched, by the number that was drawn. The
// advertiser is not told.
var ErrNotReadable = errors.New("the audience may not be read: the number that was drawn when it was filled is below the floor")

// gate is a dataset's gate as it is now.
type gate struct {
	audience.Gate
	people *subject.Candidates
}

func (g *gate) close() error { return errors.Join(g.Stored.Close(), g.people.Close()) }

// openGate opens the files of a dataset's current generation.
func openGate(ctx context.Context, in *store.Store, name, purpose string) (*gate, error) {
	d, err := in.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return nil, errors.New(err.Error()) // no refusal of a client's
	}
	erased, err := in.Erased.Load(ctx)
	if err != nil {
		return nil, err
	}
	key, err := in.IndexKey(in.Files.Generation(d.Generation), d.Name)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	people, err := subject.OpenCandidates(in.Files.SubjectFiles().Candidates(d.Generation), key, d.Entry.Index)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	stored, err := dataset.OpenStored(in.Files.Generation(d.Generation).Set())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("dataset %q: %w", d.Name, err), people.Close())
	}
	g := &gate{people: people}
	g.Gate = audience.Gate{
		Stored: stored, Erased: erased.Has, Now: time.Now(),
		Person: func(user string) ([]subject.Candidate, error) { return people.Person(people.Tag(user)) },
	}
	return g, nil
}

// Reader reads an audience through the gate as it was when the reader was opened.
type Reader struct {
	gate    *gate
	members iter.Seq2[audience.Member, error]

	mu      sync.Mutex
	summary audience.Summary
}

// Open opens an audience for the ad system. It fails with ErrNotReadable if that may not read it.
func (t *To) Open(ctx context.Context, id ID) (*Reader, error) {
	x, err := t.Rows.Audiences.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case x == nil:
		return nil, fmt.Errorf("no audience %q of %q for dataset %q", id.Name, id.Advertiser, id.Dataset)
	case x.Ended() || !time.Now().Before(x.Expires):
		return nil, fmt.Errorf("audience %q of %q has expired", id.Name, id.Advertiser)
	case !x.Readable:
		return nil, ErrNotReadable
	}
	g, err := openGate(ctx, t.Rows, id.Dataset, id.Purpose)
	if err != nil {
		return nil, err
	}
	return &Reader{gate: g, members: x.Version.Read(t.Rows.Files.Audience(x.File))}, nil
}

// Members yields those whom the gate admits, each with the contacts through which it does. An error ends the sequence.
func (r *Reader) Members(ctx context.Context) iter.Seq2[audience.Member, error] {
	return func(yield func(audience.Member, error) bool) {
		var s audience.Summary
		defer func() {
			r.mu.Lock()
			r.summary = s.Clone()
			r.mu.Unlock()
		}()
		for m, err := range r.gate.Read(r.members, &s) {
			if err == nil && ctx.Err() != nil {
				m, err = audience.Member{}, context.Cause(ctx)
			}
			if !yield(m, err) || err != nil {
				return
			}
		}
	}
}

// Summary counts those whom Members last went through.
func (r *Reader) Summary() audience.Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.summary.Clone()
}

// Close closes the files.
func (r *Reader) Close() error { return r.gate.close() }
