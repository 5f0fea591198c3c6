package platform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audit"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/imports"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// SpotAudit opens the groups of an epoch that a beacon picks, for the auditor with a verifier key. The table is read again,
// as the import did. That they are opened, and to whom, is in the ledger before they are returned. It also returns how many identifiers in these groups the table no longer has: the auditor will find them.
func (s *Directory) SpotAudit(ctx context.Context, set psi.Digest, auditor string, b audit.Beacon, table *dataset.Table, r audit.Reading) (*audit.Opening, uint64, error) {
	e, err := s.openAudited(ctx, set, auditor)
	if err != nil {
		return nil, 0, err
	}
	defer e.close()
	spot, err := audit.NewSpot(e.made, b)
	if err != nil {
		return nil, 0, err
	}
	defer spot.Close()
	again, err := e.again(ctx, table, r, spot)
	if err != nil {
		return nil, 0, err
	}
	defer again.Close()
	if err := recordOpened(ctx, s, ledger.Opened{Kind: ledger.AuditSpot, Set: set, Auditor: auditor, Groups: spot.Groups()}); err != nil {
		return nil, 0, err
	}
	o, err := spot.Opening()
	return o, spot.Lost(), err
}

// recordOpened records what is about to be opened to an auditor.
func recordOpened(ctx context.Context, s *Directory, o ledger.Opened) error {
	return s.journal.Record(ctx, &ledger.Entry{Type: ledger.TypeOpened, Opened: &o})
}

// FullAudit compares the whole of an epoch with a table, which is read as the import did, while the auditor with a
// verifier key watches. The ledger says so before anything is compared.
func (s *Directory) FullAudit(ctx context.Context, set psi.Digest, auditor string, table *dataset.Table, r audit.Reading) (*audit.Report, *audit.Logged, error) {
	e, err := s.openAudited(ctx, set, auditor)
	if err != nil {
		return nil, nil, err
	}
	defer e.close()
	again, err := e.again(ctx, table, r, nil)
	if err != nil {
		return nil, nil, err
	}
	defer again.Close()
	if err := recordOpened(ctx, s, ledger.Opened{Kind: ledger.AuditFull, Set: set, Auditor: auditor, Groups: e.made.Set.Records()}); err != nil {
		return nil, nil, err
	}
	report, err := audit.Full(ctx, e.made, e.row.Made.Layout, again.Stored, psi.Scratch{Memory: r.Memory, Dir: again.Scratch()})
	return report, e.logged, err
}

// audited is an epoch that is open for an audit.
type audited struct {
	imports *imports.To
	row     store.Epoch
	logged  *audit.Logged
	made    audit.Made
	files   []*os.File
}

func (s *Directory) openAudited(ctx context.Context, set psi.Digest, auditor string) (e *audited, err error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	if err := ledger.CheckAuditor(auditor); err != nil {
		return nil, err
	}
	e = &audited{imports: importsTo(s)}
	defer func() {
		if err != nil {
			e.close()
			e = nil
		}
	}()
	if e.row, err = s.epochRow(ctx, set); err != nil {
		return e, err
	}
	e.logged, err = audit.Find(func(each func(*ledger.Entry) error) (*ledger.Checkpoint, *ledger.Replay, error) {
		return s.VerifyLedger(ctx, each)
	}, set)
	if err != nil {
		return e, err
	}
	e.made = audit.Made{Params: e.row.Made.Params, Set: e.logged.Epoch.Set, Secret: e.row.Secret}
	erased, err := s.rows.Erased.Load(ctx)
	if err != nil {
		return e, err
	}
	logged := e.logged
	e.made.Erased = audit.NewErased(func(user string) (psi.Digest, bool) {
		name, ok := erased.Reference(user)
		_, recorded := logged.Erased[name]
		return name, ok && recorded
	}, func(name psi.Digest) bool { return !logged.Erased[name].At.Before(logged.Import.At) })
	d := &store.Dataset{Name: e.row.Name, Purpose: e.row.Purpose, Suite: e.made.Params.Suite, Profile: e.made.Params.Profile}
	generation := s.rows.Files.Generation(e.row.Generation)
	if e.made.Key, err = s.rows.ElementsKey(generation, d); err != nil {
		return e, fmt.Errorf("dataset %q: %w", e.row.Name, err)
	}
	if e.made.Data, err = dataset.OpenStored(generation.Set()); err != nil {
		return e, fmt.Errorf("dataset %q: %w", e.row.Name, err)
	}
	files := s.rows.Files.Epoch(set)
	var opened [3]*os.File
	for i, path := range []string{files.Leaves(), files.Set(), files.Order()} {
		if opened[i], err = os.Open(path); err != nil {
			return e, err
		}
		e.files = append(e.files, opened[i])
	}
	e.made.Leaves, err = psi.ReadLeaves(opened[0], e.made.Set)
	e.made.File, e.made.Order = opened[1], opened[2]
	return e, err
}

// epochRow finds an epoch whose key is not destroyed.
func (s *Directory) epochRow(ctx context.Context, set psi.Digest) (found store.Epoch, err error) {
	rows, err := s.rows.Epochs.List(ctx)
	if err != nil {
		return found, err
	}
	for i := range rows {
		if rows[i].Digest == set {
			found = rows[i]
		} else {
			rows[i].Secret.Destroy()
		}
	}
	if found.Secret == nil {
		return found, fmt.Errorf("no epoch %v is alive: it is audited before its key is destroyed, and its digest is in the ledger's entry epoch.open", set)
	}
	return found, nil
}

