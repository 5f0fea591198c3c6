package platform

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// recordDatasets backfills datasets of which the ledger has no entry.
func (s *Directory) recordDatasets(ctx context.Context, replay *ledger.Replay) error {
	rows, err := s.Datasets(ctx)
	if err != nil {
		return err
	}
	var all []ledger.Import
	for _, d := range rows {
		all = append(all, d.entry)
	}
	return s.journal.MissingImports(ctx, replay, all)
}

// setEntry is what the ledger will say of a set that was made of d.
func (d *DatasetRow) setEntry(params psi.Params, set psi.Set) ledger.PlatformSet {
	return ledger.PlatformSet{Dataset: d.Name, Import: d.entry.Commitment, PolicyDigest: d.PolicyDigest, Params: params, Set: set}
}

// recordOffer records that s is opened.
func (p *env) recordOffer(ctx context.Context, s *session) error {
	err := p.journal.Offer(ctx, s.id, ledger.Offer{
		Advertiser: s.client, Dataset: s.data.Name, Mode: s.offer.Mode, Params: s.params,
		Import: s.data.entry.Commitment, PolicyDigest: s.bound.PolicyDigest, Commitment: s.offer.Commitment,
	})
	if err == nil {
		s.mu.Lock()
		s.inLedger = true
		s.mu.Unlock()
	}
	return err
}

// recordFailure records that an open session ends without a result. s.mu is held.
func (p *env) recordFailure(s *session, code psi.Code) {
	if !s.inLedger || s.settled {
		return
	}
	s.settled = true
	err := p.journal.Failed(s.id, ledger.Refusal{
		Advertiser: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: s.offer.Mode, Code: string(code),
	})
	if err != nil {
		p.cfg.Log.Error("ledger", "session", s.id, "error", err)
	}
}

// recordRefusal records that no session was opened, if it is the platform's rules
// that say so. d is the dataset, or nil if the offer named none that there is:
// what a client invents does not get into the log.
func (p *env) recordRefusal(ctx context.Context, client string, d *DatasetRow, mode psi.Mode, err error) error {
	code := psi.CodeOf(err)
	if !code.Refused() {
		return err
	}
	r := ledger.Refusal{Advertiser: client, Mode: mode, Code: string(code)}
	if d != nil {
		r.Dataset, r.Purpose = d.Name, d.Purpose
	}
	if recErr := p.journal.Refused(ctx, r); recErr != nil {
		return errors.Join(err, recErr)
	}
	return err
}

// recordResult records what is about to be given out and returns the receipt.
// s.mu is held.
func (p *env) recordResult(s *session, a *answer) error {
	s.settled = true
	r := &a.result
	receipt, err := p.journal.Result(s.id, &ledger.Result{
		Advertiser: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: r.Mode,
		Context: r.Context, Released: r.Released, Handles: r.Handles, Index: a.index,
		Owner: s.owner.Name, Contract: s.owner.Contract, Budget: a.cost,
	})
	r.Receipt = string(receipt)
	return err
}

// importEntry is what the ledger will say of an import, without what its files
// say.
func importEntry(cfg *ImportConfig, r *dataset.BuildReport) *ledger.Import {
	m := &ledger.Import{
		Dataset: cfg.Dataset, Purpose: cfg.Purpose, Profile: cfg.Profile.String(), Suite: cfg.Suite, PolicyDigest: psi.Digest(cfg.Policy.Digest()),
		Rows: ledger.Rows{Total: r.Rows, Admitted: r.RowsAdmitted, Excluded: r.RowsExcluded, Empty: r.RowsEmpty,
			Rejected: r.RowsRejected, Deleted: r.RowsDeleted, Unchanged: r.RowsUnchanged},
	}
	rule, _ := cfg.Policy.Rule(cfg.Dataset, cfg.Purpose)
	for _, u := range rule.Requires {
		m.Uses = append(m.Uses, string(u))
	}
	if len(rule.AnyOf) > 0 {
		var any []string
		for _, u := range rule.AnyOf {
			any = append(any, string(u))
		}
		m.Uses = append(m.Uses, strings.Join(any, " or "))
	}
	for _, c := range r.Contexts {
		m.Admitted = append(m.Admitted, ledger.ContextCount(c))
	}
	for _, x := range r.Excluded {
		m.Excluded = append(m.Excluded, ledger.ReasonCount{Reason: x.Reason.String(), Rows: x.Rows, Values: x.Values})
	}
	for _, t := range r.Types {
		m.Types = append(m.Types, ledger.TypeCount{Type: string(t.Type), Values: t.Values, Admitted: t.Admitted, Excluded: t.Excluded, Elements: t.Elements})
	}
	return m
}

// commitDataset draws a salt, keeps it beside the dataset in dir, and returns the
// commitment of SPEC.md §13.2. It writes the candidate index, too, and returns its
// root.
func (s *Directory) commitDataset(ctx context.Context, dir store.Generation, cfg *ImportConfig, key subject.IndexKey) (commitment, index psi.Digest, err error) {
	stored, err := dataset.OpenStored(dir.Set())
	if err != nil {
		return commitment, index, err
	}
	defer stored.Close()
	if commitment, err = commitTo(stored, dir); err != nil {
		return commitment, index, err
	}
	index, err = s.writeCandidates(ctx, dir, stored, cfg, key)
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
