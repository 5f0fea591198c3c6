package record

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform"
)

// Change is something that was done to a client. The ledger has no entries for it, so nobody has verified it.
type Change struct {
	Time   time.Time `json:"time"`
	Client string    `json:"client"`
	Change string    `json:"change"` // "registered", "revoked" or "removed"
}

// Clients lists what was done to clients in a report's time, oldest first, by the database; nil if the record is an
// exported one.
func (r *Record) Clients(ctx context.Context, scope report.Scope) ([]Change, error) {
	if r.dir == nil {
		return nil, nil
	}
	all, err := r.dir.EveryClient(ctx)
	if err != nil {
		return nil, err
	}
	return changes(all, scope), nil
}

func changes(all []platform.ClientRow, scope report.Scope) []Change {
	changes := []Change{}
	for _, c := range all {
		for what, stored := range map[string]string{"registered": c.Created, "revoked": c.Revoked, "removed": c.Removed} {
			at, err := time.Parse(time.RFC3339Nano, stored)
			if err != nil || at.Before(scope.From) || !at.Before(scope.To) { // it did not happen, or not then
				continue
			}
			if scope.Advertiser == "" || scope.Advertiser == c.Name {
				changes = append(changes, Change{at.UTC(), c.Name, what})
			}
		}
	}
	slices.SortFunc(changes, func(x, y Change) int {
		return cmp.Or(x.Time.Compare(y.Time), cmp.Compare(x.Client, y.Client), cmp.Compare(x.Change, y.Change))
	})
	return changes
}
