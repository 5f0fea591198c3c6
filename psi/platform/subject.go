package platform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Subject answers a person's question for every session in the ledger, which it
// verifies first.
func (s *Store) Subject(ctx context.Context, q SubjectQuery) (*SubjectReport, error) {
	if (q.User == "") == (q.Identifier == "") {
		return nil, errors.New("name the person by a user reference or by an identifier, not both")
	}
	if q.Identifier != "" {
		if _, err := identity.ParseType(q.IDType); err != nil {
			return nil, err
		}
	}
	datasets, err := s.Datasets(ctx) // first, so that their imports are in the ledger
	if err != nil {
		return nil, err
	}
	head, replay, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return nil, err
	}
	platform, err := s.PlatformIdentity(ctx)
	if err != nil {
		return nil, err
	}
	x := &subject{store: s, query: q, sealer: s.rows.Sealer(), generations: map[psi.Digest]*generationAnswer{}}
	r := &SubjectReport{
		Platform: platform, Asked: time.Now().UTC().Truncate(time.Second), User: q.User, IDType: q.IDType,
		Log:      SubjectLog{Origin: head.Origin, Size: head.Size, Root: head.Hash.String()},
		Datasets: []SubjectDataset{}, Sessions: []SubjectSession{},
	}
	for _, d := range datasets {
		a, err := x.dataset(&d, replay.Import(d.entry.Commitment))
		if err != nil {
			return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
		}
		r.Datasets = append(r.Datasets, *a)
	}
	rows, err := s.rows.SubjectKeys.List(ctx)
	if err != nil {
		return nil, err
	}
	keys := map[string]*subjectRow{}
	for i := range rows {
		keys[rows[i].Session] = (*subjectRow)(&rows[i])
	}
	for _, l := range replay.Sessions {
		a, err := x.session(l, keys[l.ID])
		if err != nil {
			return nil, fmt.Errorf("session %.12s: %w", l.ID, err)
		}
		r.Sessions = append(r.Sessions, *a)
	}
	if x.rejected != nil && !x.accepted {
		return nil, x.rejected
	}
	for _, g := range x.generations {
		if len(g.records) > 0 {
			r.Users = max(r.Users, len(g.tags))
		}
	}
	for _, e := range replay.Accepted {
		r.Accepted = append(r.Accepted, SubjectAccepted{e.Seq, e.Time, *e.Acknowledged})
	}
	return r, nil
}

// admitted is the outcome of an identifier that is in the dataset.
const admitted = "admitted"

// subject is a question that is being answered.
type subject struct {
	store       *Store
	query       SubjectQuery
	sealer      Sealer
	generations map[psi.Digest]*generationAnswer // by the root of their index
	accepted    bool                             // the identifier is one by some dataset's profile
	rejected    error                            // why it is none by another's
}

// generationAnswer is what a generation's index says of the person.
type generationAnswer struct {
	tags    []ledger.PersonTag // of the users who are meant
	records []ledger.Candidate
}

