package budget

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// spending is one release that was paid for.
type spending struct {
	population string
	epsilon    *big.Rat
	spent      int64 // budget clock, ns
}

// noisedSpending returns an owner's noised releases since a time, oldest first.
func noisedSpending(ctx context.Context, db Querier, owner string, since int64) ([]spending, error) {
	rows, err := db.QueryContext(ctx, `SELECT population, epsilon, spent FROM releases WHERE owner = ? AND epsilon <> '' AND spent > ? ORDER BY spent`, owner, since)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []spending
	for rows.Next() {
		var x spending
		var epsilon string
		if err := rows.Scan(&x.population, &epsilon, &x.spent); err != nil {
			return nil, err
		}
		if x.epsilon, err = storedEpsilon(epsilon); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

func storedEpsilon(s string) (*big.Rat, error) {
	e, err := psi.ParseEpsilon(s)
	if err != nil {
		return nil, fmt.Errorf("budget: stored amount: %w", err)
	}
	return e.Rat(), nil
}

// window says what was spent of a budget in a rolling window.
type window struct {
	spent *big.Rat
	wait  time.Duration // until another release fits; 0 if it fits now
}

// look adds up the spendings in the window that ends now, and works out how long it takes until cost fits into budget
// again.
func look(all []spending, population string, now int64, length time.Duration, cost, budget *big.Rat) window {
	w := window{spent: new(big.Rat)}
	inside := slices.DeleteFunc(slices.Clone(all), func(x spending) bool {
		return x.population != population || x.spent <= now-int64(length)
	})
	for _, x := range inside {
		w.spent.Add(w.spent, x.epsilon)
	}
	left := new(big.Rat).Add(w.spent, cost)
	for _, x := range inside {
		if left.Cmp(budget) <= 0 {
			break
		}
		left.Sub(left, x.epsilon)
		w.wait = time.Duration(x.spent + int64(length) - now)
	}
	return w
}
