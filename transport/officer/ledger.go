package officer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// ledgerPage says how much is verified, by whom witnessed, and what auditors found.
type ledgerPage struct {
	First, Last  *ledger.Entry
	Witnesses    []witnessRow
	Farthest     int64 // entry up to which somebody else has signed
	Acknowledged []report.Event
	Audits       []report.Event
	Kinds        []kindRow
	Open         int // sessions
	Sessions     int
	EpochsOpen   int
}

type witnessRow struct {
	report.Witness
	Pieces []piece
}

// kindRow counts entries of a type.
type kindRow struct {
	Type  ledger.Type
	Text  string
	Count int
}

// kinds say what entries of a type record.
var kinds = map[ledger.Type]string{
	ledger.TypeStart: "a server began to serve, and under which rules", ledger.TypePolicy: "a purpose policy came into force",
	ledger.TypeImport: "a dataset was imported, and what was kept out", ledger.TypeEpochOpen: "the set that lists are compared with was made",
	ledger.TypeKeyDestroyed: "such a set's key was destroyed", ledger.TypeOffer: "a session was opened", ledger.TypeCommit: "both sides were bound to what they compare",
	ledger.TypeRefusal: "a request was refused, or a session ended without an answer", ledger.TypeResult: "what was told, to whom",
	ledger.TypeHandles: "handles were fetched", ledger.TypeErased: "whom a session was about can't be told any more",
	ledger.TypeStrike: "an owner was barred", ledger.TypeLifted: "an owner was let in again", ledger.TypeAudience: "an audience was renewed, deleted, or ended",
	ledger.TypeErasedPerson: "a person was erased", ledger.TypeLookup: "persons were looked up, since they asked", ledger.TypeOpened: "an auditor was shown a part of a set", ledger.TypeAudit: "an auditor's verdict",
	ledger.TypeAcknowledged: "an operator let the platform go on although records did not agree",
}

func (r *request) ledger() (any, error) {
	all, err := r.report(report.All())
	if err != nil {
		return nil, err
	}
	p := &ledgerPage{First: r.book.Entry(0), Last: r.book.Entry(r.book.Entries() - 1), Acknowledged: all.Acknowledged, Audits: all.Audits, Sessions: len(r.replay.Sessions)}
	for _, w := range r.witnesses {
		p.Witnesses = append(p.Witnesses, witnessRow{w, divided(float64(r.head.Size), float64(w.Entries))})
		p.Farthest = max(p.Farthest, w.Entries)
	}
	slices.SortFunc(p.Witnesses, func(x, y witnessRow) int {
		return cmp.Or(cmp.Compare(y.Entries, x.Entries), cmp.Compare(x.Name, y.Name))
	})
	for _, s := range r.replay.Sessions {
		if s.Open() {
			p.Open++
		}
	}
	counts := map[ledger.Type]int{}
	for i := range r.book.Entries() {
		counts[r.book.Entry(i).Type]++
	}
	p.EpochsOpen = counts[ledger.TypeEpochOpen] - counts[ledger.TypeKeyDestroyed]
	for t, n := range counts {
		p.Kinds = append(p.Kinds, kindRow{t, cmp.Or(kinds[t], "something that these pages do not explain"), n})
	}
	slices.SortFunc(p.Kinds, func(x, y kindRow) int { return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Type, y.Type)) })
	return p, nil
}

// entryPage is one entry as it is in the ledger.
type entryPage struct {
	*ledger.Entry
	Text          string
	Kind          string
	Before, After int64 // -1 if there is none
	Witnessed     int   // by how many
}

func (r *request) entry() (any, error) {
	n, err := strconv.ParseInt(r.FormValue("n"), 10, 64)
	e := r.book.Entry(n)
	if err != nil || e == nil {
		return nil, notFound(fmt.Sprintf("The ledger has the entries 0 to %d.", r.book.Entries()-1))
	}
	// Not what was kept of it, but what is there now, against the signed tree.
	tiles, err := r.record.Tiles()
	if err != nil {
		return nil, err
	}
	raw, err := tiles.Entry(r.head, n)
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	pretty, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, err
	}
	p := &entryPage{Entry: e, Text: string(pretty), Kind: cmp.Or(kinds[e.Type], string(e.Type)), Before: n - 1, After: n + 1}
	if p.After == r.book.Entries() {
		p.After = -1
	}
	for _, w := range r.witnesses {
		if w.Entries > n {
			p.Witnessed++
		}
	}
	return p, nil
}