// generation looks the person up in a generation's index, once. It fails with
// fs.ErrNotExist if there is none.
func (x *subject) generation(name string, key ledger.IndexKey, root psi.Digest) (*generationAnswer, error) {
	if g := x.generations[root]; g != nil {
		return g, nil
	}
	index, err := ledger.OpenCandidates(x.store.rows.Files.Generation(name).Candidates(), key, root)
	if errors.Is(err, fs.ErrNotExist) {
		index, err = ledger.OpenCandidates(x.store.rows.Files.OldCandidates(name), key, root)
	}
	if err != nil {
		return nil, err
	}
	defer index.Close()
	g := &generationAnswer{records: []ledger.Candidate{}}
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

// tags are those of the users who are meant.
func (x *subject) tags(index *ledger.Candidates) ([]ledger.PersonTag, error) {
	if x.query.User != "" {
		return []ledger.PersonTag{index.Tag(x.query.User)}, nil
	}
	info := index.Info()
	t, err := identity.ParseType(x.query.IDType)
	if err != nil {
		return nil, err
	}
	secret, ok := info.Keys[string(t)]
	if !ok {
		return nil, nil // the dataset has none of this type
	}
	profile, err := identity.ParseProfile(info.Profile)
	if err != nil {
		return nil, err
	}
	norm, err := profile.Normaliser(t, identity.Options{Region: x.query.Region})
	if err != nil {
		return nil, err
	}
	match, reject := norm.Key([]byte(x.query.Identifier))
	if reject != identity.Accepted {
		x.rejected = fmt.Errorf("the identifier is no %s by profile %s: %s", t, info.Profile, reject.Hint())
		return nil, nil // so it is not in the dataset either
	}
	x.accepted = true
	group, err := psi.Params{Suite: info.Suite, Purpose: info.Purpose, Profile: info.Profile, IDType: string(t)}.Group()
	if err != nil {
		return nil, err
	}
	key, err := group.NewKey(secret)
	if err != nil {
		return nil, err
	}
	defer key.Destroy()
	var e [1]ecdh.Element
	key.Mask(e[:], [][]byte{match[:]})
	return index.Identifier(string(t), e[0])
}

// dataset says what a dataset holds now. m is the ledger's entry of its import, or
// nil.
func (x *subject) dataset(d *DatasetRow, m *ledger.Import) (*SubjectDataset, error) {
	if m == nil {
		return nil, errors.New("the ledger lacks its import: a server makes good for that as it starts")
	}
	key, err := x.store.rows.IndexKey(x.store.rows.Files.Generation(d.generation), d.Name)
	if err != nil {
		return nil, err
	}
	g, err := x.generation(d.generation, key, m.Index)
	if err != nil {
		return nil, err
	}
	return &SubjectDataset{Dataset: d.Name, Purpose: d.Purpose, Uses: m.Uses, Imported: d.Imported, Records: g.records}, nil
}

// session says what one session had to do with the person. row is nil if it has no
// key.
func (x *subject) session(l *ledger.Session, row *subjectRow) (*SubjectSession, error) {
	a := &SubjectSession{
		Session: l.ID, Advertiser: l.Advertiser, Owner: l.Owner, Purpose: l.Purpose, Uses: l.Import.Uses, Dataset: l.Dataset, IDType: l.IDType, Mode: l.Mode,
		Opened: l.Opened, Ended: l.Ended, Outcome: outcomeOf(l), Code: l.Refused, Entries: [2]int64{l.First, l.Last},
	}
	switch {
	case !l.Erased.IsZero(): // whatever a restored database has
		a.Known = KnownErased
		return a, nil
	case row == nil:
		a.Known = KnownLost
		return a, nil
	}
	ks, kg, err := row.open(x.sealer)
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
		if r.Outcomes[l.IDType] == admitted {
			a.Candidate = true
			if !slices.Contains(a.Contexts, r.Context) {
				a.Contexts = append(a.Contexts, r.Context)
			}
		}
	}
	if l.Handles == nil || len(g.tags) == 0 {
		return a, nil
	}
	matches, err := ledger.OpenMatches(x.store.rows.Files.MatchIndex(l.ID), ks, l.Index)
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

// Explain says what a dataset holds of one of the platform's users.
func (s *Store) Explain(d *DatasetRow, user string) ([]ledger.Candidate, error) {
	dir := s.rows.Files.Generation(d.generation)
	key, err := s.rows.IndexKey(dir, d.Name)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	index, err := ledger.OpenCandidates(dir.Candidates(), key, d.entry.Index)
	if err != nil {
		return nil, fmt.Errorf("dataset %q: %w", d.Name, err)
	}
	defer index.Close()
	return index.Person(index.Tag(user))
}

func outcomeOf(l *ledger.Session) Outcome {
	switch {
	case l.Open():
		return OutcomeOpen
	case l.Released == nil:
		return OutcomeNothing
	case l.Released.Value == nil:
		return OutcomeBelow
	}
	return OutcomeReleased
}
