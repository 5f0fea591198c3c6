package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audit"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// audits plays an auditor, who compares the platform's epoch with its table, and then that of a platform that cheats,
// which must be found out.
func (d *demo) audits(store *platform.Directory) error {
	live, err := store.LiveEpochs(d.ctx)
	if err != nil || len(live) == 0 {
		return errors.Join(err, errors.New("there is no epoch to audit"))
	}
	set := live[len(live)-1].Digest
	policy, err := purpose.Open(filepath.Join(d.dir, "policy.yaml"))
	if err != nil {
		return err
	}
	a := &auditor{d: d, store: store, reading: audit.Reading{Policy: policy}}
	value := make([]byte, 32)
	rand.Read(value)
	if a.beacon, err = audit.ParseBeacon(hex.EncodeToString(value), "drawn for the demo"); err != nil {
		return err
	}
	log, err := store.Ledger(d.ctx)
	if err != nil {
		return err
	}
	key, err := ledger.NewVerifier(log.VerifierKey())
	if err != nil {
		return err
	}
	if a.logged, err = audit.Find(audit.VerifyDir(log.Dir(), key), set); err != nil {
		return err
	}
	d.progress.Step("auditing", 0, 0)
	if err := a.readTable(); err != nil {
		return err
	}
	defer a.table.Close()
	honest, err := a.honest()
	if err != nil {
		return err
	}
	cheating, err := a.cheating()
	d.progress.Clear()
	if err != nil {
		return err
	}
	fmt.Fprintf(d.w, "\nAn auditor compares the platform's epoch with its table, of which a public random value picks the groups\n")
	fmt.Fprintf(d.w, "  the platform       %s opened, %s differ: %s, and in the ledger\n", cli.Counted(honest.Groups, "group"), cli.Count(honest.Differ), ledger.AuditPassed)
	fmt.Fprintf(d.w, "  one that cheats    masks its users under 78 keys, one or two each, by which it would know its matches by name\n")
	fmt.Fprintf(d.w, "                     %s opened, %s are not under its one key: %s\n", cli.Counted(cheating.Groups, "group"), cli.Count(cheating.Differ), ledger.AuditFailed)
	return nil
}

// auditor is an audit under way.
type auditor struct {
	d       *demo
	store   *platform.Directory
	reading audit.Reading
	beacon  audit.Beacon
	logged  *audit.Logged
	table   *audit.Table
}

func (a *auditor) open() (*dataset.Table, error) {
	return dataset.OpenTable(filepath.Join(a.d.dir, "users.csv"), dataset.TableConfig{})
}

func (a *auditor) readTable() error {
	t, err := a.open()
	if err != nil {
		return err
	}
	defer t.Close()
	a.table, _, err = audit.ReadTable(a.d.ctx, filepath.Join(a.d.dir, "auditor"), t, a.logged, a.reading)
	return err
}

// honest audits the platform that serves, and enters the verdict into its ledger.
func (a *auditor) honest() (*audit.Report, error) {
	t, err := a.open()
	if err != nil {
		return nil, err
	}
	defer t.Close()
	set := a.logged.Epoch.Set
	secret, public, err := ledger.GenerateAuditor("auditor.example")
	if err != nil {
		return nil, err
	}
	opening, _, err := a.store.SpotAudit(a.d.ctx, set.Digest, public, a.beacon, t, a.reading)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(a.d.data, "epochs", set.Digest.String())
	hashes, err := os.Open(path + ".leaves")
	if err != nil {
		return nil, err
	}
	defer hashes.Close()
	leaves, err := psi.ReadLeaves(hashes, set)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path + ".elements")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	checked, err := audit.Check(opening, a.logged, leaves, file)
	if err != nil {
		return nil, err
	}
	report, err := checked.Compare(a.d.ctx, a.table)
	if err != nil {
		return nil, err
	}
	if !report.Passed() {
		return nil, fmt.Errorf("the audit of an honest epoch: %d of %d groups differ", report.Differ, report.Groups)
	}
	signed, err := audit.NewVerdict(report, a.logged, a.beacon, time.Now()).Sign(secret)
	if err == nil {
		_, err = a.store.RecordAudit(a.d.ctx, signed, public)
	}
	return report, err
}

