// Package year makes the ledger of a simulated year, for tests and benchmarks of what reads ledgers. Every rule of
// ledger.Replay holds in it, and it is the same each time.
package year

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"math/rand/v2"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Start is when the year begins.
var Start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	day        = 24 * time.Hour
	week       = 7 * day
	purpose    = "audience-matching"
	capacity   = 100 << 10 // of the platform's sets
	mostShared = 100       // sessions of an advertiser that its budget of a year allows
)

var datasets = []string{"buyers", "users"}

// policies are the texts of the policy at first, and from summer on.
var policies = [2]string{
	"blindmatch policy v1\ncontext checkout class=marketing evidence=optional\ngrant checkout advertising\n" +
		"context newsletter class=marketing evidence=optional\ngrant newsletter advertising\n" +
		"context two_factor class=security evidence=optional\nrequires * " + purpose + " advertising\n",
	"blindmatch policy v1\ncontext checkout class=marketing evidence=required\ngrant checkout advertising\nnotice checkout 2026-06\n" +
		"context newsletter class=marketing evidence=optional\ngrant newsletter advertising\n" +
		"context two_factor class=security evidence=optional\nrequires * " + purpose + " advertising\n",
}

// maker makes entries in order.
type maker struct {
	all     []*ledger.Entry
	random  *rand.Rand
	now     time.Time
	tenth   psi.Epsilon
	policy  map[string]psi.Digest // of a dataset
	loaded  map[string]psi.Digest
	epoch   map[string]*psi.Set
	paid    map[string][]time.Time // by owner and population
	serials int
}

// Entries are those of so many advertisers with so many sessions in all: at most 100 for each advertiser.
func Entries(advertisers, sessions int) []*ledger.Entry {
	if sessions > mostShared*advertisers {
		panic("year: internal error: more sessions than budgets allow")
	}
	tenth, err := psi.ParseEpsilon("1/10")
	if err != nil {
		panic("year: internal error: " + err.Error())
	}
	m := &maker{
		random: rand.New(rand.NewPCG(14, 2026)), now: Start, tenth: tenth, policy: map[string]psi.Digest{},
		loaded: map[string]psi.Digest{}, epoch: map[string]*psi.Set{}, paid: map[string][]time.Time{},
	}
	m.start()
	spacing := 360 * day / time.Duration(sessions)
	next := Start
	for i := range sessions {
		for m.now = Start.Add(time.Hour + time.Duration(i)*spacing); !next.After(m.now); next = next.Add(week) {
			m.house(int(next.Sub(Start) / week))
		}
		m.session(i%advertisers, i)
	}
	return m.all
}

// digest is a digest that nothing else has.
func (m *maker) digest() (d psi.Digest) {
	m.serials++
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte("year"), uint64(m.serials)))
}

// add appends an entry, a second after the last one.
func (m *maker) add(e ledger.Entry) {
	salt := m.digest()
	e.V, e.Seq, e.Time, e.Salt = 1, int64(len(m.all)), m.now, hex.EncodeToString(salt[:16])
	m.now = m.now.Add(time.Second)
	m.all = append(m.all, &e)
}

func (m *maker) start() {
	m.add(ledger.Entry{Type: ledger.TypeStart, Start: &ledger.Start{
		Platform: "platform", Modes: []psi.Mode{psi.Count, psi.Activate, psi.Blinded},
		Floors:     psi.Floors{List: 1000, Dataset: 10000, Report: 100},
		Disclosure: ledger.Disclosure{Epsilon: "1/10", Month: "10", Year: "10", Spacing: 3600, Sessions: 168},
		Version:    "v0.3.0", Go: "go1.26",
	}})
}

func params() psi.Params {
	return psi.Params{Suite: "ristretto255", Purpose: purpose, Profile: "default-v1", Types: "email,phone"}
}

