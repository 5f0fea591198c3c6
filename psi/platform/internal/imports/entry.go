package imports

import (
	"context"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// RecordMissing backfills datasets of which the ledger has no entry.
func (t *To) RecordMissing(ctx context.Context, replay *ledger.Replay) error {
	rows, err := t.Rows.Datasets.List(ctx)
	if err != nil {
		return err
	}
	var all []ledger.Import
	for _, d := range rows {
		all = append(all, d.Entry)
	}
	return t.Journal.MissingImports(ctx, replay, all)
}

// importEntry is what the ledger will say of an import, without what its files
// say.
func importEntry(cfg *Config, r *dataset.BuildReport, at time.Time) *ledger.Import {
	m := &ledger.Import{
		Dataset: cfg.Dataset, Purpose: cfg.Purpose, Population: cfg.Policy.Population(cfg.Dataset), Profile: cfg.Profile.String(), Suite: cfg.Suite, PolicyDigest: psi.Digest(cfg.Policy.Digest()), At: at,
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

// entryTime is now, as precise as an entry of the ledger can say.
func entryTime() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
