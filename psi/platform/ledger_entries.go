package platform

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// recordDatasets makes good for datasets of which the ledger has no entry: it was
// restored from an older copy, and an operator has accepted that.
func (p *Platform) recordDatasets(ctx context.Context, replay *ledger.Replay) error {
	rows, err := p.store.Datasets(ctx)
	if err != nil {
		return err
	}
	unknown := func(d DatasetRow) bool { return replay.Import(d.entry.Commitment) == nil }
	if !slices.ContainsFunc(rows, unknown) {
		return nil
	}
	// An import may have ended meanwhile. The ledger of now has what it committed.
	if _, replay, err = p.store.VerifyLedger(ctx, nil); err != nil {
		return err
	}
	for _, d := range rows {
		if !unknown(d) {
			continue
		}
		if err := p.store.recordImport(ctx, &d.entry, psi.Digest{}); err != nil {
			return err
		}
	}
	return nil
}

// recordSet records a platform set that is about to be served, and returns the
// receipt for that. session is "" for an epoch file.
func (p *Platform) recordSet(session string, d *DatasetRow, params psi.Params, set psi.Set) ([]byte, error) {
	return p.recordReceipt(&ledger.Entry{Type: ledger.TypeEpochOpen, Session: session, Epoch: &ledger.Epoch{
		Platform: p.identity, Dataset: d.Name, Import: d.entry.Commitment, PolicyDigest: d.PolicyDigest, Params: params, Set: set,
	}})
}

func (p *Platform) recordReceipt(e *ledger.Entry) ([]byte, error) {
	if err := p.store.record(context.Background(), e); err != nil || p.store.unrecorded {
		return nil, err
	}
	l, err := p.store.Ledger(context.Background())
	if err != nil {
		return nil, err
	}
	return l.Receipt(e.Seq)
}

func (p *Platform) recordDestroyed(set psi.Digest) error {
	return p.store.record(context.Background(), &ledger.Entry{Type: ledger.TypeKeyDestroyed, KeyDestroyed: &ledger.KeyDestroyed{Set: set}})
}

// destroyEpoch destroys an epoch's key and says so in the log.
func (p *Platform) destroyEpoch(e *epoch) {
	e.destroy()
	if e.isReady() && e.role != nil && !e.gone {
		e.gone = true
		if err := p.recordDestroyed(e.role.Set().Digest); err != nil {
			p.cfg.Log.Error("ledger", "error", err)
		}
	}
}

// recordOffer records that s is opened.
func (p *Platform) recordOffer(ctx context.Context, s *session) error {
	err := p.store.record(ctx, &ledger.Entry{Type: ledger.TypeOffer, Session: s.id, Offer: &ledger.Offer{
		Platform: p.identity, Advertiser: s.client, Dataset: s.data.Name, Mode: s.offer.Mode, Params: s.params,
		Import: s.data.entry.Commitment, PolicyDigest: s.bound.PolicyDigest, Commitment: s.offer.Commitment,
	}})
	if err == nil {
		s.mu.Lock()
		s.inLedger = true
		s.mu.Unlock()
	}
	return err
}

// recordFailure records that an open session ends without a result. s.mu is held.
func (p *Platform) recordFailure(s *session, code psi.Code) {
	if !s.inLedger || s.settled {
		return
	}
	s.settled = true
	err := p.store.record(context.Background(), &ledger.Entry{Type: ledger.TypeRefusal, Session: s.id, Refusal: &ledger.Refusal{
		Advertiser: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: s.offer.Mode, Code: string(code),
	}})
	if err != nil {
		p.cfg.Log.Error("ledger", "session", s.id, "error", err)
	}
}

