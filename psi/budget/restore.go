package budget

import (
	"context"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Restore adds debits from the ledger that the database lacks because it was restored from an older copy. It returns
// the sessions that they belong to. Nothing else may use a meanwhile.
func (a *Accounts) Restore(ctx context.Context, db Querier, replay *ledger.Replay) (restored []*ledger.Session, err error) {
	for _, s := range replay.Sessions {
		if s.Budget == nil && s.Contract == "" {
			continue // nothing was released, or nothing paid for
		}
		charged, drawn, spent := "", "", s.Ended.UnixNano()
		if s.Budget != nil {
			charged, drawn, spent = s.Budget.Epsilon, s.Epsilon.String(), s.Budget.At.UnixNano()
		}
		res, err := db.ExecContext(ctx, insertRelease, s.ID, s.Owner, s.Advertiser, s.Dataset, s.Import.Population, charged, drawn, spent, s.Ended.Format(time.RFC3339Nano))
		if err != nil {
			return restored, err
		}
		if n, err := res.RowsAffected(); err == nil && n > 0 {
			restored = append(restored, s)
			if s.Budget != nil { // otherwise spent is by the wall clock
				a.clock.from.budget = max(a.clock.from.budget, spent)
			}
		}
	}
	return restored, a.Keep(ctx, db)
}
