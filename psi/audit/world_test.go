package audit

import (
	"bytes"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

const policyYAML = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted], verified: [email]}
  two_factor: {class: security}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

// judged is when the gate judged: u7's grant ends a day later.
var judged = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// users is a table of the users [from, to): every second has a phone number, every tenth another that must not be
// matched, every hundredth shares an address with the user before.
func users(from, to int) string {
	var b strings.Builder
	b.WriteString("user_id,email,phone,collection_context,expires_at\n")
	for i := from; i < to; i++ {
		mail, phone, ends := fmt.Sprintf("person%d@mail.example", i), "", ""
		if i%100 == 99 {
			mail += fmt.Sprintf(";person%d@mail.example", i-1)
		}
		if i%2 == 1 {
			phone = fmt.Sprintf("+4420794%05d", i)
		}
		if i == 7 {
			ends = "2026-01-03"
		}
		for _, m := range strings.Split(mail, ";") {
			fmt.Fprintf(&b, "u%d,%s,%s,newsletter,%s\n", i, m, phone, ends)
		}
		if i%10 == 0 {
			fmt.Fprintf(&b, "u%d,,+4420795%05d,two_factor,\n", i, i)
		}
	}
	return b.String()
}

// world is a platform with an epoch, and the table that is audited.
type world struct {
	made   Made
	layout disclosure.Layout
	logged *Logged
	table  string // path
	policy *purpose.Policy
	outers map[ecdh.Element]ecdh.Element
}

// outer maps each element of the dataset under b to that under d.
func (w *world) outer(t testing.TB) map[ecdh.Element]ecdh.Element {
	if w.outers == nil {
		w.outers = map[ecdh.Element]ecdh.Element{}
		mask := w.made.Secret.Mask(w.made.Key.Suite())
		defer mask.Destroy()
		for e, err := range w.made.Data.Elements() {
			require.NoError(t, err)
			out := make([]ecdh.Element, 1)
			_, err = mask.Remask(out, []ecdh.Element{e})
			require.NoError(t, err)
			w.outers[out[0]] = e
		}
	}
	return w.outers
}

