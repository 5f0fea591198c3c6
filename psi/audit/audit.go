// Package audit compares a platform's epochs with the table that they were made of. Against a platform that deviates
// nothing else stands: it can mask its users under several keys, and no message of a session shows it. SPEC.md §13.8.
//
// A spot audit is of groups that a beacon picks, after the epoch is in the ledger: the platform opens them in an
// Opening, and an auditor, who has the table and no key of the platform's, checks it. A full audit is made where the
// epoch's secret is. What an auditor found is a ledger.Verdict, which it signs and the platform appends to its ledger.
package audit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// The kinds of audits.
const (
	KindSpot = ledger.AuditSpot // of groups that nobody could foresee
	KindFull = ledger.AuditFull // of the whole set
)

// Way says in which way a group of the epoch is not what the table says.
type Way string

// The ways. A group is counted in the first that applies.
const (
	Unopened     Way = "unopened"      // the platform does not say what an element is
	NoSentinel   Way = "no_sentinel"   // an element is not the multiple of the generator that it is said to be
	NoFill       Way = "no_fill"       // an element is not the hash of the seed that it is said to be
	Unproven     Way = "unproven"      // the proof that all identifiers are under the epoch's one key does not hold
	Foreign      Way = "foreign"       // an identifier is not among those that the table admits
	Mixed        Way = "mixed"         // its identifiers are of several contact groups, or it is no group at all
	Twice        Way = "twice"         // another group that was opened is of the same users
	Incomplete   Way = "incomplete"    // identifiers of its users are missing
	WrongSection Way = "wrong_section" // its number of identifiers belongs to another section
	OtherUsers   Way = "other_users"   // the platform names other users than the table
	Extra        Way = "extra"         // in a full audit: the epoch has it, and the table does not
	Missing      Way = "missing"       // the table has it, and the epoch does not
)

// ways are all, in the order in which they are looked for.
var ways = []Way{Unopened, NoSentinel, NoFill, Unproven, Foreign, Mixed, Twice, Incomplete, WrongSection, OtherUsers, Extra, Missing}

// Report says what an audit found, without identifiers.
type Report struct {
	Kind      string     `json:"kind"`
	Set       psi.Digest `json:"set"`
	Groups    uint64     `json:"groups"`    // of the set that were examined
	Real      uint64     `json:"real"`      // of these, groups of users; not counted are those that are unopened
	Sentinels uint64     `json:"sentinels"` // of these
	Differ    uint64     `json:"differ"`    // groups that differ from the table, either way
	Ways      []WayCount `json:"ways,omitempty"`
	Sections  []Section  `json:"sections,omitempty"` // of a spot audit

	// Persons who were erased, each by an entry of the ledger. They are not among the groups that differ.
	ErasedSince  uint64 `json:"erased_since"`  // whom the epoch still has, and the table does not; in a spot audit in groups that were picked
	ErasedBefore uint64 `json:"erased_before"` // whom the table has, and the epoch was made without

	// Unexcused are groups of a spot audit that differ, as the platform says because of persons who were erased: the ledger
	// has too few entries for that from before the beacon.
	Unexcused uint64 `json:"unexcused,omitempty"`
}

// WayCount counts the groups that differ in a way.
type WayCount struct {
	Way    Way    `json:"way"`
	Groups uint64 `json:"groups"`
}

// Section compares how many groups of a section are real with how many the table has. Groups that the platform left out
// are not there to be opened, but then sentinels are in their places.
type Section struct {
	Width    uint64 `json:"width"`
	Capacity uint64 `json:"capacity"`
	Table    uint64 `json:"table"`  // groups that the table has for it
	Opened   uint64 `json:"opened"` // groups that were picked
	Real     uint64 `json:"real"`   // of these
	// Off says that fewer or more are real than can be by chance: once in a million, with the table's groups in the
	// section.
	Off bool `json:"off"`
}

// Passed says whether nothing was found.
func (r *Report) Passed() bool {
	return r.Differ == 0 && !slices.ContainsFunc(r.Sections, func(s Section) bool { return s.Off })
}

// count enters groups that differ.
func (r *Report) count(w Way, n uint64) {
	if n == 0 {
		return
	}
	r.Differ += n
	i := slices.IndexFunc(r.Ways, func(x WayCount) bool { return x.Way == w })
	if i < 0 {
		i = len(r.Ways)
		r.Ways = append(r.Ways, WayCount{Way: w})
	}
	r.Ways[i].Groups += n
	slices.SortFunc(r.Ways, func(a, b WayCount) int { return cmp.Compare(slices.Index(ways, a.Way), slices.Index(ways, b.Way)) })
}

// Text says it in words that fit into a line.
func (w Way) Text() string { return strings.ReplaceAll(string(w), "_", " ") + ": " + wayTexts[w] }

var wayTexts = map[Way]string{
	Unopened:     "the platform does not say what an element is",
	NoSentinel:   "an element is not the sentinel that it is said to be",
	NoFill:       "an element is not the fill that it is said to be",
	Unproven:     "there is no proof that its identifiers are under the epoch's one key",
	Foreign:      "an identifier is not among those that the table admits",
	Mixed:        "its identifiers are not those of one contact group",
	Twice:        "another opened group is of the same users",
	Incomplete:   "identifiers of its users are missing",
	WrongSection: "its number of identifiers belongs to another section",
	OtherUsers:   "the platform names other users than the table",
	Extra:        "in the epoch, and not in the table",
	Missing:      "in the table, and not in the epoch",
}
