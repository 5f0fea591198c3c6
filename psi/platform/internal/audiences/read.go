package audiences

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
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
func (t *To) openGate(ctx context.Context, name, purpose string) (*gate, error) {
	d, err := t.Rows.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return nil, errors.New(err.Error()) // no refusal of a client's
	}
	erased, err := t.Rows.Erased.Load(ctx)
	if err != nil {
		return nil, err
	}
	key, err := t.Rows.IndexKey(t.Rows.Files.Generation(d.Generation), d.Name)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	people, err := subject.OpenCandidates(t.Rows.Files.SubjectFiles().Candidates(d.Generation), key, d.Entry.Index)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	stored, err := dataset.OpenStored(t.Rows.Files.Generation(d.Generation).Set())
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
	g, err := t.openGate(ctx, id.Dataset, id.Purpose)
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

// Match is a handle of a blinded session and a user who holds an identifier that matched.
type Match struct {
	Handle  string        `json:"handle"` // in hexadecimal
	User    string        `json:"user_id"`
	Type    identity.Type `json:"id_type"`
	Context string        `json:"context"`
}

// MatchColumns are the columns of the platform's list of a session's matches.
var MatchColumns = []string{"handle", "user_id", "id_type", "context", "element"}

// Matches yields the matches of a blinded session whom the gate admits now, and counts in s. Decoys are not among them.
func (t *To) Matches(ctx context.Context, session string, s *audience.Summary) iter.Seq2[Match, error] {
	return func(yield func(Match, error) bool) {
		more := true
		err := t.eachMatch(ctx, session, s, func(m Match) bool {
			more = yield(m, nil)
			return more
		})
		if err != nil && more {
			yield(Match{}, err)
		}
	}
}

func (t *To) eachMatch(ctx context.Context, session string, s *audience.Summary, use func(Match) bool) (err error) {
	*s = audience.Summary{}
	about, err := t.Rows.Sessions.About(ctx, session)
	if err != nil {
		return err
	}
	if about == nil {
		return fmt.Errorf("no session %.12s", session)
	}
	f, err := os.Open(t.Rows.Files.MatchList(session))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("session %.12s has no list of matches: it is not of mode blinded, released no handles, was erased, or its list has expired", session)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	g, err := t.openGate(ctx, about.Dataset, about.Purpose)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	in := csv.NewReader(f)
	in.FieldsPerRecord, in.ReuseRecord = len(MatchColumns), true
	if _, err := in.Read(); err != nil {
		return fmt.Errorf("the list of matches is damaged: %w", err)
	}
	for {
		rec, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return fmt.Errorf("the list of matches: %w", err)
		}
		var e ecdh.Element
		m := Match{Handle: rec[0], User: rec[1], Type: identity.Type(rec[2])}
		if n, err := hex.Decode(e[:], []byte(rec[4])); err != nil || n != len(e) {
			return errors.New("the list of matches is damaged")
		}
		var why string
		if m.Context, why, err = g.Admits(m.User, m.Type, e); err != nil {
			return err
		}
		if why != "" {
			s.Leave(why)
			continue
		}
		s.In++
		if !use(m) {
			return nil
		}
	}
}
