package imports

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// commitDataset draws a salt, keeps it beside the dataset that was made, and returns the
// commitment of SPEC.md §13.2. It writes the candidate index, too, and returns its
// root.
func (x *importer) commitDataset(ctx context.Context) (commitment, index psi.Digest, err error) {
	stored, err := dataset.OpenStored(x.made.Set())
	if err != nil {
		return commitment, index, err
	}
	defer stored.Close()
	if commitment, err = commitTo(stored, x.made); err != nil {
		return commitment, index, err
	}
	index, err = x.writeCandidates(ctx, stored)
	return commitment, index, err
}

// commitTo draws the salt and keeps it in dir.
func commitTo(stored *dataset.Stored, dir store.Generation) (psi.Digest, error) {
	var salt psi.Nonce
	rand.Read(salt[:])
	h := sha256.New()
	fmt.Fprintf(h, "%s dataset commitment\n%x\n", psi.Version, salt)
	for _, t := range []identity.Type{identity.Email, identity.Phone} {
		set, err := stored.Set(t)
		if err != nil {
			return psi.Digest{}, err
		}
		elements := sha256.New()
		for e, err := range set.Elements() {
			if err != nil {
				return psi.Digest{}, err
			}
			elements.Write(e[:])
		}
		fmt.Fprintf(h, "%s %d %x\n", t, set.Size(), elements.Sum(nil))
	}
	return psi.Digest(h.Sum(nil)), durable.WriteFile(dir.Commitment(), []byte(hex.EncodeToString(salt[:])+"\n"))
}

// writeCandidates writes the candidate index of the dataset that was made.
func (x *importer) writeCandidates(ctx context.Context, stored *dataset.Stored) (psi.Digest, error) {
	cfg := &x.cfg
	info := subject.CandidateInfo{
		Dataset: cfg.Dataset, Purpose: cfg.Purpose, Suite: cfg.Suite, Profile: cfg.Profile.String(),
		Contexts: stored.Contexts(), Codes: stored.Codes(), Keys: map[string]subject.Secret{},
	}
	for _, t := range identity.Types() {
		info.Types = append(info.Types, string(t))
		if !cfg.Profile.Supports(t) {
			continue
		}
		k, err := x.Rows.ElementsKey(x.made, cfg.Dataset, psi.Params{Suite: cfg.Suite, Purpose: cfg.Purpose, Profile: cfg.Profile.String(), IDType: string(t)})
		if err != nil {
			return psi.Digest{}, err
		}
		info.Keys[string(t)] = k.Bytes()
		k.Destroy()
	}
	defer func() {
		for _, k := range info.Keys {
			clear(k)
		}
	}()
	return subject.WriteCandidates(ctx, x.made.Candidates(), x.index, info, stored.Decisions(), identifiers(stored),
		psi.Scratch{Memory: cfg.Memory, Dir: filepath.Dir(string(x.made))})
}

// identifiers are a dataset's elements with the records that they are of.
func identifiers(stored *dataset.Stored) iter.Seq2[subject.CandidateIdentifier, error] {
	return func(yield func(subject.CandidateIdentifier, error) bool) {
		for _, t := range identity.Types() {
			set, err := stored.Set(t)
			if err != nil {
				yield(subject.CandidateIdentifier{}, err)
				return
			}
			for o, err := range set.Owned() {
				if !yield(subject.CandidateIdentifier{Type: string(t), Element: o.Element, Record: o.Record}, err) {
					return
				}
			}
		}
	}
}
