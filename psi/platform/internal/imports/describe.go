package imports

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"path/filepath"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// describe writes what the ledger's entry has of the files of d: their commitment, and
// the root of the candidate index, which it makes.
func (d *draft) describe(ctx context.Context) error {
	stored, err := dataset.OpenStored(d.made.Set())
	if err != nil {
		return err
	}
	defer stored.Close()
	d.holds(stored.Summary(), stored.Groups())
	if d.row.Entry.Commitment, err = commitTo(stored, d.made); err != nil {
		return err
	}
	d.row.Entry.Index, err = d.writeCandidates(ctx, stored)
	return err
}

// commitTo draws the salt and keeps it in dir.
func commitTo(stored *dataset.Stored, dir store.Generation) (psi.Digest, error) {
	var salt psi.Nonce
	rand.Read(salt[:])
	c, err := commitment(salt, stored.Size(), stored.Elements())
	if err != nil {
		return psi.Digest{}, err
	}
	return c, durable.WriteFile(dir.Commitment(), []byte(hex.EncodeToString(salt[:])+"\n"))
}

// commitment is that of SPEC.md §13.2.
func commitment(salt psi.Nonce, size uint64, elements iter.Seq2[ecdh.Element, error]) (psi.Digest, error) {
	all := sha256.New()
	for e, err := range elements {
		if err != nil {
			return psi.Digest{}, err
		}
		all.Write(e[:])
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s dataset commitment\n%x\n%d %x\n", psi.Version, salt, size, all.Sum(nil))
	return psi.Digest(h.Sum(nil)), nil
}

// writeCandidates writes the candidate index of the dataset that was made.
func (d *draft) writeCandidates(ctx context.Context, stored *dataset.Stored) (psi.Digest, error) {
	info := subject.CandidateInfo{
		Dataset: d.row.Name, Purpose: d.row.Purpose, Suite: d.row.Suite, Profile: d.row.Profile,
		Contexts: stored.Contexts(), Codes: stored.Codes(),
	}
	for _, t := range identity.Types() {
		info.Types = append(info.Types, string(t))
	}
	k, err := d.Rows.ElementsKey(d.made, &d.row)
	if err != nil {
		return psi.Digest{}, err
	}
	info.Key = k.Bytes()
	k.Destroy()
	defer clear(info.Key)
	return subject.WriteCandidates(ctx, d.made.Candidates(), d.index, info, stored.Decisions(), identifiers(stored),
		psi.Scratch{Memory: d.memory, Dir: filepath.Dir(string(d.made))})
}

// identifiers are a dataset's elements with the records that they are of.
func identifiers(stored *dataset.Stored) iter.Seq2[subject.CandidateIdentifier, error] {
	return func(yield func(subject.CandidateIdentifier, error) bool) {
		for o, err := range stored.Owned() {
			if !yield(subject.CandidateIdentifier{Type: string(o.Type), Element: o.Element, Record: o.Record, Outcome: byte(o.Outcome)}, err) {
				return
			}
		}
	}
}
