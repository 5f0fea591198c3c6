package imports

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Remove takes a dataset away, with what a rollback would need. The ledger says that
// one took its place that holds nothing.
func (t *To) Remove(ctx context.Context, name, purpose string) error {
	current, err := t.Rows.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return errors.New(err.Error()) // no refusal of a client's
	}
	e := ledger.Import{
		Dataset: name, Purpose: purpose, Population: current.Population, Profile: current.Profile, Suite: current.Suite, PolicyDigest: current.PolicyDigest, At: entryTime(), Uses: current.Entry.Uses,
	}
	var salt psi.Nonce
	rand.Read(salt[:])
	if e.Commitment, err = commitment(salt, 0, none[ecdh.Element]); err != nil {
		return err
	}
	if e.Index, err = t.emptyIndex(ctx, &e); err != nil {
		return err
	}
	if err := t.Journal.Import(ctx, &e, current.PolicyDigest, ""); err != nil {
		return err
	}
	return t.Rows.Datasets.Remove(ctx, name, purpose, current.Generation)
}

func none[T any](func(T, error) bool) {}

// emptyIndex is the root of an index of nobody.
func (t *To) emptyIndex(ctx context.Context, e *ledger.Import) (psi.Digest, error) {
	work, err := t.newWorkFolder(ctx)
	if err != nil {
		return psi.Digest{}, err
	}
	defer work.close()
	info := subject.CandidateInfo{Dataset: e.Dataset, Purpose: e.Purpose, Suite: e.Suite, Profile: e.Profile}
	return subject.WriteCandidates(ctx, work.in(subject.CandidatesFile), subject.NewIndexKey(), info,
		none[psi.Decision], none[subject.CandidateIdentifier], psi.Scratch{Dir: work.path})
}