// again reads the table under the dataset's key.
func (e *audited) again(ctx context.Context, table *dataset.Table, r audit.Reading, spot *audit.Spot) (*imports.Again, error) {
	cfg, err := r.Config(e.logged)
	if err != nil {
		return nil, err
	}
	cfg.Key, cfg.Erased = e.made.Key, e.made.Erased.InTable
	if spot != nil {
		cfg.Masked = spot.Masked
	}
	return e.imports.Again(ctx, table, cfg)
}

func (e *audited) close() {
	for _, f := range e.files {
		f.Close()
	}
	if e.made.Data != nil {
		e.made.Data.Close()
	}
	if e.made.Key != nil {
		e.made.Key.Destroy()
	}
	if e.row.Secret != nil {
		e.row.Secret.Destroy()
	}
}

// EpochRow is an epoch whose key is not destroyed.
type EpochRow struct {
	Digest  psi.Digest `json:"digest"`
	Dataset string     `json:"dataset"`
	Purpose string     `json:"purpose"`
	Opened  string     `json:"opened"`
}

// LiveEpochs lists the epochs that can be audited, oldest first.
func (s *Directory) LiveEpochs(ctx context.Context) (all []EpochRow, err error) {
	rows, err := s.rows.Epochs.List(ctx)
	for i := range rows {
		rows[i].Secret.Destroy()
		all = append(all, EpochRow{rows[i].Digest, rows[i].Name, rows[i].Purpose, rows[i].Opened.UTC().Format(timeFormat)})
	}
	return all, err
}

// OpenSet opens what clients may read of an epoch: its set, and the hashes of the set's leaves. The error is fs.ErrNotExist
// if there is no such epoch any more.
func OpenSet(s *Directory, set psi.Digest) (elements, leaves *os.File, err error) {
	files := s.rows.Files.Epoch(set)
	if elements, err = os.Open(files.Set()); err != nil {
		return nil, nil, err
	}
	if leaves, err = os.Open(files.Leaves()); err != nil {
		return nil, nil, errors.Join(err, elements.Close())
	}
	return elements, leaves, nil
}

// timeFormat is how times are written in messages: to the second.
const timeFormat = "2006-01-02T15:04:05Z"

// RecordAudit enters an auditor's signed verdict into the ledger. Clients are shown the latest one of a dataset.
func (s *Directory) RecordAudit(ctx context.Context, signed []byte, verifierKey string) (*ledger.Verdict, error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	verifierKey = strings.TrimSpace(verifierKey)
	v, err := ledger.OpenVerdict(signed, verifierKey)
	if err != nil {
		return nil, err
	}
	_, replay, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return nil, err
	}
	switch set := replay.Set(v.Set); {
	case set == nil:
		return nil, fmt.Errorf("the verdict is about an epoch that is not in the ledger: %v", v.Set)
	case v.Platform != set.Platform || v.Dataset != set.Dataset || v.Purpose != set.Purpose:
		return nil, errors.New("the verdict names another platform, dataset or purpose than the epoch in the ledger")
	case !replay.Opened(v.Kind, v.Set, verifierKey):
		return nil, fmt.Errorf("the ledger does not say that the epoch was opened to this auditor for a %s audit: make one with its key", v.Kind)
	}
	if v.Erased > uint64(len(replay.Erased)) {
		return nil, fmt.Errorf("the verdict accounts for %d persons who were erased, and the ledger has %d", v.Erased, len(replay.Erased))
	}
	for _, e := range replay.Audits {
		if e.Audit.Note == string(signed) {
			return nil, errors.New("the verdict is in the ledger already")
		}
	}
	entry := &ledger.Entry{Type: ledger.TypeAudit, Audit: &ledger.Audit{Kind: v.Kind, Set: v.Set, Verdict: v.Verdict, Auditor: verifierKey, Note: string(signed)}}
	if err := s.journal.Record(ctx, entry); err != nil {
		return nil, err
	}
	return v, keepAudit(ctx, s, entry, v.Dataset, v.Purpose)
}

// auditKey is the key under which the latest verdict about a dataset is kept.
func auditKey(dataset, purpose string) string { return "audit/" + dataset + "/" + purpose }

// keepAudit keeps a verdict's entry for clients.
func keepAudit(ctx context.Context, s *Directory, e *ledger.Entry, dataset, purpose string) error {
	l, err := s.Ledger(ctx)
	if err != nil {
		return err
	}
	receipt, err := l.Receipt(e.Seq)
	if err != nil {
		return err
	}
	b, err := json.Marshal(psi.LastAudit{Kind: e.Audit.Kind, Verdict: e.Audit.Verdict, Time: e.Time, Auditor: e.Audit.Auditor, Receipt: string(receipt)})
	if err != nil {
		return err
	}
	return s.rows.Meta.Set(ctx, auditKey(dataset, purpose), string(b))
}

// lastAudit is the latest verdict about a dataset, or nil.
func (s *Directory) lastAudit(ctx context.Context, dataset, purpose string) (*psi.LastAudit, error) {
	text, err := s.rows.Meta.Get(ctx, auditKey(dataset, purpose))
	if err != nil || text == "" {
		return nil, err
	}
	a := new(psi.LastAudit)
	return a, json.Unmarshal([]byte(text), a)
}

// restoreAudits keeps the latest verdicts of the log, as far as a process died before it did.
func (s *Directory) restoreAudits(ctx context.Context, replay *ledger.Replay) error {
	latest := map[[2]string]*ledger.Entry{}
	for _, e := range replay.Audits {
		set := replay.Set(e.Audit.Set)
		latest[[2]string{set.Dataset, set.Purpose}] = e
	}
	for of, e := range latest {
		kept, err := s.lastAudit(ctx, of[0], of[1])
		if err == nil && (kept == nil || kept.Time.Before(e.Time)) {
			err = keepAudit(ctx, s, e, of[0], of[1])
		}
		if err != nil {
			return err
		}
	}
	return nil
}
