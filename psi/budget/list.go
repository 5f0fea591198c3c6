package budget

import (
	"context"
	"math/big"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Row says what an owner has spent on a population.
type Row struct {
	Owner      string     `json:"owner"`
	Population string     `json:"population"`
	Releases   int        `json:"releases"`       // noised ones in 365 days
	Exact      int        `json:"exact_releases"` // in all
	Days30     string     `json:"spent_30_days"`  // exact fraction
	Days365    string     `json:"spent_365_days"` // exact fraction
	Last       string     `json:"last"`           // RFC 3339
	Back       *time.Time `json:"back,omitempty"` // when the oldest part of Days30 or, without one, of Days365 comes back
	Clients    []string   `json:"clients"`        // through whom
}

// List says who has spent how much, by owner and population. It only reads.
func List(ctx context.Context, db Querier) ([]Row, error) {
	today := time.Now()
	clock, err := readClock(ctx, db, today)
	if err != nil {
		return nil, err
	}
	now, wall := clock.budget, today.Add(time.Duration(clock.owed))
	rows, err := db.QueryContext(ctx, `SELECT owner, population, client, epsilon, spent, at FROM releases ORDER BY owner, population, spent`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []Row{}
	var sum tally
	for rows.Next() {
		var owner, population, client, epsilon, at string
		var spent int64
		if err := rows.Scan(&owner, &population, &client, &epsilon, &spent, &at); err != nil {
			return nil, err
		}
		if n := len(all); n == 0 || all[n-1].Owner != owner || all[n-1].Population != population {
			all = append(all, Row{Owner: owner, Population: population})
			sum = newTally()
		}
		r := &all[len(all)-1]
		r.Last = at
		if !slices.Contains(r.Clients, client) {
			r.Clients = append(r.Clients, client)
		}
		if epsilon == "" {
			r.Exact++
		} else {
			e, err := storedEpsilon(epsilon)
			if err != nil {
				return nil, err
			}
			sum.add(e, spent, now)
		}
		sum.fill(r, now, wall)
	}
	return all, rows.Err()
}

// tally adds up one row's releases, oldest first.
type tally struct {
	windows  [2]tallied // of a month and of a year
	releases int
}

type tallied struct {
	length time.Duration
	sum    *big.Rat
	oldest int64 // 0 if there is none
}

func newTally() tally {
	return tally{windows: [2]tallied{{psi.Days30, new(big.Rat), 0}, {psi.Days365, new(big.Rat), 0}}}
}

func (t *tally) add(epsilon *big.Rat, spent, now int64) {
	for i := range t.windows {
		w := &t.windows[i]
		if spent <= now-int64(w.length) {
			continue
		}
		w.sum.Add(w.sum, epsilon)
		if w.oldest == 0 {
			w.oldest = spent
		}
	}
	if spent > now-int64(psi.Days365) {
		t.releases++
	}
}

func (t *tally) fill(r *Row, now int64, wall time.Time) {
	r.Days30, r.Days365, r.Releases, r.Back = t.windows[0].sum.RatString(), t.windows[1].sum.RatString(), t.releases, nil
	for _, w := range t.windows {
		if w.oldest != 0 && r.Back == nil {
			back := wall.Add(time.Duration(w.oldest + int64(w.length) - now)).UTC().Truncate(time.Second)
			r.Back = &back
		}
	}
}