func write(t testing.TB, content string) string {
	path := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// newWorld imports a table and makes an epoch of it; cheat, if not nil, changes what the epoch is made of. Audited is
// another table, unless it is "".
func newWorld(t testing.TB, suite, imported, audited string, cheat func(*world, psi.Dataset) psi.Dataset) *world {
	t.Helper()
	policy, err := purpose.Parse([]byte(policyYAML))
	require.NoError(t, err)
	w := &world{policy: policy, table: write(t, imported)}
	p := psi.Params{Suite: suite, Purpose: "audience-matching", Profile: "default-v1", Types: "email,phone"}
	digest := psi.Digest(policy.Digest())
	w.logged = &Logged{
		Epoch:  &ledger.PlatformSet{Platform: "platform.example", Dataset: "users", PolicyDigest: digest, Params: p},
		Import: &ledger.Import{PolicyDigest: digest, At: judged}, Opened: judged,
	}
	g, err := ecdh.ParseSuite(suite)
	require.NoError(t, err)
	w.made = Made{Params: p, Secret: psi.NewEpochSecret(), Key: g.GenerateKey()}
	w.made.Data = w.build(t, nil)

	var groups [disclosure.Classes]uint64
	for _, c := range w.made.Data.Groups() {
		groups[disclosure.ClassOf(uint64(c.Width))] = c.Count
	}
	w.layout, err = disclosure.DrawLayout(groups)
	require.NoError(t, err)
	data := psi.Dataset{Key: w.made.Key, Sections: w.layout.Arrange(groups, func(class int) iter.Seq2[psi.Group, error] {
		return func(yield func(psi.Group, error) bool) {
			for g, err := range w.made.Data.GroupRecords(1 << class) {
				if !yield(psi.Group{Number: g.Number, Elements: g.Elements}, err) {
					return
				}
			}
		}
	})}
	if cheat != nil {
		data = cheat(w, data)
	}
	var set, leaves, order, sentinels bytes.Buffer
	epoch, err := psi.NewEpoch(t.Context(), p, data, w.made.Secret, psi.EpochFiles{Set: &set, Leaves: &leaves, Order: &order, Sentinels: &sentinels}, psi.Scratch{})
	require.NoError(t, err)
	t.Cleanup(epoch.Destroy)
	w.made.Set, w.made.File, w.made.Order = epoch.Set(), bytes.NewReader(set.Bytes()), bytes.NewReader(order.Bytes())
	w.made.Leaves, err = psi.ReadLeaves(&leaves, epoch.Set())
	require.NoError(t, err)
	w.logged.Epoch.Set, w.logged.Epoch.AuditKey = epoch.Set(), epoch.AuditKey()
	if audited != "" {
		w.table = write(t, audited)
	}
	return w
}

func (w *world) open(t testing.TB) *dataset.Table {
	table, err := dataset.OpenTable(w.table, dataset.TableConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { table.Close() })
	return table
}

// build reads the table under d.
func (w *world) build(t testing.TB, spot *Spot) *dataset.Stored {
	t.Helper()
	cfg, err := (&Reading{Policy: w.policy}).Config(w.logged)
	require.NoError(t, err)
	cfg.Key = w.made.Key
	if spot != nil {
		cfg.Masked = spot.Masked
	}
	if w.made.Erased != nil {
		cfg.Erased = w.made.Erased.InTable
	}
	dir := filepath.Join(t.TempDir(), "set")
	_, err = dataset.Build(t.Context(), dir, cfg, w.open(t))
	require.NoError(t, err)
	stored, err := dataset.OpenStored(dir)
	require.NoError(t, err)
	t.Cleanup(func() { stored.Close() })
	return stored
}

// spot is what the platform shows.
func (w *world) spot(t testing.TB) *Opening {
	t.Helper()
	s, err := NewSpot(w.made, beacon(7))
	require.NoError(t, err)
	w.build(t, s)
	o, err := s.Opening()
	require.NoError(t, err)
	require.NoError(t, s.Close())
	var b bytes.Buffer
	require.NoError(t, o.Write(&b))
	o, err = ReadOpening(&b)
	require.NoError(t, err)
	return o
}

// check is what the auditor does.
func (w *world) check(t testing.TB, o *Opening) *Report {
	t.Helper()
	c, err := Check(o, w.logged, w.made.Leaves, w.made.File)
	require.NoError(t, err)
	table, _, err := ReadTable(t.Context(), filepath.Join(t.TempDir(), "own"), w.open(t), w.logged, Reading{Policy: w.policy})
	require.NoError(t, err)
	defer table.Close()
	r, err := c.Compare(t.Context(), table)
	require.NoError(t, err)
	return r
}

func (w *world) full(t testing.TB) *Report {
	t.Helper()
	r, err := Full(t.Context(), w.made, w.layout, w.build(t, nil), psi.Scratch{})
	require.NoError(t, err)
	return r
}

// manyKeys masks every n-th group's elements under two of many keys, which name the group: what a platform would do that
// wants to see who is on a list.
func manyKeys(t testing.TB, suite string, n int) func(*world, psi.Dataset) psi.Dataset {
	g, err := ecdh.ParseSuite(suite)
	require.NoError(t, err)
	var keys []*ecdh.Key
	for range 78 {
		keys = append(keys, g.GenerateKey())
	}
	return func(_ *world, d psi.Dataset) psi.Dataset {
		d.Sections = append([]psi.Section(nil), d.Sections...)
		count := 0
		for i := range d.Sections {
			honest, width := d.Sections[i].Each, int(d.Sections[i].Width)
			d.Sections[i].Each = func(yield func(psi.Group, error) bool) {
				for g, err := range honest {
					if count++; count%n == 0 && err == nil {
						a, b := count/n%78, count/n/78%77
						if b >= a {
							b++
						}
						var out []ecdh.Element
						for _, k := range []*ecdh.Key{keys[a], keys[b]} {
							under := make([]ecdh.Element, len(g.Elements))
							_, err = k.Remask(under, g.Elements)
							out = append(out, under...)
						}
						g.Elements = out[:min(len(out), width)]
					}
					if !yield(g, err) {
						return
					}
				}
			}
		}
		return d
	}
}

// groups reads the groups of sections, lets change change them, and puts them back.
func groups(t testing.TB, change func(w *world, sections [][]psi.Group) [][]psi.Group) func(*world, psi.Dataset) psi.Dataset {
	return func(w *world, d psi.Dataset) psi.Dataset {
		var all [][]psi.Group
		for _, s := range d.Sections {
			var of []psi.Group
			for g, err := range s.Each {
				require.NoError(t, err)
				g.Elements = append([]ecdh.Element(nil), g.Elements...)
				of = append(of, g)
			}
			all = append(all, of)
		}
		for i, of := range change(w, all) {
			d.Sections[i].Groups = uint64(len(of))
			d.Sections[i].Each = func(yield func(psi.Group, error) bool) {
				for _, g := range of {
					if !yield(g, nil) {
						return
					}
				}
			}
		}
		return d
	}
}