// recordRefusal records that no session was opened, if it is the platform's rules
// that say so. d is the dataset, or nil if the offer named none that there is:
// what a client invents does not get into the log.
func (p *Platform) recordRefusal(ctx context.Context, client string, d *DatasetRow, mode psi.Mode, err error) error {
	code := psi.CodeOf(err)
	if !code.Refused() {
		return err
	}
	r := ledger.Refusal{Advertiser: client, Mode: mode, Code: string(code)}
	if d != nil {
		r.Dataset, r.Purpose = d.Name, d.Purpose
	}
	p.mu.Lock()
	for old, at := range p.refusals {
		if time.Since(at) > refusalInterval {
			delete(p.refusals, old)
		}
	}
	_, known := p.refusals[r]
	if !known {
		p.refusals[r] = time.Now()
	}
	p.mu.Unlock()
	if known {
		return err
	}
	if recErr := p.store.record(ctx, &ledger.Entry{Type: ledger.TypeRefusal, Refusal: &r}); recErr != nil {
		return errors.Join(err, recErr)
	}
	return err
}

// recordResult records what is about to be given out and returns the receipt.
// s.mu is held.
func (p *Platform) recordResult(s *session, r *psi.Result) error {
	s.settled = true
	receipt, err := p.recordReceipt(&ledger.Entry{Type: ledger.TypeResult, Session: s.id, Result: &ledger.Result{
		Advertiser: s.client, Dataset: s.data.Name, Purpose: s.params.Purpose, Mode: r.Mode,
		Context: r.Context, Released: r.Released, Handles: r.Handles, Index: s.index,
		Owner: s.owner.Name, Contract: s.owner.Contract, Budget: s.paid,
	}})
	r.Receipt = string(receipt)
	if r.Handles != nil {
		p.delivery.Lock()
		defer p.delivery.Unlock()
		p.undelivered[s.id] = ledger.Handles{Advertiser: s.client, Set: *r.Handles}
	}
	return err
}

// recordDelivery records, once, that a session's handles are about to be
// delivered.
func (p *Platform) recordDelivery(session string) error {
	p.delivery.Lock()
	defer p.delivery.Unlock()
	h, ok := p.undelivered[session]
	if !ok {
		return nil
	}
	err := p.store.record(context.Background(), &ledger.Entry{Type: ledger.TypeHandles, Session: session, Handles: &h})
	if err == nil {
		delete(p.undelivered, session)
	}
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

// recordImport records a dataset before it takes the place of the one before,
// which had the given policy.
func (s *Store) recordImport(ctx context.Context, m *ledger.Import, previous psi.Digest) error {
	_, replay, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	if previous != m.PolicyDigest || !replay.KnowsPolicy(m.Dataset, m.Purpose, m.PolicyDigest) {
		err := s.record(ctx, &ledger.Entry{Type: ledger.TypePolicy, Policy: &ledger.Policy{
			Dataset: m.Dataset, Purpose: m.Purpose, Previous: previous, Digest: m.PolicyDigest,
		}})
		if err != nil {
			return err
		}
	}
	return s.record(ctx, &ledger.Entry{Type: ledger.TypeImport, Import: m})
}

// commitDataset draws a salt, keeps it beside the dataset in dir, and returns the
// commitment of SPEC.md §13.2. It writes the candidate index, too, and returns its
// root.
func (s *Store) commitDataset(ctx context.Context, dir string, cfg *ImportConfig, key ledger.IndexKey) (commitment, index psi.Digest, err error) {
	stored, err := dataset.OpenStored(store.Generation(dir).Set())
	if err != nil {
		return commitment, index, err
	}
	defer stored.Close()
	if commitment, err = commit(dir, stored); err != nil {
		return commitment, index, err
	}
	index, err = s.writeCandidates(ctx, dir, stored, cfg, key)
	return commitment, index, err
}

func commit(dir string, stored *dataset.Stored) (psi.Digest, error) {
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
	return psi.Digest(h.Sum(nil)), durable.WriteFile(store.Generation(dir).Commitment(), []byte(hex.EncodeToString(salt[:])+"\n"))
}
