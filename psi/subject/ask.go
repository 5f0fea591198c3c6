package subject

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Query names a person: by User, or by Identifier and IDType.
type Query struct {
	User       string
	IDType     string // email or phone
	Identifier string // as the person writes it
	Region     string // country of a phone number without country code; "" for none
}

// Check says what is wrong with q.
func (q *Query) Check() error {
	if (q.User == "") == (q.Identifier == "") {
		return errors.New("name the person by a user reference or by an identifier, not both")
	}
	if q.Identifier != "" {
		if _, err := identity.ParseType(q.IDType); err != nil {
			return err
		}
	}
	if q.Region != "" {
		if _, err := identity.ParseRegion(q.Region); err != nil {
			return err
		}
	}
	return nil
}

// Source is what an answer is made from.
type Source struct {
	Platform string
	Head     *ledger.Checkpoint
	Replay   *ledger.Replay // of all entries under Head, verified
	Datasets []Dataset      // as they are now
	Keys     []KeyRow       // of those sessions that still have a key
	Files    Files
	Sealer   Sealer // of the sessions' keys; nil means that they are stored unsealed
	// Erased is when the person was erased, if asked about by reference: from then on he is in no audience. Zero: he was
	// not, or nobody knows.
	Erased time.Time
}

// Dataset is one of the platform's datasets.
type Dataset struct {
	Name, Purpose string
	Imported      time.Time
	Generation    string
	Import        psi.Digest               // the commitment by which the ledger names its import
	Key           func() (IndexKey, error) // K_g
}

// Ask answers q for every dataset and every session in the ledger.
func (s *Source) Ask(q Query) (*Report, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	x := &question{source: s, query: q, generations: map[psi.Digest]*generation{}, told: map[string]told{}}
	r := &Report{
		Platform: s.Platform, Asked: time.Now().UTC().Truncate(time.Second), User: q.User, IDType: q.IDType, Erased: s.Erased,
		Log:      LogState{Origin: s.Head.Origin, Size: s.Head.Size, Root: s.Head.Hash.String()},
		Datasets: []DatasetAnswer{}, Sessions: []SessionAnswer{},
	}
	for i := range s.Datasets {
		a, err := x.dataset(&s.Datasets[i])
		if err != nil {
			return nil, fmt.Errorf("dataset %q: %w", s.Datasets[i].Name, err)
		}
		r.Datasets = append(r.Datasets, *a)
	}
	keys := map[string]*KeyRow{}
	for i := range s.Keys {
		keys[s.Keys[i].Session] = &s.Keys[i]
	}
	for _, l := range s.Replay.Sessions {
		a, err := x.session(l, keys[l.ID])
		if err != nil {
			return nil, fmt.Errorf("session %.12s: %w", l.ID, err)
		}
		r.Sessions = append(r.Sessions, *a)
	}
	r.Audiences = x.audiences(x.told)
	if x.rejected != nil && !x.accepted {
		return nil, x.rejected
	}
	for _, g := range x.generations {
		if len(g.records) > 0 {
			r.Users = max(r.Users, len(g.tags))
		}
	}
	for _, e := range s.Replay.Acknowledged {
		r.Acknowledged = append(r.Acknowledged, Acknowledged{e.Seq, e.Time, *e.Acknowledged})
	}
	return r, nil
}

// question is a Query that is being answered.
type question struct {
	source      *Source
	query       Query
	generations map[psi.Digest]*generation // by the root of their index
	told        map[string]told            // by session on an audience
	accepted    bool                       // some dataset's profile accepts the identifier
	rejected    error                      // why another one does not
}

// generation is what the index of a dataset's generation says about the person.
type generation struct {
	info    *CandidateInfo
	tags    []PersonTag // of the users in question
	records []Candidate
}

// generation looks the person up in a generation's index, once. It fails with fs.ErrNotExist if there is none.
func (x *question) generation(name string, key IndexKey, root psi.Digest) (*generation, error) {
	if g := x.generations[root]; g != nil {
		return g, nil
	}
	index, err := OpenCandidates(x.source.Files.Candidates(name), key, root)
	if errors.Is(err, fs.ErrNotExist) {
		index, err = OpenCandidates(x.source.Files.Superseded(name), key, root)
	}
	if err != nil {
		return nil, err
	}
	defer index.Close()
	g := &generation{info: index.Info(), records: []Candidate{}}
	x.generations[root] = g
	if g.tags, err = x.tags(index); err != nil {
		return nil, err
	}
	for _, t := range g.tags {
		records, err := index.Person(t)
		if err != nil {
			return nil, err
		}
		g.records = append(g.records, records...)
	}
	return g, nil
}