// house is what the platform does at the beginning of a week: it imports now and then, and opens new epochs.
func (m *maker) house(week int) {
	for _, name := range datasets {
		if _, ok := m.policy[name]; !ok || week == 24 && name == "users" {
			was := m.policy[name]
			text := policies[min(week, 1)]
			m.policy[name] = sha256.Sum256([]byte(text))
			m.add(ledger.Entry{Type: ledger.TypePolicy, Policy: &ledger.Policy{Dataset: name, Purpose: purpose, Previous: was, Digest: m.policy[name], Text: text}})
		}
		if week%4 == 0 {
			m.load(name, uint64(week))
		}
		if old := m.epoch[name]; old != nil {
			m.add(ledger.Entry{Type: ledger.TypeKeyDestroyed, KeyDestroyed: &ledger.KeyDestroyed{Set: old.Digest}})
		}
		m.epoch[name] = &psi.Set{Parts: []psi.Part{{Width: 1, Size: capacity}}, Digest: m.digest()}
		m.add(ledger.Entry{Type: ledger.TypeEpochOpen, Epoch: &ledger.PlatformSet{
			Platform: "platform", Dataset: name, Import: m.loaded[name], PolicyDigest: m.policy[name], Params: params(),
			Set: *m.epoch[name], AuditKey: m.digest(),
		}})
	}
	for range m.random.IntN(4) {
		m.add(ledger.Entry{Type: ledger.TypeErasedPerson, Person: &ledger.Person{Key: psi.Digest{1}, Reference: m.digest()}})
	}
	m.add(ledger.Entry{Type: ledger.TypeLookup, Lookup: &ledger.Lookup{Persons: uint64(1 + week%4), By: ledger.LookupByUser}})
	if week == 30 {
		m.add(ledger.Entry{Type: ledger.TypeAcknowledged, Acknowledged: &ledger.Acknowledged{
			Reason: "disk failure; the copy of the evening before was restored", Log: int64(len(m.all)), Known: int64(len(m.all)) + 12}})
		m.start()
	}
}

func (m *maker) load(name string, week uint64) {
	admitted, kept := 81_000+100*week, 19_000+10*week
	m.loaded[name] = m.digest()
	m.add(ledger.Entry{Type: ledger.TypeImport, Import: &ledger.Import{
		Dataset: name, Purpose: purpose, Population: name, Profile: "default-v1", Suite: "ristretto255", PolicyDigest: m.policy[name],
		At: m.now, Rows: ledger.Rows{Total: admitted + kept + 12, Admitted: admitted, Excluded: kept, Empty: 7, Rejected: 5},
		Admitted: []ledger.ContextCount{{Context: "checkout", Rows: admitted - 1000, Values: admitted - 1000}, {Context: "newsletter", Rows: 1000, Values: 1000}},
		Excluded: []ledger.ReasonCount{{Reason: "no_grant", Rows: 2000, Values: 2000}, {Reason: "security_context", Rows: kept - 2000, Values: kept - 2000}},
		Types: []ledger.TypeCount{
			{Type: "email", Values: admitted + kept, Admitted: admitted, Excluded: kept, Elements: admitted}, {Type: "phone"},
		},
		Commitment: m.loaded[name], Index: m.digest(),
	}})
}

// advertiser names an advertiser and its owner. Each has one of its own.
func advertiser(i int) (name, owner string) {
	return fmt.Sprintf("brand-%03d", i), fmt.Sprintf("Brand %d Ltd", i)
}

// pay enters a payment of 1/10 and says what is left of 10 in 30 and in 365 days.
func (m *maker) pay(owner, population string) *ledger.Budget {
	key := owner + "/" + population
	m.paid[key] = append(m.paid[key], m.now)
	left := func(window time.Duration) string {
		spent := int64(0)
		for _, at := range m.paid[key] {
			if at.After(m.now.Add(-window)) {
				spent++
			}
		}
		return new(big.Rat).Sub(big.NewRat(10, 1), big.NewRat(spent, 10)).RatString()
	}
	return &ledger.Budget{At: m.now, Population: population, Epsilon: "1/10", LeftMonth: left(psi.Days30), LeftYear: left(psi.Days365)}
}