// cheating audits a platform of its own, with the same users, who are under two of many keys each, or one if they have one identifier.
func (a *auditor) cheating() (*audit.Report, error) {
	suite, err := ecdh.ParseSuite(a.logged.Epoch.Suite)
	if err != nil {
		return nil, err
	}
	made := audit.Made{Params: a.logged.Epoch.Params, Secret: psi.NewEpochSecret(), Key: suite.GenerateKey()}
	keys := map[ecdh.Element]func(*audit.Spot){}
	cfg, err := a.reading.Config(a.logged)
	if err != nil {
		return nil, err
	}
	cfg.Key = made.Key
	cfg.Masked = func(t identity.Type, key *identity.Key, e ecdh.Element) {
		k := *key
		keys[e] = func(s *audit.Spot) { s.Masked(t, &k, e) }
	}
	t, err := a.open()
	if err != nil {
		return nil, err
	}
	defer t.Close()
	dir := filepath.Join(a.d.dir, "cheating")
	if _, err := dataset.Build(a.d.ctx, dir, cfg, t); err != nil {
		return nil, err
	}
	if made.Data, err = dataset.OpenStored(dir); err != nil {
		return nil, err
	}
	defer made.Data.Close()
	logged, err := a.cheat(&made, suite)
	if err != nil {
		return nil, err
	}
	spot, err := audit.NewSpot(made, a.beacon)
	if err != nil {
		return nil, err
	}
	defer spot.Close()
	for _, show := range keys {
		show(spot)
	}
	opening, err := spot.Opening()
	if err != nil {
		return nil, err
	}
	checked, err := audit.Check(opening, logged, made.Leaves, made.File)
	if err != nil {
		return nil, err
	}
	report, err := checked.Compare(a.d.ctx, a.table)
	if err == nil && report.Passed() {
		err = errors.New("the audit did not find users under two keys")
	}
	return report, err
}

// cheat makes the epoch, and returns what such a platform's ledger would say.
func (a *auditor) cheat(made *audit.Made, suite ecdh.Suite) (*audit.Logged, error) {
	var counts [disclosure.Classes]uint64
	for _, c := range made.Data.Groups() {
		counts[disclosure.ClassOf(uint64(c.Width))] = c.Count
	}
	layout, err := disclosure.DrawLayout(counts)
	if err != nil {
		return nil, err
	}
	var keys [78]*ecdh.Key
	for i := range keys {
		keys[i] = suite.GenerateKey()
	}
	sections := layout.Arrange(counts, func(class int) iter.Seq2[psi.Group, error] {
		return func(yield func(psi.Group, error) bool) {
			twoKeyed(keys[:], made.Data.GroupRecords(1<<class), yield)
		}
	})
	var set, leaves, order, sentinels bytes.Buffer
	epoch, err := psi.NewEpoch(a.d.ctx, made.Params, psi.Dataset{Key: made.Key, Sections: sections}, made.Secret,
		psi.EpochFiles{Set: &set, Leaves: &leaves, Order: &order, Sentinels: &sentinels}, psi.Scratch{})
	if err != nil {
		return nil, err
	}
	defer epoch.Destroy()
	made.Set, made.File, made.Order = epoch.Set(), bytes.NewReader(set.Bytes()), bytes.NewReader(order.Bytes())
	if made.Leaves, err = psi.ReadLeaves(&leaves, epoch.Set()); err != nil {
		return nil, err
	}
	said, entry := *a.logged, *a.logged.Epoch
	entry.Set, entry.AuditKey = epoch.Set(), epoch.AuditKey()
	said.Epoch = &entry
	return &said, nil
}

// twoKeyed yields groups under two of the keys each, which name them: every other element is under the second one. It
// multiplies many at a time.
func twoKeyed(keys []*ecdh.Key, all iter.Seq2[dataset.GroupRecord, error], yield func(psi.Group, error) bool) {
	const atOnce = 1 << 14
	var groups []psi.Group
	flush := func() bool {
		of := make([][]*ecdh.Element, len(keys))
		n := uint64(len(keys))
		for _, g := range groups {
			pair := [2]uint64{g.Number % n, (g.Number%n + 1 + g.Number/n%(n-1)) % n}
			for i := range g.Elements {
				of[pair[i%2]] = append(of[pair[i%2]], &g.Elements[i])
			}
		}
		for k, places := range of {
			elements := make([]ecdh.Element, len(places))
			for i, e := range places {
				elements[i] = *e
			}
			if _, err := keys[k].Remask(elements, elements); err != nil {
				return yield(psi.Group{}, err) && false
			}
			for i, e := range places {
				*e = elements[i]
			}
		}
		for _, g := range groups {
			if !yield(g, nil) {
				return false
			}
		}
		groups = groups[:0]
		return true
	}
	for g, err := range all {
		if err != nil {
			yield(psi.Group{}, err)
			return
		}
		groups = append(groups, psi.Group{Number: g.Number, Elements: slices.Clone(g.Elements)})
		if len(groups) == atOnce && !flush() {
			return
		}
	}
	flush()
}