// tags are those of the users in question.
func (x *question) tags(index *Candidates) ([]PersonTag, error) {
	if x.query.User != "" {
		return []PersonTag{index.Tag(x.query.User)}, nil
	}
	info := index.Info()
	t, err := identity.ParseType(x.query.IDType)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(info.Types, string(t)) {
		return nil, nil // the dataset has none of this type
	}
	match, err := x.query.key(t, info.Profile)
	if rejected, ok := errors.AsType[*RejectedError](err); ok {
		x.rejected = rejected
		return nil, nil // so it is not in the dataset either
	}
	if err != nil {
		return nil, err
	}
	x.accepted = true
	types, err := psi.NewTypes(info.Types...)
	if err != nil {
		return nil, err
	}
	group, err := psi.Params{Suite: info.Suite, Purpose: info.Purpose, Profile: info.Profile, Types: types}.Group(string(t))
	if err != nil {
		return nil, err
	}
	key, err := group.NewKey(info.Key)
	if err != nil {
		return nil, err
	}
	defer key.Destroy()
	var e [1]ecdh.Element
	key.Mask(e[:], [][]byte{match[:]})
	return index.Identifier(string(t), e[0])
}

// dataset says what a dataset holds now.
func (x *question) dataset(d *Dataset) (*DatasetAnswer, error) {
	m := x.source.Replay.Import(d.Import)
	if m == nil {
		return nil, errors.New("the ledger lacks its import: start the server, which adds it")
	}
	key, err := d.Key()
	if err != nil {
		return nil, err
	}
	g, err := x.generation(d.Generation, key, m.Index)
	if err != nil {
		return nil, err
	}
	return &DatasetAnswer{Dataset: d.Name, Purpose: d.Purpose, Uses: m.Uses, Imported: d.Imported, Records: g.records}, nil
}

// session says what one session had to do with the person. row is nil if the session has no key.
func (x *question) session(l *ledger.Session, row *KeyRow) (*SessionAnswer, error) {
	a := &SessionAnswer{
		Session: l.ID, Advertiser: l.Advertiser, Owner: l.Owner, Purpose: l.Purpose, Uses: l.Import.Uses, Dataset: l.Dataset, Types: l.Types, Mode: l.Mode,
		Opened: l.Opened, Ended: l.Ended, Outcome: outcomeOf(l), Code: l.Refused, Entries: [2]int64{l.First, l.Last},
		Exact: l.Released != nil && l.Released.Noise == psi.NoNoise,
	}
	switch {
	case !l.Erased.IsZero(): // even if a restored database has the key
		a.Known = KnownErased
		return a, nil
	case row == nil:
		a.Known = KnownLost
		return a, nil
	}
	ks, kg, err := row.open(x.source.Sealer)
	if err != nil {
		return nil, err
	}
	g, err := x.generation(row.Generation, kg, l.Import.Index)
	if errors.Is(err, fs.ErrNotExist) {
		a.Known = KnownLost
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	a.Known, a.Records = KnownYes, g.records
	for _, r := range g.records {
		if slices.Contains(slices.Collect(maps.Values(r.Outcomes)), psi.Admitted) {
			a.Candidate = true
			if !slices.Contains(a.Contexts, r.Context) {
				a.Contexts = append(a.Contexts, r.Context)
			}
		}
	}
	if l.Audience != nil && l.Index != (psi.Digest{}) {
		t, err := x.changed(l, row)
		if err != nil {
			return nil, err
		}
		x.told[l.ID] = t
		if a.Matched = len(t.contacts) > 0; !t.known {
			a.Known = KnownLost
		}
		return a, nil
	}
	if l.Handles == nil || len(g.tags) == 0 {
		return a, nil
	}
	matches, err := OpenMatches(x.source.Files.Matches(l.ID), ks, l.Index)
	if errors.Is(err, fs.ErrNotExist) {
		a.Known = KnownLost
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	defer matches.Close()
	for _, t := range g.tags {
		handles, err := matches.Handles(t)
		if err != nil {
			return nil, err
		}
		for _, h := range handles {
			a.Handles = append(a.Handles, h.String())
		}
	}
	if a.Matched = len(a.Handles) > 0; a.Matched {
		a.Delivered = l.Delivered
	}
	return a, nil
}

func outcomeOf(l *ledger.Session) Outcome {
	switch {
	case l.Open():
		return OutcomeOpen
	case l.Released == nil && l.Refused == "" && l.Audience != nil:
		return OutcomeWritten
	case l.Released == nil:
		return OutcomeNothing
	case l.Released.Value == nil:
		return OutcomeBelow
	}
	return OutcomeReleased
}

// RejectedError says that an identifier that was asked about has no normal form.
type RejectedError struct {
	Reject identity.Reject
	msg    string
}

func (e *RejectedError) Error() string { return e.msg }
